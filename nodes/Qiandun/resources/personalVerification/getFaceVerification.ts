import type { Operation } from '../../../../engine/operation';
import { businessCode, optional, serviceId } from '../fields';

/** 个人人脸核验查询. */
export const getFaceVerification: Operation = {
	name: 'Get Face Verification',
	value: 'getFaceVerification',
	action: 'Get the face verification of a person',
	description: 'Look up the result of a face verification by service ID or business code. It is in verifyStatus.',
	routing: { request: { method: 'POST', url: '/open/psnCert/faceResult' } },
	source: 'documented',
	repeatable: true,
	fields: [optional(serviceId), businessCode],
	oneOf: [['serviceId', 'businessCode']],
};
