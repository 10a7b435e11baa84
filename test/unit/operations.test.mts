/** The operations table: what scripts read, and the table in the README. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allOperations, type Resource } from '../../engine/operation.ts';
import { sentFields } from '../../tools/against/sent.mts';
import { platforms } from '../../tools/platforms.mts';
import {
	BEGIN,
	countLine,
	END,
	markdownTable,
	operationRows,
	plainTable,
	readmeSection,
	sectionOf,
	withSection,
	type OperationRow,
} from '../../tools/operations-table.mts';

const root = path.join(__dirname, '..', '..');
const [{ provider: { resources } }] = platforms;
const sections = platforms.map(({ provider }) => provider);
const customCall = resources.flatMap(({ operations }) => operations).filter(({ routing }) => !routing);

const runTool = (...options: string[]) =>
	spawnSync(process.execPath, ['--import', 'tsx', 'tools/operations.mts', ...options], { cwd: root, encoding: 'utf8' });

const inventedResources: Resource[] = [
	{ name: 'API', value: 'api', description: '', operations: customCall },
	{
		name: 'Seal',
		value: 'seal',
		description: '',
		operations: [
			{
				name: 'Get',
				value: 'get',
				action: 'Get a seal',
				description: 'Look up a seal',
				routing: { request: { method: 'GET', url: '/open/seal/detail' } },
				source: 'documented',
				repeatable: true,
				fields: [],
			},
		],
	},
];

describe('the operations as JSON', () => {
	it('are printed by npm run -s operations -- --json, one object for each operation', () => {
		const npm = spawnSync('npm', ['run', '-s', 'operations', '--', '--json'], {
			cwd: root,
			encoding: 'utf8',
			shell: process.platform === 'win32',
		});
		const rows = JSON.parse(npm.stdout) as OperationRow[];
		expect(rows).toHaveLength(
			sections.flatMap((section) => section.resources.flatMap(({ operations }) => operations))
				.length,
		);
		expect(rows).toContainEqual({
			platform: 'qiandun',
			resource: 'user',
			operation: 'createUnverified',
			method: 'POST',
			path: '/open/psnTempCreate',
			source: 'assumed',
			repeatable: false,
		});
		expect(rows).toContainEqual({
			platform: 'esign',
			resource: 'personAccount',
			operation: 'update',
			method: 'PUT',
			path: '/v1/accounts/{accountId}',
			source: 'documented',
			repeatable: true,
		});
		expect(npm.status).toBe(0);
	});

	it.each(platforms)('agree in address and source with the facts in docs/api/$name.md', ({ name, provider }) => {
		const facts = readFileSync(path.join(root, `docs/api/${name}.md`), 'utf8');
		// | 19 | 修改个人用户 | User / [Update](#row-19) | POST `/open/psnUpdate` | documented | … | **here** |
		const rowOf = /^\| \d+ \|[^|]*\| ([^|/]+) \/ \[?([^|\](]+)[^|]*\| (\w+) `([^`]+)` \| (\w+) \|.*\*\*here\*\* \|$/gm;
		const inDocs = [...facts.matchAll(rowOf)].map((row) => row.slice(1, 6).map((cell) => cell.trim()).join(' '));
		const inCode = [...allOperations(provider.resources)].flatMap(({ resource, operation: { name: title, routing, source } }) =>
			routing ? [[resource.name, title, routing.request.method, routing.request.url, source].join(' ')] : [],
		);
		expect(inDocs.sort()).toEqual(inCode.sort());
	});

	it.each(platforms)('have in docs/api/$name.md the fields that the definitions send', ({ name, provider }) => {
		const facts = readFileSync(path.join(root, `docs/api/${name}.md`), 'utf8');
		// The sixth cell. In it \| stands between alternatives, and "as 1" for the fields of row 1.
		const rows = [...facts.matchAll(/^\| (\d+) \|[^|]*\| ([^|/]+) \/ \[?([^|\](]+)[^|]*\|[^|]*\| \w+ \| ((?:[^|\\]|\\\|)*) \|/gm)];
		const namesIn = (cell: string): string[] => {
			const [, number] = /\bas (\d+)/.exec(cell) ?? [];
			const [, , , , other = ''] = rows.find((row) => row[1] === number) ?? [];
			return [...(other === '' ? [] : namesIn(other)), ...(cell.match(/[a-z]+(?:[A-Z]\w*)?/g) ?? [])];
		};
		for (const { resource, operation } of allOperations(provider.resources)) {
			if (!operation.routing) continue;
			const [, , , , cell = ''] = rows.find(([, , of, title]) => of.trim() === resource.name && title.trim() === operation.name) ?? [];
			const sent = [...new Set(sentFields(operation).map((field) => field.name.split('.')[0]))];
			const unnamed = sent.filter((field) => !namesIn(cell).includes(field));
			expect([resource.name, operation.name, unnamed]).toEqual([resource.name, operation.name, []]);
		}
	});

	it.each([
		['README.md', /Of the (\d+) entries of Qiandun's whole API, (\d+) are documented, (\d+) were seen\s+in a public client/],
		['docs/zh-CN/README.md', /签盾的 (\d+) 个接口里，(\d+) 个有文档，(\d+) 个见于公开的客户端代码/],
		['docs/api/qiandun.md', /Of the (\d+) entries of the tree that have an operation here, (\d+) are documented \([^)]*\), (\d+) client/],
	])('are counted by %s as the definitions have them', (page, sentence) => {
		const sources = operationRows('qiandun', resources).flatMap(({ source }) => (source === '-' ? [] : [source]));
		const counted = ['documented', 'client'].map((word) => sources.filter((source) => source === word).length);
		expect(sentence.exec(readFileSync(path.join(root, page), 'utf8'))?.slice(1).map(Number)).toEqual([sources.length, ...counted]);
	});

	it('are named by their rows where docs/api/qiandun.md counts them', () => {
		const facts = readFileSync(path.join(root, 'docs/api/qiandun.md'), 'utf8');
		const rowsOf = (source: string) => [...facts.matchAll(new RegExp(`^\\| (\\d+) \\|.*\\| ${source} \\|`, 'gm'))].map(([, row]) => row).join(', ');
		const [, documented, client, assumed] = /are documented \(rows ([^)]+)\), \d+ client\s+\(rows ([^)]+)\), (\d+) assumed/.exec(facts) ?? [];
		expect([documented, client]).toEqual([rowsOf('documented'), rowsOf('client')]);
		expect(assumed).toBe(String(rowsOf('assumed').split(', ').length));
	});

	it('give Custom Call as any method and any path, without a source', () => {
		expect(operationRows('qiandun', resources).at(-1)).toEqual({
			platform: 'qiandun',
			resource: 'api',
			operation: 'customCall',
			method: 'any',
			path: 'any',
			source: '-',
			repeatable: false,
		});
	});
});

describe('the tables', () => {
	it('follow the order of the resources, with Custom Call last wherever its resource stands', () => {
		expect(operationRows('x', inventedResources).map(({ operation }) => operation)).toEqual(['get', 'customCall']);
		expect(markdownTable(inventedResources)).toBe(
			[
				'| Resource | Operation | Request | Source | Repeatable |',
				'| --- | --- | --- | --- | --- |',
				'| Seal | Get | `GET /open/seal/detail` | documented | yes |',
				'| API | Custom Call | any method, any path | - | no |',
			].join('\n'),
		);
	});

	it('count the operations by their evidence', () => {
		expect(countLine(inventedResources)).toBe(
			'In this version: 1 documented, 0 seen in a public client, 0 assumed, plus Custom Call.',
		);
	});

	it('align their columns for a terminal', () => {
		const [heading, first] = plainTable(operationRows('qiandun', resources)).split('\n');
		expect(first.indexOf('POST')).toBe(heading.indexOf('method'));
		expect(first.indexOf('/open/')).toBe(heading.indexOf('path'));
	});
});

describe('the command', () => {
	it('prints the tables of the README with --markdown', () => {
		const { stdout, status } = runTool('--markdown');
		expect(stdout.trim()).toBe(readmeSection(sections));
		expect(status).toBe(0);
	});

	it('refuses an option it does not know and says which there are', () => {
		const { stderr, status } = runTool('--yaml');
		expect(stderr).toContain('There is no option --yaml');
		expect(stderr).toContain('--json');
		expect(status).toBe(1);
	});
});

describe('README.md', () => {
	it('holds the operations table as it is generated today', () => {
		const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
		// Out of date? npm run -s operations -- --write
		expect(sectionOf(readme)).toBe(readmeSection(sections));
	});

	it('gets the table between its markers and keeps the rest', () => {
		const readme = `# Title\n\n${BEGIN}\nold\n${END}\n\nend\n`;
		const written = withSection(readme, 'new');
		expect(written).toBe(`# Title\n\n${BEGIN}\n\nnew\n\n${END}\n\nend\n`);
		expect(withSection(written, 'new')).toBe(written);
		expect(sectionOf(written)).toBe('new');
	});

	it.each(['# Title', `${BEGIN} only`, `${END} ${BEGIN}`])('without both markers is refused with what to do: %j', (readme) => {
		expect(() => sectionOf(readme)).toThrow(/no place for the operations table.*-- --write/);
		expect(() => withSection(readme, 'new')).toThrow(/no place for the operations table/);
	});
});
