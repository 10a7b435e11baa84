// The environment each started program gets: nothing of the user's settings that could change what it does.

type Environment = Readonly<Record<string, string | undefined>>;

/** What any program needs to find its way; everything else of the user's environment stays out of n8n. */
const KEPT = [
	'PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'TERM',
	'SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMFILES',
];

/** Settings npm hands to the scripts it runs; inside another npm they would change what that one does. */
const NPM_INNER = /^(npm_(lifecycle|package|command)|INIT_CWD$|npm_config_(ignore_scripts|local_prefix|prefix|global|omit|include|omit_lockfile_registry_resolved)$)/i;

/** Only the names in KEPT and LC_*: for n8n and the sandbox. No NODE_OPTIONS, no N8N_*, no proxy in the way to loopback. */
export function bareEnvironment(env: Environment): Record<string, string> {
	return pick(env, (name) => KEPT.includes(name.toUpperCase()) || name.startsWith('LC_'));
}

/** Everything but what an outer npm and NODE_OPTIONS would impose: for npm, which may need proxies and its own settings. */
export function npmEnvironment(env: Environment): Record<string, string> {
	return pick(env, (name) => !NPM_INNER.test(name) && name !== 'NODE_OPTIONS');
}

/** The environment with a folder put before all others on the search path. */
export function withPathFirst(env: Record<string, string>, folder: string, delimiter: string): Record<string, string> {
	const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
	return { ...env, [name]: env[name] ? `${folder}${delimiter}${env[name]}` : folder };
}

function pick(env: Environment, test: (name: string) => boolean): Record<string, string> {
	const kept: Record<string, string> = {};
	for (const [name, value] of Object.entries(env)) {
		if (value !== undefined && test(name)) kept[name] = value;
	}
	return kept;
}
