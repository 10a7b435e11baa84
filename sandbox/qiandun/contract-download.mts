// 下载合同文件及附件: links to a contract's files, or the files themselves, as the settings say.
import type { FastifyInstance } from 'fastify';
import { zipSync } from 'fflate';
import type { Parameters } from '../call-parameters.mts';
import { contractFile, pdfName, type ContractFile } from './contract-files.mts';
import type { Contract } from './contract-state.mts';
import { queriedContract } from './contracts.mts';
import { FileAnswer, type Endpoint, type Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { contentDisposition, textParameter } from '../file-links.mts';

/** How long a link to a file works, in ms. */
const LINK_MS = 3_600_000;

export const contractDownload: Endpoint[] = [
	{ method: 'GET', path: '/open/contract/download', title: '下载合同文件及附件', handle: download },
];

async function download(parameters: Parameters, platform: Platform): Promise<unknown> {
	const contract = queriedContract(parameters, platform);
	if (platform.settings.download === 'urls') return links(platform, contract);
	const [first, ...others] = await allFiles(platform, contract);
	if (first === undefined) throw new BusinessFailure('contractUnknown', contract.contractId);
	if (platform.settings.download === 'binary')
		return new FileAnswer(first.fileName, first.contentType, first.bytes);
	const zip = zipSync(distinctlyNamed([first, ...others]));
	return new FileAnswer(`${contract.contractName}.zip`, 'application/zip', Buffer.from(zip));
}

function links({ contracts, state, origin }: Platform, contract: Contract): object {
	const linked = (fileCode: string, fileName: string) => {
		const { token } = contracts.newDownload({
			contractId: contract.contractId,
			fileCode,
			until: state.now() + LINK_MS,
		});
		return { fileCode, fileName, fileUrl: `${origin}/files/${token}` };
	};
	return {
		docs: contract.docs.map(({ fileCode, fileName }) => linked(fileCode, pdfName(fileName))),
		attachmentFiles: contract.attachments.map(({ fileCode, fileName }) =>
			linked(fileCode, fileName),
		),
	};
}

async function allFiles(platform: Platform, contract: Contract): Promise<ContractFile[]> {
	const files: ContractFile[] = [];
	for (const { fileCode } of [...contract.docs, ...contract.attachments]) {
		const file = await contractFile(platform, contract, fileCode);
		if (file !== undefined) files.push(file);
	}
	return files;
}

/** Files by name for a zip; a name that is taken gets a number. */
function distinctlyNamed(files: ContractFile[]): Record<string, Uint8Array> {
	const named: Record<string, Uint8Array> = {};
	for (const { fileName, bytes } of files) {
		let name = fileName;
		for (let number = 2; name in named; number += 1)
			name = fileName.replace(/(\.[^.]*)?$/, ` (${number})$1`);
		named[name] = bytes;
	}
	return named;
}

/**
 * GET /files/:token is what the links lead to: no signature, 403 once the link is over. GET /sandbox/contracts/:contractId/:fileCode
 * shows a file in the browser, for the console.
 */
export function fileLinks(app: FastifyInstance, platform: Platform): void {
	const { contracts, state } = platform;
	app.get('/files/:token', async (request, reply) => {
		const link = contracts.downloads.get(textParameter(request, 'token'));
		if (link === undefined) return reply.code(404).send({ error: 'There is no such file' });
		if (state.now() > link.until) return reply.code(403).send({ error: 'This link is over' });
		const contract = contracts.all.get(link.contractId);
		const file = contract && (await contractFile(platform, contract, link.fileCode));
		if (file === undefined) return reply.code(404).send({ error: 'There is no such file' });
		return reply
			.header('Content-Disposition', contentDisposition('attachment', file.fileName))
			.type(file.contentType)
			.send(file.bytes);
	});
	app.get('/sandbox/contracts/:contractId/:fileCode', async (request, reply) => {
		const contract = contracts.all.get(textParameter(request, 'contractId'));
		const fileCode = textParameter(request, 'fileCode');
		const file = contract && (await contractFile(platform, contract, fileCode));
		if (file === undefined) return reply.code(404).send({ error: 'There is no such file' });
		return reply
			.header('Content-Disposition', contentDisposition('inline', file.fileName))
			.type(file.contentType)
			.send(file.bytes);
	});
}
