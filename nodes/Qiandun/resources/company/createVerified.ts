import type { Operation } from '../../../../engine/operation';
import { flowNo, informPhone, newAccountId } from '../fields';
import { corpName } from './fields';

/** 创建已认证企业用户: from a verification flow that was passed. */
export const createVerified: Operation = {
	name: 'Create Verified',
	value: 'createVerified',
	action: 'Create a verified company user',
	description: 'Register a company from a verification flow that was passed',
	routing: { request: { method: 'POST', url: '/open/corpCreate' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'Company > Get with the same account ID tells whether the company exists.',
	fields: [newAccountId, flowNo, corpName, informPhone],
};
