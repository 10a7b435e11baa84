import type { Operation } from '../../../../engine/operation';
import { accountId, deadline } from './fields';

/** 设置静默签署. */
export const grant: Operation = {
	name: 'Grant',
	value: 'grant',
	action: 'Grant silent signing',
	description: 'Allow signing for a person or an organization without asking each time',
	routing: { request: { method: 'POST', url: '/v1/signAuth/{accountId}' } },
	source: 'documented',
	repeatable: true,
	fields: [accountId, deadline],
	confirms: 'granted',
};
