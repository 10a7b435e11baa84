import type { INodePropertyOptions } from 'n8n-workflow';
import type { Field } from '../../../../engine/operation';

/** How a signer of an existing flow is named: it decides which fields show. */
export const who = (displayName: string, description: string, options: INodePropertyOptions[]): Field => ({
	displayName,
	name: 'who',
	type: 'options',
	options,
	default: 'account',
	required: true,
	description,
});
