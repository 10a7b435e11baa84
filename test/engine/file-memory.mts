/** Run by files.test.mts in a process of its own: one file through the node, and the peak of resident memory. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import path from 'node:path';
import { once } from 'node:events';
import type { IBinaryData } from 'n8n-workflow';
import { storeFilesOnDisk } from './binary-store.mts';
import { runNode } from './harness.mts';
import { startFileServer } from './start-file-server.mts';

const [, , direction, megabytes] = process.argv;
const MB = 1_048_576;
const block = Buffer.alloc(MB, 'n8n-nodes-qiandun ');

const server = await startFileServer('file-server.mts', Number(megabytes));
const { baseUrl } = server;
const store = await storeFilesOnDisk();
const credential = { environment: 'custom', baseUrl, appKey: 'k', appSecret: 's' };

/** Puts the file where n8n's store would have put it, block by block. */
async function storedFile(): Promise<IBinaryData> {
	const fileId = 'workflows/test/executions/1/binary_data/big';
	const { mkdir, writeFile } = await import('node:fs/promises');
	const file = path.join(store.folder, fileId);
	await mkdir(path.dirname(file), { recursive: true });
	const out = createWriteStream(file);
	for (let written = 0; written < Number(megabytes); written++) if (!out.write(block)) await once(out, 'drain');
	out.end();
	await finished(out);
	await writeFile(`${file}.metadata`, JSON.stringify({ fileName: 'big.pdf', mimeType: 'application/pdf', fileSize: Number(megabytes) * MB }));
	return { id: `filesystem-v2:${fileId}`, data: 'filesystem-v2', mimeType: 'application/pdf', fileName: 'big.pdf' };
}

const expected = createHash('sha256');
for (let block_ = 0; block_ < Number(megabytes); block_++) expected.update(block);

let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
const { items, error } =
	direction === 'up'
		? await runNode({
				credential,
				parameters: { resource: 'file', operation: 'upload', fileSource: 'binary', binaryPropertyName: 'data' },
				inputs: [{ json: {}, binary: { data: await storedFile() } }],
			})
		: await runNode({ credential, parameters: { resource: 'contract', operation: 'download', contractId: '1', outputField: 'data' } });
clearInterval(watch);
const isSame = items[0]?.json.sha256 === expected.digest('hex') && (direction === 'down' || items[0].json.received === Number(megabytes) * MB);
console.log(JSON.stringify({ peakMb: Math.round(peak / MB), sha256: isSame, error: error?.message }));
store.remove();
server.stop();
process.exit(0);
