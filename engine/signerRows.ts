/** What every operation with rows of signers has around them. Names and values are saved in workflows. */
import type { Field } from './operation';

/** Where the signers come from; `made` is what the operation makes: contract, flow. */
export const signersFromOf = (made: string): Field => ({
	displayName: 'Signers From',
	name: 'signersFrom',
	type: 'options',
	options: [
		{ name: 'Form', value: 'form', description: `Every input item makes a ${made} with the signers below` },
		{ name: 'Input Items', value: 'items', description: `One ${made} for all input items; each fills in the rows below` },
		{ name: 'JSON', value: 'json', description: `Every input item makes a ${made} with the signers in a JSON list` },
	],
	default: 'form',
	required: true,
	hint: 'With Input Items, all but the signers is taken from the first item',
	description: 'How the signers are given. Switching to JSON and back clears the rows.',
});

/** Signers in the platform's own words; the example shows them, and what it says beside. */
export const jsonSigners = (example: string): Field => ({
	displayName: 'Signers (JSON)',
	name: 'signersJson',
	type: 'json',
	default: '[]',
	required: true,
	displayOptions: { show: { signersFrom: ['json'] } },
	description: `List of signers as the platform takes it: ${example}`,
	check: (value) => (Array.isArray(value) ? undefined : 'must be a JSON list'),
});
