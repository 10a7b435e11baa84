import type { Resource } from '../../../../engine/operation';
import { customCall } from './customCall';

export const api: Resource = {
	name: 'API',
	value: 'api',
	description: 'Any other endpoint of the platform',
	operations: [customCall],
};
