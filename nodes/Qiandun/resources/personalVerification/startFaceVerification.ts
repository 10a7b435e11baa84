import type { Operation } from '../../../../engine/operation';
import {
	businessCode,
	flowNo,
	optional,
	psnIDCardNum,
	psnIDCardType,
	psnName,
	redirectUrl,
} from '../fields';

/** 个人人脸核验(H5适配). */
export const startFaceVerification: Operation = {
	name: 'Start Face Verification',
	value: 'startFaceVerification',
	action: 'Start the face verification of a person',
	description: 'Get the address of a page on which the person shows the face to the camera',
	routing: { request: { method: 'POST', url: '/open/psnCert/face' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'Get Face Verification with the same business code tells whether it was started.',
	fields: [psnName, psnIDCardType, psnIDCardNum, redirectUrl, businessCode, optional(flowNo)],
};
