import type { Operation } from '../../../../engine/operation';
import { picture, upload } from './fields';

/** 银行卡OCR. */
export const recognizeBankCard: Operation = {
	name: 'Recognize Bank Card',
	value: 'recognizeBankCard',
	action: 'Recognize a bank card',
	description: 'Read the picture of a bank card. JPG, PNG or BMP up to 5 MB (assumed).',
	routing: { request: { method: 'POST', url: '/open/api/ocr/bankCard' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'reading a picture changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: picture,
	upload,
};
