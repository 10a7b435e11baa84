/**
 * How large and of which kind files may be. No page that could be read says so: all of it is assumed, and stands here
 * in one place.
 */
const MB = 1_048_576;

/** 合同文件及附件. */
export const DOCUMENT_BYTES = 50 * MB;

export const DOCUMENTS: Record<string, string> = {
	pdf: 'application/pdf',
	doc: 'application/msword',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xls: 'application/vnd.ms-excel',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	png: 'image/png',
	zip: 'application/zip',
};

/** 证件照片. */
export const PICTURE_BYTES = 5 * MB;

export const PICTURES: Record<string, string> = {
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	png: 'image/png',
	bmp: 'image/bmp',
};
