// What reaches servers in this process: calls of a sandbox counted (its own log keeps only the last hundred), or all requests kept.
import diagnostics from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
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

/** A request as it came. */
export interface ReceivedRequest {
	/** Port of the server. */
	port: number;
	method: string;
	/** Path and query. */
	url: string;
	/** Names and values in turn. */
	headers: readonly string[];
}

/** Keeps every request to any server of this process, from now on. */
export function recordRequests(): readonly ReceivedRequest[] {
	const requests: ReceivedRequest[] = [];
	diagnostics.subscribe(STARTED, (message) => {
		const { request, socket } = record(message);
		if (!(request instanceof IncomingMessage)) return;
		const { method = '', url = '', rawHeaders } = request;
		requests.push({ port: Number(Reflect.get(Object(socket), 'localPort')), method, url, headers: [...rawHeaders] });
	});
	return requests;
}
