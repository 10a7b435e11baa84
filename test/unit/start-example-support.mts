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

/** Whether all conditions of an IF node, or of a rule of a Switch node, hold. */
export const holds = (conditions: unknown, surroundings: Surroundings): boolean =>
	records(record(conditions).conditions).every(({ leftValue, rightValue, operator }) => {
		const [left, right] = [evaluated(leftValue, surroundings), evaluated(rightValue, surroundings)];
		switch (text(record(operator).operation)) {
			case 'equals': return left === right;
			case 'startsWith': return String(left).startsWith(String(right));
			case 'empty': return left === '';
			case 'notEmpty': return left !== '';
			case 'true': return left === true;
			default: throw new Error(`Which comparison is ${JSON.stringify(operator)}?`);
		}
	});

/** The output a Switch node takes, the extra one when no rule holds. */
export const outputOf = ({ rules, options }: Json, surroundings: Surroundings): string => {
	const rule = records(record(rules).values).find(({ conditions }) => holds(conditions, surroundings));
	return text(rule?.outputKey ?? record(options).renameFallbackOutput);
};

/** Nodes of n8n's own of a type. */
export const nodesOf = (workflow: Json, type: string): Json[] =>
	records(workflow.nodes).filter((node) => node.type === `n8n-nodes-base.${type}`);

/** Names of the reports to another system that it could not take once, or that are not repeated. A header takes no Chinese, and a case number may have some. */
export const reportsWithoutKey = (workflow: Json): string[] =>
	nodesOf(workflow, 'httpRequest')
		.filter(({ name }) => text(name).startsWith('Report '))
		.filter(({ parameters, retryOnFail }) => {
			const [header] = records(record(record(parameters).headerParameters).parameters);
			return retryOnFail !== true || header?.name !== 'Idempotency-Key' || !/^=\{\{ encodeURIComponent\(.*\) \}\}$/.test(text(header.value));
		})
		.map(({ name }) => text(name));

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
