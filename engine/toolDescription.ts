/**
 * What a language model is told of an operation that it may call as a tool. n8n alone would say the action and no more: not
 * whether a call may be repeated, which a model does after every error. n8n reads the property by this name.
 */
import type { INodeProperties } from 'n8n-workflow';
import { partsOf, type AnyOperation, type Resource } from './operation';

/** As one sentence each; a model reads nothing else. */
function repeating(operation: AnyOperation): string {
	const { once, waits } = partsOf(operation);
	if (waits) return 'Not usable as a tool: it waits for people.';
	if (once) return 'Called again with the same business code it returns what exists already.';
	return operation.repeatable
		? 'Calling it again with the same input changes nothing more.'
		: 'Each call takes effect anew: after an error, find out first whether the last one did.';
}

const property = (resource: Resource, operations: string[], text: string): INodeProperties => ({
	displayName: 'Tool Description',
	name: 'toolDescription',
	type: 'string',
	default: text,
	displayOptions: { show: { '@tool': [true], resource: [resource.value], operation: operations } },
	description: 'What the model is told; if empty, the action',
});

/** For each resource; where nothing is changed, n8n's own words will do. */
export function toolDescriptions(resources: Resource[]): INodeProperties[] {
	return resources.flatMap((resource) => {
		const [reading, changing] = [true, false].map((isReading) =>
			resource.operations.filter(({ routing }) => (routing?.request.method === 'GET') === isReading),
		);
		return [
			...(reading.length > 0 ? [property(resource, reading.map(({ value }) => value), '')] : []),
			...changing.map((operation) =>
				property(resource, [operation.value], `${operation.action}: ${operation.description.replace(/\.$/, '')}. ${repeating(operation)}`),
			),
		];
	});
}
