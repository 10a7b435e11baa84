import type { Operation } from '../../../../engine/operation';
import { picture, upload } from './fields';

/** 营业执照OCR. */
export const recognizeBusinessLicense: Operation = {
	name: 'Recognize Business License',
	value: 'recognizeBusinessLicense',
	action: 'Recognize a business license',
	description: 'Read the picture of a business license. JPG, PNG or BMP up to 5 MB (assumed).',
	routing: { request: { method: 'POST', url: '/open/api/ocr/businessLicense' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'reading a picture changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: picture,
	upload,
};
