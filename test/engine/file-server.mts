/** Run by file-memory.mts: takes files and gives one, without ever holding one. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

const MB = 1_048_576;
const block = Buffer.alloc(MB, 'n8n-nodes-qiandun ');
const megabytes = Number(process.argv[2]);

const server = createServer(async (request, response) => {
	if (request.method === 'GET') {
		response.writeHead(200, {
			'content-type': 'application/pdf',
			'content-disposition': 'attachment; filename="big.pdf"',
			'content-length': String(megabytes * MB),
		});
		for (let sent = 0; sent < megabytes; sent++) if (!response.write(block)) await once(response, 'drain');
		response.end();
		return;
	}
	let bytes = 0;
	const boundary = String(request.headers['content-type']).split('boundary=')[1] ?? '';
	let head = '';
	for await (const chunk of request) {
		const piece = Buffer.from(chunk);
		if (!head.includes('\r\n\r\n')) head += piece.toString('latin1', 0, 1000);
		bytes += piece.length;
	}
	const around = head.indexOf('\r\n\r\n') + 4 + `\r\n--${boundary}--\r\n`.length;
	response.end(JSON.stringify({ code: '200', msg: '成功', success: true, result: { fileCode: 'FC_1', received: bytes - around } }));
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once('disconnect', () => process.exit());
