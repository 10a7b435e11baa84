// What the tests of files, contracts and seals share: signed uploads, PDFs of any shape, parties that can sign.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { degrees, PDFDocument } from 'pdf-lib';
import type { Sandbox } from '../../sandbox/server.mts';
import {
	ID_NUMBER,
	passedFlow,
	postJson,
	result,
	send,
	type Envelope,
} from './sandbox-support.mts';

/** A page of a test PDF: size in points, turned clockwise for the viewer, the part of it that is shown. */
export interface TestPage {
	size?: [number, number];
	turned?: number;
	crop?: [x: number, y: number, width: number, height: number];
}

/** Makes a PDF with these pages; `padding` bytes make it large. */
export async function pdfOf(pages: TestPage[], padding = 0): Promise<Uint8Array> {
	const pdf = await PDFDocument.create();
	for (const { size, turned = 0, crop } of pages) {
		const page = pdf.addPage(size ?? [595, 842]);
		page.setRotation(degrees(turned));
		if (crop !== undefined) page.setCropBox(...crop);
		page.drawText(`Page ${pdf.getPageCount()}`, { x: 60, y: 60, size: 12 });
	}
	if (padding > 0) pdf.context.register(pdf.context.stream(randomBytes(padding)));
	return await pdf.save();
}

/** Sends one signed multipart form, with a string to sign written out from the documentation: nothing of the body is signed. */
export async function sendForm(sandbox: Sandbox, path: string, form: FormData): Promise<Response> {
	const { baseUrl, appKey, appSecret } = sandbox.qiandun;
	const encoded = new Request('http://form.invalid/', { method: 'POST', body: form });
	const contentType = encoded.headers.get('Content-Type') ?? '';
	const body = Buffer.from(await encoded.arrayBuffer());
	const headers = {
		'X-Ca-Key': appKey,
		'X-Ca-Nonce': randomUUID(),
		'X-Ca-Timestamp': String(Date.now()),
	};
	const url = new URL(baseUrl + path);
	const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
	const stringToSign = ['POST', 'application/json', '', contentType, '', ...lines, url.pathname];
	return await fetch(url, {
		method: 'POST',
		body,
		headers: {
			...headers,
			Accept: 'application/json',
			'Content-Type': contentType,
			'X-Ca-Signature-Headers': Object.keys(headers).join(','),
			'X-Ca-Signature': createHmac('sha256', appSecret)
				.update(stringToSign.join('\n'))
				.digest('base64'),
		},
	});
}

/** Uploads a file as a form and reads the envelope. */
export async function uploaded(
	sandbox: Sandbox,
	fileName: string,
	bytes: Uint8Array,
	fields: Record<string, string> = {},
): Promise<Envelope> {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	form.append('file', new Blob([Buffer.from(bytes)]), fileName);
	const response = await sendForm(sandbox, '/open/file/upload', form);
	expect(response.status).toBe(200);
	return (await response.json()) as Envelope;
}

/** Uploads a file that must be taken; returns its fileCode. */
export async function fileCodeOf(
	sandbox: Sandbox,
	fileName: string,
	bytes: Uint8Array,
): Promise<string> {
	const envelope = await uploaded(sandbox, fileName, bytes);
	expect(envelope).toMatchObject({ code: '200' });
	return (envelope.result as { fileCode: string }).fileCode;
}

/** A verified person with this account id. */
export async function person(sandbox: Sandbox, accountId: string, name = '测试甲'): Promise<void> {
	const flowNo = await passedFlow(sandbox, name);
	await result(sandbox, 'POST', '/open/psnCreate', { accountId, flowNo });
}

/** A verified company with this account id. */
export async function company(
	sandbox: Sandbox,
	accountId: string,
	corpName = '示例科技有限公司',
): Promise<void> {
	const { flowNo } = await result(sandbox, 'POST', '/open/corpCert/4element', {
		corpName,
		corpIDCardType: 'CRED_ORG_USCC',
		corpIDCardNum: '99990000MA00000000',
		legalRepName: '测试法人',
		legalRepIDCardType: 'CRED_PSN_CH_IDCARD',
		legalRepIDCardNum: ID_NUMBER,
	});
	await result(sandbox, 'POST', '/open/corpCreate', {
		accountId,
		flowNo,
		informPhone: '13800000009',
	});
}

/** A sign field: a seal at a place on a page. */
export function at(
	fileCode: string,
	page: number,
	x: number,
	y: number,
	more: object = {},
): object {
	return {
		fileCode,
		signFieldStyle: 1,
		signFieldPosition: { positionPage: page, positionX: x, positionY: y },
		...more,
	};
}

/** A sign field: a strip of a seal on every page. */
export function crossPage(fileCode: string, y: number, more: object = {}): object {
	return {
		fileCode,
		signFieldStyle: 2,
		signFieldPosition: { positionPage: 0, positionX: 0, positionY: y },
		...more,
	};
}

/** Creates a contract that must be taken; returns its id as it stood in the answer's text. */
export async function contractOf(sandbox: Sandbox, body: object): Promise<string> {
	const answer = await send(sandbox, 'POST', '/open/contract/createByFile', body);
	const text = await answer.text();
	const id = /"contractId":(\d{19})[,}]/.exec(text)?.[1];
	if (id === undefined) throw new Error(text);
	return id;
}

/** Signs over the control API as if on the page. */
export async function signAs(
	sandbox: Sandbox,
	contractId: string,
	accountId: string,
	more: object = {},
): Promise<Response> {
	return await postJson(new URL('/sandbox/sign', sandbox.console), {
		contractId,
		accountId,
		...more,
	});
}
