// n8n 1.x has data tables, but no node that makes one or finds it by its name: there they are made and chosen as a user does it by hand.
import { type Json, record, records, text } from './json.mts';

const DATA_TABLE = 'n8n-nodes-base.dataTable';

/** A data table that an example makes for itself. */
export interface Table {
	name: string;
	columns: Array<{ name: string; type: string }>;
}

/** Whether n8n's Data Table node makes tables. @param descriptions of the node types of this n8n */
export function makesTables(descriptions: readonly Json[]): boolean {
	return descriptions
		.filter(({ name }) => name === DATA_TABLE)
		.flatMap(({ properties }) => records(properties))
		.some(({ name, options }) => name === 'resource' && records(options).some(({ value }) => value === 'table'));
}

/** The tables that the workflows make, each once. */
export function tablesMadeBy(workflows: readonly Json[]): Table[] {
	const tables = workflows
		.flatMap((workflow) => records(workflow.nodes))
		.filter(makesTable)
		.map(({ parameters }) => {
			const { tableName, columns } = record(parameters);
			return { name: text(tableName), columns: records(record(columns).column).map(({ name, type }) => ({ name: text(name), type: text(type) })) };
		});
	return [...new Map(tables.map((table) => [table.name, table])).values()];
}

/**
 * The workflow for an n8n that has the tables already: the nodes that make one are deactivated, and in the others it is chosen.
 *
 * @param ids of the tables, by their names
 */
export function withTablesThere(workflow: Json, ids: ReadonlyMap<string, string>): Json {
	const nodes = records(workflow.nodes).map((node) => {
		if (makesTable(node)) return { ...node, disabled: true };
		const parameters = record(node.parameters);
		const name = text(record(parameters.dataTableId).value);
		const value = node.type === DATA_TABLE ? ids.get(name) : undefined;
		if (value === undefined) return node;
		return { ...node, parameters: { ...parameters, dataTableId: { __rl: true, mode: 'list', value, cachedResultName: name } } };
	});
	return { ...workflow, nodes };
}

function makesTable({ type, parameters }: Json): boolean {
	const { resource, operation } = record(parameters);
	return type === DATA_TABLE && resource === 'table' && operation === 'create';
}
