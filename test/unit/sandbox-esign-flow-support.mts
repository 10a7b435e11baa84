// What the tests of eSign's files, flows and callbacks share: uploads as the platform's pages describe them, flows, a receiver of callbacks.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Attempt } from '../../sandbox/esign/callback-delivery.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { until } from '../../tools/start/steps.mts';
import { pdfOf, type TestPage } from './sandbox-contract-support.mts';
import { callSigned, md5, type Envelope, type EsignOptions, type Method } from './sandbox-esign-support.mts';
import { postJson } from './sandbox-support.mts';

/** Longest wait; a test's own limit comes first unless it sets another. */
const WAIT_MS = 80_000;

export type Json = Record<string, unknown>;

/** A call that must go well; returns its data. */
export async function ok<T = Json>(
	sandbox: Sandbox,
	method: Method,
	path: string,
	body?: object,
	options: EsignOptions = {},
): Promise<T> {
	const envelope = await callSigned(sandbox, method, path, { ...options, ...(body === undefined ? {} : { body }) });
	expect(envelope).toMatchObject({ code: 0, message: '成功' });
	return envelope.data as T;
}

/** A call; returns its envelope. */
export async function answer(
	sandbox: Sandbox,
	method: Method,
	path: string,
	body?: object,
	options: EsignOptions = {},
): Promise<Envelope> {
	return await callSigned(sandbox, method, path, { ...options, ...(body === undefined ? {} : { body }) });
}

/** Posts to a control of eSign; returns the answer's fields. */
export async function control<T = Json>(sandbox: Sandbox, path: string, body: object, status = 200): Promise<T> {
	const response = await postJson(new URL(`/sandbox/esign${path}`, sandbox.console), body);
	const text = await response.text();
	if (response.status !== status) throw new Error(`${response.status} ${text}`);
	return JSON.parse(text) as T;
}

/** Reads a control of eSign. */
export async function controlled<T = Json>(sandbox: Sandbox, path: string): Promise<T> {
	const response = await fetch(new URL(`/sandbox/esign${path}`, sandbox.console));
	expect(response.status).toBe(200);
	return (await response.json()) as T;
}

/** Everything eSign knows; lists, but for the app's own organization. */
export type EsignState = Record<string, Json[]> & Record<'app', { orgId: string; orgName: string }>;

export async function esignState(sandbox: Sandbox): Promise<EsignState> {
	const response = await fetch(new URL('/sandbox/state', sandbox.console));
	return ((await response.json()) as { esign: EsignState }).esign;
}

export interface Announced {
	fileId: string;
	fileUploadUrl: string;
}

/** Announces a file as it is. */
export async function announce(sandbox: Sandbox, fileName: string, bytes: Uint8Array, fields: object = {}): Promise<Announced> {
	return await ok<Announced>(sandbox, 'POST', '/v3/files/file-upload-url', {
		contentMd5: md5(Buffer.from(bytes)),
		contentType: 'application/octet-stream',
		fileName,
		fileSize: bytes.length,
		...fields,
	});
}

/** Puts a file to its address. */
export async function put(url: string, bytes: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
	return await fetch(url, {
		method: 'PUT',
		headers: { 'Content-MD5': md5(Buffer.from(bytes)), 'Content-Type': 'application/octet-stream', ...headers },
		body: Buffer.from(bytes),
	});
}

/** Uploads a file that must be taken; returns its fileId. */
export async function uploaded(
	sandbox: Sandbox,
	fileName = '合同.pdf',
	bytes?: Uint8Array,
	fields: object = {},
): Promise<string> {
	const content = bytes ?? (await pdfOf([{}, {}, {}]));
	const { fileId, fileUploadUrl } = await announce(sandbox, fileName, content, fields);
	const response = await put(fileUploadUrl, content);
	expect(await response.json()).toEqual({ errCode: 0, msg: '成功' });
	return fileId;
}

/** Uploads a PDF with these pages. */
export async function uploadedPdf(sandbox: Sandbox, pages: TestPage[]): Promise<string> {
	return await uploaded(sandbox, '合同.pdf', await pdfOf(pages));
}

/** A field for one seal. */
export function at(fileId: string, page: number | string, x: number, y: number, config: object = {}, field: object = {}): object {
	const signFieldPosition = { positionPage: String(page), positionX: x, positionY: y };
	return { fileId, normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition, ...config }, ...field };
}

/** A field for a seal across pages. */
export function across(fileId: string, y: number, position: object = {}): object {
	const signFieldPosition = { positionY: y, ...position };
	return { fileId, normalSignFieldConfig: { signFieldStyle: 2, signFieldPosition } };
}

/** A person who signs. */
export function personSigner(psnAccount: string, psnName: string, signFields: object[], more: object = {}): object {
	return { signerType: 0, psnSignerInfo: { psnAccount, psnInfo: { psnName } }, signFields, ...more };
}

/** An organization somebody signs for. */
export function orgSigner(orgName: string, psnAccount: string, psnName: string, signFields: object[], more: object = {}): object {
	return {
		signerType: 1,
		orgSignerInfo: { orgName, transactorInfo: { psnAccount, psnInfo: { psnName } } },
		signFields,
		...more,
	};
}

/** The app's own organization, which seals by itself. */
export function ownSigner(signFields: object[], more: object = {}): object {
	return { signerType: 1, signFields, ...more };
}

/** Creates a flow that must be taken; returns its id. */
export async function flowOf(sandbox: Sandbox, fileIds: string[], signers: object[], config: object = {}, more: object = {}): Promise<string> {
	const { signFlowId } = await ok<{ signFlowId: string }>(sandbox, 'POST', '/v3/sign-flow/create-by-file', {
		docs: fileIds.map((fileId) => ({ fileId })),
		signFlowConfig: { signFlowTitle: '测试合同', autoFinish: true, ...config },
		signers,
		...more,
	});
	return signFlowId;
}

/** A flow's details. */
export async function detailOf(sandbox: Sandbox, signFlowId: string): Promise<Json & { signers: Json[] }> {
	return await ok(sandbox, 'GET', `/v3/sign-flow/${signFlowId}/detail`);
}

/** The first signed document of a completed flow. */
export async function signedPdf(sandbox: Sandbox, signFlowId: string): Promise<Buffer> {
	const { files } = await ok<{ files: Array<{ downloadUrl: string }> }>(
		sandbox,
		'POST',
		`/v3/sign-flow/${signFlowId}/file-download-url`,
		{},
	);
	const response = await fetch(files[0]?.downloadUrl ?? '');
	expect(response.headers.get('Content-Type')).toBe('application/pdf');
	return Buffer.from(await response.arrayBuffer());
}

export interface Callback {
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
	json: Json;
	/** ms since 1970 */
	at: number;
}

export interface CallbackReceiver {
	/** without a path */
	origin: string;
	received: Callback[];
	/** requests whose connection went before they were complete */
	cutOff: number;
	answer: (callback: Callback) => number | Promise<number>;
	/** the bodies received of one action */
	of(action: string): Json[];
	/** waits until so many have come */
	count(count: number): Promise<Callback[]>;
	close(): Promise<void>;
}

/** Starts a receiver that answers 200. */
export async function startCallbackReceiver(): Promise<CallbackReceiver> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
		request.on('error', () => (receiver.cutOff += 1));
		request.on('end', async () => {
			const body = Buffer.concat(chunks).toString();
			const callback = { path: request.url ?? '', headers: request.headers, body, json: parsed(body), at: Date.now() };
			receiver.received.push(callback);
			response.statusCode = await receiver.answer(callback);
			response.end('{"code":"200","msg":"success"}');
		});
	});
	const receiver: CallbackReceiver = {
		origin: '',
		received: [],
		cutOff: 0,
		answer: () => 200,
		of: (action) => receiver.received.map(({ json }) => json).filter((json) => json['action'] === action),
		count: async (count) =>
			await until(`${count} callbacks`, WAIT_MS, async () =>
				receiver.received.length >= count ? receiver.received : undefined, 10),
		close: async () => {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no address');
	receiver.origin = `http://127.0.0.1:${address.port}`;
	return receiver;
}

function parsed(body: string): Json {
	try {
		return JSON.parse(body) as Json;
	} catch {
		return {};
	}
}

/** The signature of a callback, computed from the platform's text. `query` is the values of the address's query in the order of their keys. */
export function signatureOf(secret: string, { headers, body }: Callback, query = ''): string {
	const timestamp = String(headers['x-tsign-open-timestamp']);
	return createHmac('sha256', secret).update(`${timestamp}${query}${body}`).digest('hex');
}

export interface DeliveryLog {
	counters: Record<'pending' | 'sent' | 'received' | 'failed', number>;
	deliveries: Attempt[];
}

/** Waits until nothing is on its way and so many attempts are logged; the oldest first. */
export async function attempts(sandbox: Sandbox, count: number): Promise<Attempt[]> {
	return await until(`${count} attempts`, WAIT_MS, async () => {
		const { counters, deliveries } = await controlled<DeliveryLog>(sandbox, '/deliveries');
		return counters.sent >= count ? deliveries.reverse() : undefined;
	}, 10);
}

/** What the platform has sent to people, the newest first. */
export async function outboxOf(sandbox: Sandbox): Promise<Array<Record<'to' | 'text' | 'code' | 'flowNo', string>>> {
	const response = await fetch(new URL('/sandbox/outbox', sandbox.console));
	return ((await response.json()) as { messages: Array<Record<'to' | 'text' | 'code' | 'flowNo', string>> }).messages;
}
