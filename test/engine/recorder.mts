/** An HTTP server that records exact requests and answers as told: for what a platform would never do on demand. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:url';
import { Client } from 'aliyun-api-gateway';

export interface Recorded {
	method: string;
	/** Path and query as they stood on the wire. */
	url: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

export type Reply = (request: Recorded, response: ServerResponse, index: number) => unknown;

export interface Recorder {
	baseUrl: string;
	requests: Recorded[];
	/** Largest number of requests that were open at the same time. */
	mostAtOnce: () => number;
	close: () => Promise<void>;
}

/** The envelope of a success with this result. */
export const envelope = (result: unknown) =>
	JSON.stringify({ result, code: '200', msg: '成功', logKey: 'log1', ts: '1731665282313', success: true });

/** The same as eSign writes it. */
export const esignEnvelope = (data: unknown, code = 0, message = '成功') => JSON.stringify({ code, message, data });

export const isForEsign = ({ headers }: Recorded) => headers['x-tsign-open-app-id'] !== undefined;

/** A success in the words of the platform the request is for. */
export const succeed: Reply = (request, response) => {
	response.setHeader('content-type', 'application/json');
	response.end((isForEsign(request) ? esignEnvelope : envelope)({ accountId: 'A1' }));
};

export async function startRecorder(reply: Reply = succeed): Promise<Recorder> {
	const requests: Recorded[] = [];
	let open = 0;
	let most = 0;
	const server = createServer((request, response) => {
		most = Math.max(most, ++open);
		response.once('close', () => open--);
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const recorded = {
				method: request.method ?? '',
				url: request.url ?? '',
				headers: request.headers,
				body: Buffer.concat(chunks),
			};
			requests.push(recorded);
			void reply(recorded, response, requests.length - 1);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}/api`,
		requests,
		mostAtOnce: () => most,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/**
 * What a request's signature must be, computed by `aliyun-api-gateway`: a signer nobody here wrote.
 * `stringToSign` is its string, for comparing two requests.
 */
export function expectedSignature(request: Recorded, appKey: string, appSecret: string) {
	const client = new Client(appKey, appSecret);
	const list = request.headers['x-ca-signature-headers'];
	const names = list === undefined ? [] : String(list).split(',');
	const signedHeaders = names.map((name) => `${name}:${String(request.headers[name.toLowerCase()])}`).join('\n');
	const contentType = String(request.headers['content-type'] ?? '');
	const form = contentType.startsWith('application/x-www-form-urlencoded')
		? Object.fromEntries(new URLSearchParams(request.body.toString()))
		: undefined;
	const stringToSign = client.buildStringToSign(
		request.method,
		request.headers,
		signedHeaders,
		parse(request.url, true),
		form,
	);
	return { signature: client.sign(stringToSign), stringToSign, contentMd5: client.md5(request.body) };
}

/** Key and signature under the header names of the platform the request is for. */
function proofOf(request: Recorded) {
	const { headers } = request;
	if (!isForEsign(request)) {
		return { key: headers['x-ca-key'], signature: headers['x-ca-signature'] };
	}
	expect(headers['x-tsign-open-auth-mode']).toBe('Signature');
	expect(Math.abs(Number(headers['x-tsign-open-ca-timestamp']) - Date.now())).toBeLessThan(60_000);
	return { key: headers['x-tsign-open-app-id'], signature: headers['x-tsign-open-ca-signature'] };
}

/** Asserts that the signature covers exactly the bytes that arrived. */
export function expectSigned(request: Recorded, appKey: string, appSecret: string): void {
	const expected = expectedSignature(request, appKey, appSecret);
	expect(proofOf(request)).toEqual({ key: appKey, signature: expected.signature });
	const contentType = String(request.headers['content-type'] ?? '');
	const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(contentType);
	expect(request.headers['content-md5']).toBe(
		request.body.length > 0 && !isForm ? expected.contentMd5 : undefined,
	);
}
