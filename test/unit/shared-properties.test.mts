/** Fields that several operations have alike stand once in what the editor loads, and each operation still shows its own, in its order. */
import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';
import { sharedProperties } from '../../engine/sharedProperties.ts';

const property = (name: string, operation: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
	displayOptions: { show: { resource: ['person'], operation: [operation] } },
	...more,
});

const namesAndOperations = (properties: INodeProperties[]) =>
	properties.map(({ name, displayOptions }) => [name, ...(displayOptions?.show?.operation ?? [])].join(' '));

/** What the editor shows for one operation, as if it were the only one. */
const shownFor = (properties: INodeProperties[], operation: string): INodeProperties[] =>
	properties
		.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation))
		.map((shown) => ({ ...shown, displayOptions: { ...shown.displayOptions, show: { ...shown.displayOptions?.show, operation: [operation] } } }));

describe('properties of several operations', () => {
	it('stand once where they are alike, and in the order of each operation', () => {
		const list = (operation: string, ...names: string[]): [string, INodeProperties[]] => [operation, names.map((name) => property(name, operation))];
		expect(namesAndOperations(sharedProperties([list('a', 'id', 'name', 'note'), list('b', 'id', 'mail', 'note'), list('c', 'note', 'id')]))).toEqual([
			'id a b',
			'mail b',
			'name a',
			'note a b c',
			'id c',
		]);
	});

	it.each<[string, Partial<INodeProperties>]>([
		['are described differently', { description: 'Other' }],
		['have other choices', { options: [{ name: 'A', value: 'a' }] }],
		['are shown under another condition', { displayOptions: { show: { resource: ['person'], mode: ['x'], operation: ['b'] } } }],
		['are hidden under another condition', { displayOptions: { show: { resource: ['person'], operation: ['b'] }, hide: { mode: ['x'] } } }],
	])('stand apart where they %s', (_, more) => {
		const properties = sharedProperties([
			['a', [property('id', 'a')]],
			['b', [property('id', 'b', more)]],
		]);
		expect(namesAndOperations(properties)).toEqual(['id b', 'id a']);
	});

	it('are shown for each operation exactly as they were given', () => {
		const field = fc.record({ name: fc.constantFrom('id', 'name', 'mail', 'note'), description: fc.constantFrom('One', 'Two') });
		fc.assert(
			fc.property(fc.array(fc.array(field, { maxLength: 6 }), { maxLength: 5 }), (operations) => {
				const given = operations.map((fields, index): [string, INodeProperties[]] => {
					const operation = `operation${index}`;
					return [operation, fields.map(({ name, description }) => property(name, operation, { description }))];
				});
				const properties = sharedProperties(given);
				for (const [operation, own] of given) expect(shownFor(properties, operation)).toEqual(own);
			}),
		);
	});

	it('are not changed by it', () => {
		const given = property('id', 'a');
		sharedProperties([
			['a', [given]],
			['b', [property('id', 'b')]],
		]);
		expect(given).toEqual(property('id', 'a'));
	});
});
