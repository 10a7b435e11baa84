/** 印章: whose they are. Source: docs/api/esign.md#row-44 */
import type { Field } from '../../../../engine/operation';
import { inQuery, orgId, psnId, shownWith } from '../fields';

/** The endpoints for a person are others than those for an organization: the choice says which. */
export const owner = (personUrl: string): Field => ({
	displayName: 'Owner',
	name: 'owner',
	type: 'options',
	options: [
		{ name: 'Organization', value: 'organization' },
		{ name: 'Person', value: 'person', routing: { request: { url: personUrl } } },
	],
	default: 'organization',
	required: true,
	description: 'Whose seals. The owner must have authorized your app to manage them.',
});

export const ownerIds: Field[] = [
	inQuery(shownWith({ owner: ['organization'] }, orgId)),
	inQuery(shownWith({ owner: ['person'] }, psnId)),
];
