/** Run by esign-file-memory.mts: eSign and its file store in one, taking files and giving one without ever holding one. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

const MB = 1_048_576;
const block = Buffer.alloc(MB, 'n8n-nodes-qiandun ');
const megabytes = Number(process.argv[2]);
let announced = { contentMd5: '', contentType: '' };
let isStored = false;

const server = createServer(async (request, response) => {
	const answer = (data: unknown) => response.end(JSON.stringify({ code: 0, message: '成功', data }));
	const { method, url = '' } = request;
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	if (url === '/v3/files/file-upload-url') {
		announced = JSON.parse(await textOf(request)) as typeof announced;
		return answer({ fileId: 'FILE-1', fileUploadUrl: `${origin}/store/1` });
	}
	if (method === 'PUT') {
		const hash = createHash('md5');
		let bytes = 0;
		for await (const chunk of request) {
			hash.update(chunk as Buffer);
			bytes += (chunk as Buffer).length;
		}
		const { headers } = request;
		isStored =
			hash.digest('base64') === announced.contentMd5 &&
			headers['content-md5'] === announced.contentMd5 &&
			headers['content-type'] === announced.contentType &&
			Number(headers['content-length']) === bytes;
		response.statusCode = isStored ? 200 : 403;
		return response.end('{"errCode":0,"msg":"成功"}');
	}
	if (url === '/v3/files/FILE-1') return answer({ fileId: 'FILE-1', fileStatus: isStored ? 2 : 3 });
	if (url.endsWith('/file-download-url')) return answer({ files: [{ fileId: 'FILE-1', fileName: 'big.pdf', downloadUrl: `${origin}/store/1` }] });
	response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': String(megabytes * MB) });
	for (let sent = 0; sent < megabytes; sent++) if (!response.write(block)) await once(response, 'drain');
	return response.end();
});

async function textOf(request: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return text;
}

server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once('disconnect', () => process.exit());
