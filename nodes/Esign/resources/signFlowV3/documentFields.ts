import { number, rows, text } from '../../../../engine/rowFields';
import { fileNameComplaint } from '../names';

const fileId = text('File ID', 'fileId', 'ID of the file, as File (V3) > Upload returns it', {
	required: true,
	placeholder: 'e.g. c64665aa4f25462e8d8aaf33cd7733bd',
});

const fileName = text('File Name', 'fileName', 'Name under which the signers see it, with its extension; that of the upload if empty', {
	placeholder: 'e.g. 劳动合同.pdf',
	check: fileNameComplaint,
});

/** 待签署文件. */
export const documents = {
	...rows('Documents', 'documents', 'document', 'Document', 'The files to sign, in their order; 50 at most', [
		fileId,
		fileName,
		number('Page Count', 'pageCount', 'Number of pages if you know it (fileTotalPageCount of the upload); seals are then checked against it. It is not sent.', {
			typeOptions: { minValue: 0 },
			hint: '0 if you do not know it',
		}),
	]),
	standsAlone: true,
};

/** 附属材料. */
export const attachments = rows(
	'Attachments',
	'attachments',
	'attachment',
	'Attachment',
	'Files that go with the flow and are not signed; 50 at most, 10 MB each',
	[fileId, fileName],
);
