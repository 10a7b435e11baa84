import { customCall } from '../../../../engine/customCall';
import type { Resource } from '../../../../engine/operation';

export const api: Resource = {
	name: 'API',
	value: 'api',
	description: 'Any other endpoint of the platform',
	operations: [customCall('/v1/accounts/getByThirdId')],
};
