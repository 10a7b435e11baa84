/** Run by esign-files.test.mts in a process of its own: one file through the eSign node, and the peak of resident memory. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { IBinaryData } from 'n8n-workflow';
import { Esign } from '../../nodes/Esign/Esign.node.ts';
import { storeFilesOnDisk } from './binary-store.mts';
import { runNode } from './harness.mts';
import { startFileServer } from './start-file-server.mts';

const [, , direction, size] = process.argv;
const megabytes = Number(size);
const MB = 1_048_576;
const block = Buffer.alloc(MB, 'n8n-nodes-qiandun ');

const server = await startFileServer('esign-file-server.mts', megabytes);
const { baseUrl } = server;
const store = await storeFilesOnDisk();
const credential = { environment: 'custom', authentication: 'signature', baseUrl, appId: 'a', appSecret: 's', accessToken: '' };

/** Puts the file where n8n's store would have put it, block by block. */
async function storedFile(): Promise<IBinaryData> {
	const fileId = 'workflows/test/executions/1/binary_data/big';
	const file = path.join(store.folder, fileId);
	await mkdir(path.dirname(file), { recursive: true });
	const out = createWriteStream(file);
	for (let written = 0; written < megabytes; written++) if (!out.write(block)) await once(out, 'drain');
	out.end();
	await finished(out);
	await writeFile(`${file}.metadata`, JSON.stringify({ fileName: 'big.pdf', mimeType: 'application/pdf', fileSize: megabytes * MB }));
	return { id: `filesystem-v2:${fileId}`, data: 'filesystem-v2', mimeType: 'application/pdf', fileName: 'big.pdf' };
}

const expected = createHash('sha256');
for (let blocks = 0; blocks < megabytes; blocks++) expected.update(block);

let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
const { items, error } = await runNode({
	nodeType: new Esign(),
	credential,
	...(direction === 'up'
		? {
				parameters: { resource: 'fileV3', operation: 'upload', fileSource: 'binary', binaryPropertyName: 'data' },
				inputs: [{ json: {}, binary: { data: await storedFile() } }],
			}
		: { parameters: { resource: 'signFlowV3', operation: 'downloadFiles', signFlowId: 'f', outputField: 'data' } }),
});
clearInterval(watch);
const { sha256, fileStatus } = items[0]?.json ?? {};
const isSame = sha256 === expected.digest('hex') && (direction === 'down' || fileStatus === 2);
console.log(JSON.stringify({ peakMb: Math.round(peak / MB), sha256: isSame, error: error?.message }));
store.remove();
server.stop();
process.exit(0);
