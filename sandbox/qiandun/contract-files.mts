// A contract's files as they are now: the contract files with the seals of everybody who has signed, the attachments as uploaded.
import { formatted } from '../beijing-time.mts';
import type { Contract, SignField, Signature } from './contract-state.mts';
import type { Platform } from './endpoint.mts';
import { withExtension } from '../file-folder.mts';
import type { StoredFile } from './file-store.mts';
import { sealPicture } from './seal-pictures.mts';
import type { SealPicture } from '../pdf/seal-drawing.mts';
import { stamped, type Stamp } from '../pdf/stamping.mts';

/** A file on its way to whoever asked for it. */
export interface ContractFile {
	fileName: string;
	contentType: string;
	bytes: Buffer;
}

/** One file of a contract, by its fileCode; undefined when the contract has none such. */
export async function contractFile(
	platform: Platform,
	contract: Contract,
	fileCode: string,
): Promise<ContractFile | undefined> {
	const { files } = platform;
	const file = files.all.get(fileCode);
	const doc = contract.docs.find((one) => one.fileCode === fileCode);
	if (file !== undefined && doc !== undefined) {
		return {
			fileName: pdfName(doc.fileName),
			contentType: 'application/pdf',
			bytes: await signedPdf(platform, contract, file),
		};
	}
	const attachment = contract.attachments.find((one) => one.fileCode === fileCode);
	if (file === undefined || attachment === undefined) return undefined;
	return {
		fileName: attachment.fileName,
		contentType: file.contentType,
		bytes: await files.bytes(file),
	};
}

/** The name a contract file goes out under: it is a PDF, whatever was uploaded. */
export function pdfName(fileName: string): string {
	return withExtension(fileName, 'pdf');
}

/** The PDF with all signatures so far; made once for each number of signatures. */
async function signedPdf(
	platform: Platform,
	contract: Contract,
	file: StoredFile,
): Promise<Buffer> {
	const { files } = platform;
	const signed = contract.signers.filter((signer) => signer.signature !== null).length;
	if (signed === 0) return await files.pdf(file);
	return await files.made(`${contract.contractId}-${file.fileCode}-${signed}.pdf`, async () => {
		const stamps = stampsOf(platform, contract, file.fileCode);
		const original = await files.pdf(file);
		return stamps.length === 0 ? original : await stamped(original, stamps);
	});
}

/** What is stamped on one file, in the order of signing. */
function stampsOf({ seals, state }: Platform, contract: Contract, fileCode: string): Stamp[] {
	return contract.signers
		.flatMap(({ signature, signFields }) => (signature === null ? [] : [{ signature, signFields }]))
		.sort((a, b) => a.signature.order - b.signature.order)
		.flatMap(({ signature, signFields }) => {
			const seal = seals.get(signature.sealId);
			if (seal === undefined) return [];
			const picture = sealPicture(state, seal);
			return signFields
				.filter((field) => field.fileCode === fileCode)
				.map((field) => stampOf(field, signature, picture));
		});
}

function stampOf(
	{ signFieldStyle, signFieldPosition, dateFormat }: SignField,
	{ time }: Signature,
	seal: SealPicture,
): Stamp {
	const { positionPage: page, positionX: x, positionY: y } = signFieldPosition;
	const date = dateFormat === null ? '' : formatted(time, dateFormat);
	return signFieldStyle === 2
		? { kind: 'crossPage', seal, y, date }
		: { kind: 'page', seal, page, x, y, date };
}
