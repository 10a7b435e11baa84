import type { Operation } from '../../../../engine/operation';
import { fileFields, sendAs } from '../../../../engine/standardFields';
import { DOCUMENT_BYTES, DOCUMENTS } from '../limits';

/** 上传文件: a document for a contract, an attachment, a letter. */
export const upload: Operation = {
	name: 'Upload',
	value: 'upload',
	action: 'Upload a file',
	description: 'Bring a file to the platform and get its file code. PDF, Word, Excel, pictures and ZIP up to 50 MB (assumed).',
	routing: { request: { method: 'POST', url: '/open/file/upload' } },
	source: 'assumed',
	// A file that nothing refers to has no effect, so a second one does no harm.
	repeatable: true,
	fields: [...fileFields, sendAs],
	upload: { as: 'multipart', property: 'file', json: { property: 'fileBase64', nameProperty: 'fileName' }, maxBytes: DOCUMENT_BYTES, types: DOCUMENTS },
};
