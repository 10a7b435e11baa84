// A server in the place of both platforms that fails in every way, and tells back all that it was sent.
import http from 'node:http';
import type { Run } from './run.mts';

/** What goes wrong; `token-*`: with the request for eSign's access token already. */
export const MODES = [
	'http500', 'html500', 'html200', 'business', 'gateway', 'notFound', 'redirect', 'tooMany', 'drop', 'brokenOff', 'hang', 'tokenRefused',
] as const;
export const TOKEN_MODES = ['token-http500', 'token-business', 'token-redirect', 'token-drop'] as const;
export type Mode = (typeof MODES)[number] | (typeof TOKEN_MODES)[number];

/** The access token it issues. */
export const TOKEN = 'echo.Token/Of+All=9Zk3';
const TOKEN_PATH = '/v1/oauth2/access_token';
const TWO_HOURS = 7_200_000;

export interface EchoPlatform {
	port: number;
	/** Base URL of a credential; the same for both platforms. */
	at(mode: Mode): string;
}

export async function startEchoPlatform(run: Run): Promise<EchoPlatform> {
	const port = await run.port();
	const server = http.createServer((request, response) => void answer(request, response));
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	run.atEnd(async () => {
		server.closeAllConnections();
		server.close();
	});
	return { port, at: (mode) => `http://127.0.0.1:${port}/${mode}` };
}

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const [, given = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
	const isForToken = path.startsWith(TOKEN_PATH);
	const failsAtToken = given.startsWith('token-');
	if (isForToken && !failsAtToken) return issueToken(response);
	fail(given.replace('token-', ''), `${Buffer.concat(chunks).toString('utf8')} ${path}`, request, response);
}

function issueToken(response: http.ServerResponse): void {
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ code: 0, message: '成功', data: { token: TOKEN, refreshToken: `refresh.${TOKEN}`, expiresIn: String(Date.now() + TWO_HOURS) } }));
}

/** @param said body and path with query, as they came */
function fail(mode: string, said: string, request: http.IncomingMessage, response: http.ServerResponse): void {
	// What a careless server writes into its error: all of it, in several forms.
	const echo = `${said} ${encodeURIComponent(said)} ${JSON.stringify(said)} ${request.rawHeaders.join(' ')}`;
	const json = (status: number, body: object) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	};
	const page = (status: number) => {
		response.writeHead(status, { 'content-type': 'text/html' });
		response.end(`<html><body><pre>${echo}</pre></body></html>`);
	};
	// Read by both platforms' envelopes as "no".
	const refusal = { code: '53009999', success: false, msg: echo, message: echo, data: null, result: null, logKey: 'log-1' };
	switch (mode) {
		case 'http500':
			return json(500, { error: echo });
		case 'html500':
			return page(500);
		case 'html200':
			return page(200);
		case 'business':
			return json(200, refusal);
		case 'gateway':
			// Qiandun's says it in a header, eSign's in the body.
			response.setHeader('x-ca-error-message', `Invalid Signature, Server StringToSign:\`${encodeURI(said).replaceAll('%22', '"').slice(0, 8000)}\``);
			return json(401, { success: false, code: 401, message: `INVALID_SIGNATURE ${echo}` });
		case 'notFound':
			return json(404, { error: `nothing at ${echo}` });
		case 'redirect':
			response.writeHead(302, { location: `http://127.0.0.2:1/?${encodeURIComponent(said)}` });
			return void response.end();
		case 'tooMany':
			response.setHeader('retry-after', '3600');
			return json(429, refusal);
		case 'brokenOff':
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
			response.write(JSON.stringify(refusal));
			return void setTimeout(() => response.destroy(), 50);
		case 'tokenRefused':
			return json(401, { success: false, code: 401, message: `INVALID_TOKEN ${echo}` });
		case 'hang':
			return;
		default:
			return void response.destroy();
	}
}
