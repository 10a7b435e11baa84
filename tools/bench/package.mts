// The private package of the bench: nodes that n8n needs for measuring and nobody else. Made anew in the folder of each run.
import fs from 'node:fs';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import ts from 'typescript';
import { Qiandun } from '../../nodes/Qiandun/Qiandun.node.ts';

const NAME = 'n8n-nodes-qiandun-bench';
/** Class by file in nodes/. */
const NODES: Readonly<Record<string, string>> = { file: 'BenchFile', floor: 'BenchFloor', memory: 'BenchMemory' };
/** Our node without its execute(): whether with all operations. */
const DECLARATIVE = { BenchDeclarative: false, BenchDeclarativeWhole: true } as const;

/** Node types of the package, as workflows name them. */
export const BENCH = {
	file: `${NAME}.benchFile`,
	floor: `${NAME}.benchFloor`,
	memory: `${NAME}.benchMemory`,
	/** Our definition of User / Update, run by n8n's RoutingNode. */
	declarative: `${NAME}.benchDeclarative`,
	/** All of our definitions, run by n8n's RoutingNode. */
	declarativeWhole: `${NAME}.benchDeclarativeWhole`,
} as const;

/** Writes the package where n8n looks for community packages. @param userFolder n8n's N8N_USER_FOLDER */
export function writeBenchPackage(userFolder: string): void {
	const folder = path.join(userFolder, '.n8n', 'nodes', 'node_modules', NAME);
	fs.mkdirSync(folder, { recursive: true });
	for (const [file, node] of Object.entries(NODES)) {
		const source = fs.readFileSync(path.join(import.meta.dirname, 'nodes', `${file}.mts`), 'utf8');
		const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
		fs.writeFileSync(path.join(folder, `${node}.node.js`), outputText);
	}
	for (const [node, isWhole] of Object.entries(DECLARATIVE)) fs.writeFileSync(path.join(folder, `${node}.node.js`), declarativeNode(node, isWhole));
	const nodes = [...Object.values(NODES), ...Object.keys(DECLARATIVE)].map((node) => `${node}.node.js`);
	const manifest = { name: NAME, version: '1.0.0', n8n: { n8nNodesApiVersion: 1, credentials: [], nodes } };
	fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
}

/**
 * Our node without its execute(), so that n8n runs the definitions itself: all of them, or those of User / Update alone. RoutingNode
 * evaluates every property of every operation that has the name of a parameter, shown or not. With all of them a thousand
 * items take so long that n8n's database pool gives up.
 */
function declarativeNode(node: string, isWhole: boolean): string {
	const { credentials = [], ...description } = new Qiandun().description;
	const own = {
		...description,
		icon: undefined,
		name: node.charAt(0).toLowerCase() + node.slice(1),
		displayName: node,
		credentials: credentials.map(({ name, required }) => ({ name, required })),
		requestDefaults: {},
		properties: isWhole ? description.properties : description.properties.flatMap(shownForUpdate),
	};
	return `exports.${node} = class { description = ${JSON.stringify(own)}; };\n`;
}

/** A property as User / Update shows it; of a list of choices that choice alone. */
function shownForUpdate(property: INodeProperties): INodeProperties[] {
	const chosen: Readonly<Record<string, string>> = { resource: 'user', operation: 'update' };
	const { show = {}, hide = {} } = property.displayOptions ?? {};
	const names = (where: NonNullable<typeof show>) => Object.entries(where).map(([name, values]) => values?.includes(chosen[name] ?? '') === true);
	if (names(show).includes(false) || names(hide).includes(true)) return [];
	const choice = chosen[property.name];
	const options = property.options?.filter((option) => choice === undefined || ('value' in option && option.value === choice));
	return [{ ...property, options }];
}
