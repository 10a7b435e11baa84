// The command line of npm start: flags, defaults, and the help text.

/** n8n release the examples are run against. */
export const PINNED_N8N = '2.41.1';
/** The oldest one that CI runs them against. */
export const OLDEST_N8N = '1.123.81';

/** What the command line asked for. */
export interface StartOptions {
	/** Stop after the run; status 0 only if it succeeded. */
	once: boolean;
	/** n8n release to run, e.g. `2.41.1`. */
	n8n: string;
	/** First port to try for the editor. */
	port: number;
	/** First port to try for the sandbox. */
	sandboxPort: number;
	/** Folder for n8n's own data; empty: one per checkout and version in the cache folder. */
	data: string;
	/** App secret written into the Qiandun credential instead of the sandbox's; empty: the right one. */
	credentialSecret: string;
	help: boolean;
}

/** A command line this program does not understand; the message names the flag. */
export class UsageError extends Error {}

export const HELP = `npm start -- [options]

Builds this package, starts a sandbox of Qiandun and eSign and a real n8n editor with the package, credentials
and the example workflows in place, and plays all examples: sends their events, and plays the people who verify and
sign. Ctrl-C stops it.

  --once                     stop after the run; exit status 0 only if it succeeded. Only then the last output
                             line is one JSON object: {"ok":true,"n8n":...,"package":...,"executions":[...]}
  --n8n <version>            n8n release to run (default ${PINNED_N8N}, oldest tried ${OLDEST_N8N}: docs/n8n-versions.md)
  --port <number>            first port to try for the editor (default 5678; a free one if it is taken)
  --sandbox-port <number>    first port to try for the sandbox (default 7070; a free one if it is taken)
  --data <folder>            folder for n8n's data (default: one for this checkout in the cache folder, see below)
  --credential-secret <text> put this app secret into the Qiandun credential while the sandbox keeps its own:
                             shows what a wrong secret looks like; the run stops at the credential test
  --help                     this text

n8n is installed once (four to seven minutes; 6 GB of disk in all) into the cache folder of your user:
$XDG_CACHE_HOME or ~/.cache on Linux, ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows, each with
/n8n-nodes-qiandun.`;

const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/**
 * Reads the flags after `npm start --`.
 *
 * @param argv arguments without node and script; `--flag value` and `--flag=value` are the same
 * @throws UsageError naming the flag that is unknown, lacks its value or has a wrong one
 */
export function parseArguments(argv: readonly string[]): StartOptions {
	const options: StartOptions = {
		once: false,
		n8n: PINNED_N8N,
		port: 5678,
		sandboxPort: 7070,
		data: '',
		credentialSecret: '',
		help: false,
	};
	const rest = [...argv];
	while (rest.length > 0) {
		const word = rest.shift() ?? '';
		const [flag, inline] = splitAtEquals(word);
		const value = (): string => {
			const given = inline ?? rest.shift();
			if (given === undefined || given === '' || (inline === undefined && given.startsWith('--'))) {
				throw new UsageError(`${flag} needs a value. See npm start -- --help.`);
			}
			return given;
		};
		switch (flag) {
			case '--once':
			case '--help':
			case '-h':
				if (inline !== undefined) throw new UsageError(`${flag} takes no value.`);
				if (flag === '--once') options.once = true;
				else options.help = true;
				break;
			case '--n8n':
				options.n8n = value();
				if (!VERSION.test(options.n8n)) {
					throw new UsageError(`--n8n takes a full version such as ${PINNED_N8N}, not "${options.n8n}".`);
				}
				break;
			case '--port':
				options.port = portNumber(flag, value());
				break;
			case '--sandbox-port':
				options.sandboxPort = portNumber(flag, value());
				break;
			case '--data':
				options.data = value();
				break;
			case '--credential-secret':
				options.credentialSecret = value();
				break;
			default:
				throw new UsageError(`"${word}" is not an option of npm start. See npm start -- --help.`);
		}
	}
	return options;
}

function splitAtEquals(word: string): [string, string | undefined] {
	const at = word.startsWith('--') ? word.indexOf('=') : -1;
	return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function portNumber(flag: string, text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
		throw new UsageError(`${flag} takes a port from 1 to 65535, not "${text}".`);
	}
	return port;
}
