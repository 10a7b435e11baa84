import type { Resource } from '../../../../engine/operation';
import { recognizeBankCard } from './recognizeBankCard';
import { recognizeBusinessLicense } from './recognizeBusinessLicense';
import { recognizeIdCard } from './recognizeIdCard';

/** OCR. */
export const ocr: Resource = {
	name: 'OCR',
	value: 'ocr',
	description: 'Pictures of documents, read',
	operations: [recognizeIdCard, recognizeBusinessLicense, recognizeBankCard],
};
