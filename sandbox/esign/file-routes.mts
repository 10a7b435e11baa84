// The file store behind the platform: files are put here and fetched from here, without signature, by addresses that end.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentMd5Of } from '../gateway.mts';
import { contentDisposition, textParameter } from '../file-links.mts';
import type { Platform } from './endpoint.mts';
import type { EsignFile, FileLink } from './file-store.mts';

/** Largest upload taken, in bytes: a little more than may be announced. */
const UPLOAD_BYTES = 51 * 1024 * 1024;

/** Where a file has to be put. */
export function uploadUrl({ origin }: Platform, { token, fileName, uploadUntil }: EsignFile): string {
	return `${origin}/esign-oss/upload/${token}/${encodeURIComponent(fileName)}?Expires=${Math.floor(uploadUntil / 1000)}`;
}

/** A new link to a file as it is now: the document to be signed where it is one, otherwise what was uploaded. */
export function downloadUrl(platform: Platform, file: EsignFile): string {
	const { files } = platform;
	const isPdf = file.pages !== null;
	const link = files.link({
		fileName: file.fileName,
		contentType: isPdf ? 'application/pdf' : 'application/octet-stream',
		bytes: async () => (isPdf ? await files.pdf(file) : await files.bytes(file)),
	});
	return linkUrl(platform, link);
}

/** The address of a link. */
export function linkUrl({ origin }: Platform, { token, fileName, until }: FileLink): string {
	return `${origin}/esign-oss/download/${token}/${encodeURIComponent(fileName)}?Expires=${Math.floor(until / 1000)}`;
}

/** PUT to an upload address, GET from a download link. What is refused is answered as object stores do: XML, with what is wrong. */
export function fileRoutes(app: FastifyInstance, platform: Platform): void {
	app.register(async (scope) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: UPLOAD_BYTES }, (_request, body, done) =>
			done(null, body),
		);
		scope.put('/esign-oss/upload/:token/:fileName', async (request, reply) => await upload(request, reply, platform));
	});
	app.get('/esign-oss/download/:token/:fileName', async (request, reply) => {
		const link = platform.files.links.get(textParameter(request, 'token'));
		if (link === undefined) return refused(reply, 404, 'NoSuchKey', 'The specified key does not exist.');
		if (platform.now() > link.until) return refused(reply, 403, 'AccessDenied', 'Request has expired.');
		return reply
			.header('Content-Disposition', contentDisposition('attachment', link.fileName))
			.type(link.contentType)
			.send(await link.bytes());
	});
}

async function upload(request: FastifyRequest, reply: FastifyReply, platform: Platform): Promise<FastifyReply> {
	const file = platform.files.announcedAt(textParameter(request, 'token'));
	if (file === undefined) return refused(reply, 404, 'NoSuchKey', 'The specified key does not exist.');
	if (platform.now() > file.uploadUntil) return refused(reply, 403, 'AccessDenied', 'Request has expired.');
	const contentType = request.headers['content-type'] ?? '';
	if (contentType !== file.contentType)
		return mismatch(reply, 'Content-Type', contentType, file.contentType);
	const contentMd5 = String(request.headers['content-md5'] ?? '');
	if (contentMd5 !== file.contentMd5) return mismatch(reply, 'Content-MD5', contentMd5, file.contentMd5);
	const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
	const actual = contentMd5Of(bytes);
	if (actual !== file.contentMd5) {
		const message = `The Content-MD5 you specified did not match what we received: ${bytes.length} bytes with ${actual}.`;
		return refused(reply, 400, 'InvalidDigest', message);
	}
	await platform.files.put(file, bytes);
	return reply.type('application/json;charset=UTF-8').send('{"errCode":0,"msg":"成功"}');
}

function mismatch(reply: FastifyReply, header: string, sent: string, announced: string): FastifyReply {
	const message = `The request signature we calculated does not match the signature you provided: ${header} is "${sent}", "${announced}" was announced.`;
	return refused(reply, 403, 'SignatureDoesNotMatch', message);
}

function refused(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
	const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
	return reply
		.code(status)
		.type('application/xml')
		.send(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped}</Message></Error>`);
}
