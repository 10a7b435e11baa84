// What the tests of the examples share: the workflows as they are in examples/, their nodes by name, and their expressions evaluated.
import path from 'node:path';
import { readExamples } from '../../tools/start/examples.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';

export const examples = readExamples(path.join(process.cwd(), 'examples'));

export const exampleNamed = (name: string): Json => examples.find((example) => example.name === name) ?? {};

export const named = (workflow: Json, name: string): Json =>
	records(workflow.nodes).find((node) => node.name === name) ?? {};

/** Names of all nodes that an output leads to. */
export const targetsOf = (outputs: unknown): string[] =>
	Object.values(record(outputs)).flatMap((list) =>
		(Array.isArray(list) ? list : []).flatMap((output: unknown) => records(output).map(({ node }) => text(node))),
	);

/** What a node's expressions may look at, by the names n8n gives it. */
export interface Surroundings {
	json?: Json;
	binary?: Json;
	/** what nodes read by `$('Name')` gave: all items, the same for first(), item and all() */
	nodes?: Record<string, Json[]>;
	executed?: string[];
	/** what else n8n gives: $runIndex, $now, DateTime, $execution */
	others?: Json;
}

/** The value of a parameter as the editor saves it: plain, one expression, or a text with expressions in it. */
export function evaluated(source: unknown, { json = {}, binary = {}, nodes = {}, executed = [], others = {} }: Surroundings): unknown {
	const template = text(source);
	if (!template.startsWith('=')) return source;
	const look = (name: string) => {
		const items = (nodes[name] ?? []).map((item) => ({ json: item }));
		return { first: () => items[0], item: items[0], all: () => items, isExecuted: executed.includes(name) };
	};
	const value = (expression: string): unknown =>
		new Function('$json', '$binary', '$', '$itemIndex', ...Object.keys(others), `return ${expression}`)(json, binary, look, 0, ...Object.values(others));
	const parts = [...template.slice(1).matchAll(/\{\{(.*?[^}])\}\}(?!\})/gs)];
	if (parts.length === 1 && parts[0]?.[0] === template.slice(1)) return value(parts[0][1] ?? '');
	return template.slice(1).replace(/\{\{(.*?[^}])\}\}(?!\})/gs, (_all, expression: string) => String(value(expression)));
}

/** All expressions inside a parameter, evaluated. */
export function deeplyEvaluated(source: unknown, surroundings: Surroundings): unknown {
	if (Array.isArray(source)) return source.map((entry: unknown) => deeplyEvaluated(entry, surroundings));
	if (typeof source !== 'object' || source === null) return evaluated(source, surroundings);
	return Object.fromEntries(Object.entries(source).map(([key, entry]) => [key, deeplyEvaluated(entry, surroundings)]));
}

/** Looks into one workflow. */
export function lookInto(workflow: Json) {
	const parametersOf = (name: string): Json => record(named(workflow, name).parameters);
	const rows = (list: unknown): Json => Object.fromEntries(records(list).map((entry) => [text(entry.name), entry.value]));
	return {
		parametersOf,
		node: (name: string): Json => named(workflow, name),
		/** of each output, where it leads */
		targets: (name: string): string[] => targetsOf(record(workflow.connections)[name]),
		assigned: (name: string): Json => rows(record(parametersOf(name).assignments).assignments),
		reported: (name: string): Json => rows(record(parametersOf(name).bodyParameters).parameters),
		condition: (name: string): Json => records(record(parametersOf(name).conditions).conditions)[0] ?? {},
		names: (): string[] => records(workflow.nodes).map(({ name }) => text(name)),
	};
}
