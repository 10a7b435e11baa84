import type { Operation } from '../../../../engine/operation';
import { fileCode, flowNo } from '../fields';

/** 企业经办人授权书认证-上传. */
export const uploadAuthorizationLetter: Operation = {
	name: 'Upload Authorization Letter',
	value: 'uploadAuthorizationLetter',
	action: 'Upload the authorization letter of a company',
	description: 'Hand in the letter by which the company authorizes the person who acts for it. The platform looks at it by hand.',
	routing: { request: { method: 'POST', url: '/open/corpCert/authorization' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'a letter that was handed in twice is looked at twice; Verification > Get shows how far the flow is.',
	fields: [flowNo, fileCode],
};
