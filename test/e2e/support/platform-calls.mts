// Counts the calls that reach a sandbox in this process; its own log keeps only the last hundred.
import diagnostics from 'node:diagnostics_channel';
import type { Sandbox } from '../../../sandbox/server.mts';
import { record, text } from '../../../tools/start/json.mts';

/** Published by Node's HTTP server for each request it begins to serve. */
const STARTED = 'http.server.request.start';

export interface PlatformCalls {
	/** How many calls by path without query, e.g. `/api/open/callback/info`; paths outside the platform's API are not counted. */
	counts(): Readonly<Record<string, number>>;
	total(): number;
	close(): void;
}

export function countPlatformCalls(sandbox: Sandbox): PlatformCalls {
	const counts: Record<string, number> = {};
	const count = (message: unknown) => {
		const { request, socket } = record(message);
		const [path = ''] = text(Reflect.get(Object(request), 'url')).split('?');
		if (Reflect.get(Object(socket), 'localPort') !== sandbox.port || !path.startsWith('/api/')) return;
		counts[path] = (counts[path] ?? 0) + 1;
	};
	diagnostics.subscribe(STARTED, count);
	return {
		counts: () => ({ ...counts }),
		total: () => Object.values(counts).reduce((sum, number) => sum + number, 0),
		close: () => void diagnostics.unsubscribe(STARTED, count),
	};
}
