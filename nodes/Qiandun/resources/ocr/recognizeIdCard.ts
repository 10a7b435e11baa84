import type { Operation } from '../../../../engine/operation';
import { cardSide, picture, upload } from './fields';

/** 身份证OCR. */
export const recognizeIdCard: Operation = {
	name: 'Recognize ID Card',
	value: 'recognizeIdCard',
	action: 'Recognize an ID card',
	description: 'Read the picture of a resident ID card. JPG, PNG or BMP up to 5 MB (assumed).',
	routing: { request: { method: 'POST', url: '/open/api/ocr/idCard' } },
	source: 'client',
	repeatable: false,
	checkOutcome: 'reading a picture changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: [...picture, cardSide],
	upload,
};
