// A flow's documents as they are now: with the seals of everybody who has signed, in the order they did.
import { withExtension } from '../file-folder.mts';
import { stamped, type Stamp } from '../pdf/stamping.mts';
import { dateText } from './date-format.mts';
import type { Platform } from './endpoint.mts';
import { FLOW_STATUS, type Flow, type FlowFile, type SealField, type Signer, type SignField } from './flow-state.mts';

/** Sizes of seals and letters are in px of a screen with 96 to the inch, places in points. */
const POINTS_PER_PX = 72 / 96;

/** The PDF of one document; undefined when the flow has none such. */
export async function documentPdf(platform: Platform, flow: Flow, fileId: string): Promise<Buffer | undefined> {
	const { files } = platform;
	const file = files.all.get(fileId);
	if (file === undefined || !flow.docs.some((doc) => doc.fileId === fileId)) return undefined;
	const signed = flow.signers.filter((signer) => signer.end?.kind === 'signed').length;
	if (signed === 0) return await files.pdf(file);
	return await files.madeFrom(`${flow.flowId}-${fileId}-${signed}.pdf`, async () => {
		const stamps = stampsOf(platform, flow, fileId);
		const original = await files.pdf(file);
		return stamps.length === 0 ? original : await stamped(original, stamps);
	});
}

/** The name a document goes out under: it is a PDF, whatever was uploaded. */
export function pdfName({ fileName }: FlowFile): string {
	return withExtension(fileName, 'pdf');
}

/** Whether the signed documents can be had. */
export function isCompleted({ status }: Flow): boolean {
	return status === FLOW_STATUS.completed;
}

function stampsOf(platform: Platform, { signers }: Flow, fileId: string): Stamp[] {
	return signers
		.filter((signer) => signer.end?.kind === 'signed')
		.sort((a, b) => orderOf(a) - orderOf(b))
		.flatMap(({ fields }) => fields.filter((field) => field.fileId === fileId))
		.flatMap((field) => stampsOfField(platform, field));
}

function orderOf({ end }: Signer): number {
	return end?.kind === 'signed' ? end.order : 0;
}

function stampsOfField(platform: Platform, field: SignField): Stamp[] {
	if (field.type === 'seal') return sealStamps(platform, field);
	if (field.place === null || field.signTime === null) return [];
	const text = field.type === 'date' ? dateText(field.signTime, field.format) : (field.actualContent ?? '');
	return [{ kind: 'text', ...field.place, text, size: field.fontSize * POINTS_PER_PX }];
}

function sealStamps({ seals }: Platform, field: SealField): Stamp[] {
	const seal = seals.get(field.sealId ?? '')?.picture;
	if (seal === undefined || field.signTime === null) return [];
	const scale = field.size === null ? 1 : (field.size * POINTS_PER_PX) / seal.width;
	const text = field.date === null ? '' : dateText(field.signTime, field.date.format);
	const dateSize = (field.date?.fontSize ?? 0) * POINTS_PER_PX;
	const beside = field.date?.place ?? null;
	const below = beside === null ? text : '';
	if (field.style === 2 && field.place !== null) {
		const pages = field.pages ?? undefined;
		return [{ kind: 'crossPage', seal, scale, y: field.place.y, pages, date: below, dateSize }];
	}
	const places = field.free ? field.chosenPlaces : field.place === null ? [] : [field.place];
	return places.flatMap((place): Stamp[] => [
		{ kind: 'page', seal, scale, ...place, date: below, dateSize },
		...(text === '' || beside === null
			? []
			: [{ kind: 'text' as const, page: place.page, ...beside, text, size: dateSize }]),
	]);
}
