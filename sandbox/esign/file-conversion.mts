// What becomes of an upload: the PDF it is, the PDF made of it, or none. Source of the kinds of files: 上传本地文件.
import { unzipSync } from 'fflate';
import { extensionOf } from '../file-folder.mts';
import { pageSizes, pdfOfPicture, type PageSize } from '../pdf/reading.mts';
import { textPdf } from '../pdf/template-pdf.mts';
import type { AnnouncedFile } from './file-store.mts';

/** What can be uploaded, by extension. */
export const EXTENSIONS = [
	'pdf', 'docx', 'doc', 'rtf', 'xlsx', 'xls', 'pptx', 'ppt', 'wps', 'et', 'dps',
	'jpeg', 'jpg', 'png', 'bmp', 'tiff', 'tif', 'gif', 'html', 'htm',
];

/** A file in whose name this stands is not converted: how a failed conversion is tried out. */
const FAILING_MARK = '转换失败';

/** The document to be signed that a file gives; undefined when it gives none: not a PDF and not to be converted, or broken. */
export async function converted(
	{ fileName, convertTo }: Pick<AnnouncedFile, 'fileName' | 'convertTo'>,
	bytes: Uint8Array,
): Promise<{ bytes: Uint8Array; pages: PageSize[] } | undefined> {
	const extension = extensionOf(fileName);
	if (fileName.includes(FAILING_MARK) || convertTo === 'html') return undefined;
	if (extension !== 'pdf' && convertTo !== 'pdf') return undefined;
	try {
		const pdf = await pdfOf(extension, fileName, bytes);
		return { bytes: pdf, pages: await pageSizes(pdf) };
	} catch {
		return undefined;
	}
}

async function pdfOf(extension: string, fileName: string, bytes: Uint8Array): Promise<Uint8Array> {
	if (extension === 'pdf') return bytes;
	if (extension === 'png') return await pdfOfPicture(bytes, 'png');
	if (/^jpe?g$/.test(extension)) return await pdfOfPicture(bytes, 'jpg');
	if (extension === 'docx') return await textPdf(paragraphsOf(bytes));
	if (/^html?$/.test(extension)) return await textPdf(textOf(Buffer.from(bytes).toString('utf8')));
	return await textPdf([`沙盒不转换此类文件,以本页代替:${fileName}`]);
}

/** The text of a Word document, without its layout. Throws for what is none. */
function paragraphsOf(docx: Uint8Array): string[] {
	const document = unzipSync(docx, { filter: ({ name }) => name === 'word/document.xml' })['word/document.xml'];
	if (document === undefined) throw new Error('no Word document');
	const xml = Buffer.from(document).toString('utf8');
	return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([paragraph]) =>
		[...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text = '']) => unescaped(text)).join(''),
	);
}

function textOf(html: string): string[] {
	return html
		.replace(/<(script|style|head)\b.*?<\/\1>/gis, '')
		.replace(/<(br|\/p|\/div|\/h\d|\/li|\/tr)\b[^>]*>/gi, '\n')
		.replace(/<[^>]*>/g, '')
		.split('\n')
		.map((line) => unescaped(line).trim())
		.filter((line) => line !== '');
}

function unescaped(text: string): string {
	return text
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&apos;', "'")
		.replaceAll('&nbsp;', ' ')
		.replaceAll('&amp;', '&');
}
