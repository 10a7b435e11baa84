import type { Operation } from '../../../../engine/operation';
import { accountId, flowNo, informPhone, optional, psnName } from '../fields';

/** 修改个人用户: rename, change the notice mobile, or mark the user verified with a verification flow number. */
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update a personal user',
	description: 'Change name or notice mobile, or mark the user verified. A verified user can no longer be changed.',
	routing: { request: { method: 'POST', url: '/open/psnUpdate' } },
	source: 'documented',
	repeatable: true,
	changes: true,
	checkOutcome: 'User > Get with the same account ID shows name, notice mobile and flow number.',
	fields: [accountId, optional(flowNo), optional(psnName), informPhone],
};
