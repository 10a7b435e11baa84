// `npm run sandbox`: starts the sandbox, prints one JSON line when it is ready, stops on SIGINT or SIGTERM,
// and when the process that started it is gone.
import { parseArgs } from 'node:util';
import { whenParentGoes } from '../tools/start/parent.mjs';
import { isCallbackUrl } from './delivery/subscription.mts';
import { startSandbox, type SandboxOptions } from './server.mts';

const DEFAULT_PORT = 7070;

const USAGE = `Usage: npm run sandbox -- [options]

  --port              port on 127.0.0.1; 0 takes any free one (default ${DEFAULT_PORT})
  --app-key           Qiandun app key the sandbox accepts (default sandbox-key)
  --app-secret        Qiandun app secret the sandbox accepts (default sandbox-secret)
  --callback-url      where Qiandun's notifications go (default: nowhere)
  --esign-app-id      eSign app id the sandbox accepts (default sandbox-app)
  --esign-app-secret  eSign app secret the sandbox accepts (default sandbox-app-secret)
`;

main().catch((error: unknown) => fail(explained(error)));

async function main(): Promise<void> {
	const options = optionsOf(process.argv.slice(2));
	if (options === undefined) return;
	const sandbox = await startSandbox(options);
	const { qiandun, esign, console } = sandbox;
	process.stdout.write(`${JSON.stringify({ qiandun, esign, console })}\n`);
	log(`ready, console at ${console}`);
	let stopping = false;
	const stop = () => {
		if (stopping) return;
		stopping = true;
		log('stopping');
		sandbox.close().then(
			() => process.exit(0),
			(error: unknown) => fail(explained(error)),
		);
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
	whenParentGoes(stop);
}

/** The options on the command line; undefined when only help was wanted. Throws an Error for a bad flag. */
function optionsOf(argv: string[]): SandboxOptions | undefined {
	const { values } = parseArgs({
		args: argv,
		options: {
			port: { type: 'string', default: String(DEFAULT_PORT) },
			'app-key': { type: 'string' },
			'app-secret': { type: 'string' },
			'callback-url': { type: 'string' },
			'esign-app-id': { type: 'string' },
			'esign-app-secret': { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help) {
		process.stderr.write(USAGE);
		return undefined;
	}
	const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : -1;
	if (port < 0 || port > 65_535)
		throw new Error(`--port must be a number from 0 to 65535, not "${values.port}".`);
	return {
		port,
		appKey: nonEmpty('--app-key', values['app-key']),
		appSecret: nonEmpty('--app-secret', values['app-secret']),
		callbackUrl: address('--callback-url', values['callback-url']),
		esign: {
			appId: nonEmpty('--esign-app-id', values['esign-app-id']),
			appSecret: nonEmpty('--esign-app-secret', values['esign-app-secret']),
		},
	};
}

function address(flag: string, value: string | undefined): string | undefined {
	if (value !== undefined && !isCallbackUrl(value))
		throw new Error(`${flag} must be an http or https address, not "${value}".`);
	return value;
}

function nonEmpty(flag: string, value: string | undefined): string | undefined {
	if (value === '') throw new Error(`${flag} must not be empty.`);
	return value;
}

function explained(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const code = 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE')
		return 'the port is already in use. Choose another one with --port, or 0 for any free one.';
	if (code === 'EACCES')
		return 'this port may not be opened by an ordinary user. Choose one above 1023 with --port.';
	return error.message;
}

function fail(sentence: string): never {
	log(sentence);
	process.exit(1);
}

function log(sentence: string): void {
	process.stderr.write(`sandbox: ${sentence}\n`);
}
