import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../../engine/field';
import type { Operation } from '../../../../engine/operation';
import { text, whether } from '../../../../engine/rowFields';
import { fileFields, longestWait } from '../../../../engine/standardFields';
import { fileNameComplaint } from '../names';
import { FILE_BYTES, FILES } from './limits';
import { usableFile } from './status';

const CONVERSIONS = ['convertToPDF', 'convertToHTML', 'convertToOFD'];

/** What becomes of a file of this name, where the form does not say. @throws InputError */
function conversionOf(fileName: string, body: IDataObject): IDataObject {
	if (body.convertToHTML === true && !/\.docx?$/i.test(fileName)) {
		throw new InputError(`The file “${fileName}” cannot become HTML`, 'Only Word files (.doc, .docx) can: turn off “Convert to HTML”.');
	}
	return CONVERSIONS.some((conversion) => body[conversion] === true) ? {} : { convertToPDF: !/\.pdf$/i.test(fileName) };
}

/** 上传本地文件: the address, the bytes, and waiting until the file can be used. */
export const upload: Operation = {
	name: 'Upload',
	value: 'upload',
	action: 'Upload a file',
	description: 'Bring a file to the platform and get its file ID. PDF, Office files, pictures and HTML up to 50 MB; what is no PDF becomes one.',
	routing: { request: { method: 'POST', url: '/v3/files/file-upload-url' } },
	source: 'documented',
	// A file that nothing refers to has no effect, so a second one does no harm.
	repeatable: true,
	fields: [
		...fileFields,
		longestWait,
		text('File Name', 'fileName', 'Name on the platform; that of the file if not set', {
			placeholder: 'e.g. 劳动合同.pdf',
			check: fileNameComplaint,
			routing: { send: { type: 'body', property: 'fileName' } },
		}),
		whether('Convert to PDF', 'convertToPDF', 'Whether it becomes a PDF, which it must be for signing; if not set, it does unless it is one', {
			default: true,
			routing: { send: { type: 'body', property: 'convertToPDF' } },
		}),
		whether('Convert to HTML', 'convertToHTML', 'Whether a Word file becomes HTML, for an HTML template', {
			routing: { send: { type: 'body', property: 'convertToHTML' } },
		}),
		whether('Convert to OFD', 'convertToOFD', 'Whether it becomes an OFD file; the platform finds no keywords in such', {
			routing: { send: { type: 'body', property: 'convertToOFD' } },
		}),
		text('Dedicated Cloud ID', 'dedicatedCloudId', 'ID of the project, where the files stay in a store of your own', {
			routing: { send: { type: 'body', property: 'dedicatedCloudId' } },
		}),
	],
	upload: {
		as: 'address',
		property: 'contentMd5',
		maxBytes: FILE_BYTES,
		types: FILES,
		checkName: fileNameComplaint,
		address: {
			contentType: 'contentType',
			fileName: 'fileName',
			fileSize: 'fileSize',
			url: 'fileUploadUrl',
			describe: conversionOf,
		},
	},
	settles: usableFile,
};
