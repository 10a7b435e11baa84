/** What a user's n8n gets: the package as npm packs it, loaded from where npm unpacks it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allOperations } from '../../engine/operation.ts';
import { PACKAGE_VERSION } from '../../engine/version.ts';
import { platforms, triggers } from '../../tools/platforms.mts';
import { buildIfNeeded, filesBelow, npm, sourceFiles } from './support-build.mts';

const root = path.join(__dirname, '..', '..');
const inRoot = (...parts: string[]) => path.join(root, ...parts);
const readText = (...parts: string[]) => readFileSync(inRoot(...parts), 'utf8');

interface Manifest {
	name: string;
	version: string;
	main: string;
	dependencies?: Record<string, string>;
	peerDependencies: Record<string, string>;
	bundleDependencies?: unknown;
	optionalDependencies?: unknown;
	scripts: Record<string, string>;
	n8n: { n8nNodesApiVersion: number; strict: boolean; nodes: string[]; credentials: string[] };
}
const manifest = JSON.parse(readText('package.json')) as Manifest;

let temporary: string;
let archive: string;
/** The package as it lies in a user's node_modules. */
let installed: string;
let packed: string[];

beforeAll(() => {
	buildIfNeeded();
	temporary = mkdtempSync(path.join(tmpdir(), 'packed-'));
	const [{ filename }] = JSON.parse(npm('pack', '--json', '--pack-destination', temporary)) as [{ filename: string }];
	const unpacked = path.join(temporary, 'node_modules');
	mkdirSync(unpacked);
	archive = path.join(temporary, filename);
	execFileSync('tar', ['-xzf', archive], { cwd: unpacked });
	installed = path.join(unpacked, 'package');
	packed = filesBelow(installed);
}, 180_000);
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Runs a script with plain node, away from this checkout; only n8n-workflow can be found, as in n8n. */
function runInstalled(script: string): unknown {
	const modules = path.join(temporary, 'of-n8n');
	mkdirSync(modules, { recursive: true });
	const link = path.join(modules, 'n8n-workflow.js');
	const target = JSON.stringify(require.resolve('n8n-workflow'));
	const { stdout, stderr, status } = spawnSync(
		process.execPath,
		[
			'-e',
			`require('fs').writeFileSync(${JSON.stringify(link)}, ${JSON.stringify(`module.exports = require(${target});`)});
			(${script})(${JSON.stringify(installed)})`,
		],
		{ cwd: temporary, encoding: 'utf8', env: { ...process.env, NODE_PATH: modules } },
	);
	if (status !== 0) throw new Error(stderr);
	return JSON.parse(stdout);
}

describe('the packed package', () => {
	it('holds dist, index.js, package.json, README and LICENSE, and nothing else', () => {
		expect(packed.filter((file) => !file.startsWith('dist/'))).toEqual(['LICENSE', 'README.md', 'index.js', 'package.json']);
	});

	it('holds of dist what the sources make: code, icons, codex files and schemas', () => {
		const expected = sourceFiles().flatMap((file) => {
			if (/(?<!\.d)\.ts$/.test(file)) return [`dist/${file.replace(/\.ts$/, '.js')}`];
			return /\.svg$|\.node\.json$|\/__schema__\/.*\.json$/.test(file) ? [`dist/${file}`] : [];
		});
		expect(packed.filter((file) => file.startsWith('dist/'))).toEqual(expected.sort());
	});

	it('is one of which publint has nothing to say', () => {
		const { stdout, stderr } = spawnSync(inRoot('node_modules', '.bin', 'publint'), ['run', archive], {
			encoding: 'utf8',
			// With CI set it is coloured, even into a pipe.
			env: { ...process.env, NO_COLOR: '1' },
		});
		expect(stderr + stdout).toMatch(/Linting\.\.\.\s+All good!\s*$/);
	});

	it('holds no tests, no sources, no maps and no traces of the build', () => {
		expect(packed.filter((file) => /\.(ts|mts|map|tsbuildinfo|tgz)$|test|sandbox|tools|examples|node_modules/.test(file))).toEqual([]);
	});

	it('loads file by file: one that throws would take every node of the package away', () => {
		const files = packed.filter((file) => file.endsWith('.js'));
		expect(files.length).toBeGreaterThan(20);
		const failures = runInstalled(`(folder) => {
			const failures = [];
			for (const file of ${JSON.stringify(files)}) {
				try { require(folder + '/' + file); } catch (error) { failures.push(file + ': ' + error.message); }
			}
			console.log(JSON.stringify(failures));
		}`);
		expect(failures).toEqual([]);
	});

	it('gives from its index every class that package.json lists for n8n, under the name n8n expects', () => {
		const named = runInstalled(`(folder) => {
			const names = Object.entries(require(folder)).map(([key, Class]) => {
				const made = new Class();
				return [key, made.description ? made.description.name : made.name];
			});
			console.log(JSON.stringify(Object.fromEntries(names)));
		}`);
		const listed = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map((file) => path.basename(file).split('.')[0]);
		expect(listed.length).toBeGreaterThan(1);
		expect(named).toEqual(
			Object.fromEntries(listed.map((name) => [name, name.charAt(0).toLowerCase() + name.slice(1)])),
		);
	});

	it('gives the same classes from the files that n8n itself reads', () => {
		const exported = runInstalled(`(folder) => {
			const { n8n } = require(folder + '/package.json');
			const files = [...n8n.nodes, ...n8n.credentials];
			console.log(JSON.stringify(files.map((file) =>
				typeof require(folder + '/' + file)[require('path').basename(file).split('.')[0]])));
		}`);
		expect(exported).toEqual([...manifest.n8n.nodes, ...manifest.n8n.credentials].map(() => 'function'));
	});

	it('holds every icon that a node or a credential names', () => {
		const icons = runInstalled(`(folder) => {
			const { n8n } = require(folder + '/package.json');
			const named = [...n8n.nodes, ...n8n.credentials].flatMap((file) => {
				const [Class] = Object.values(require(folder + '/' + file));
				const { description = {}, icon } = new Class();
				return Object.entries(icon || description.icon).map(([theme, name]) => ({ file, theme, name }));
			});
			console.log(JSON.stringify(named));
		}`) as Array<{ file: string; theme: string; name: string }>;
		expect([...new Set(icons.map(({ theme }) => theme))].sort()).toEqual(['dark', 'light']);
		for (const { file, name } of icons) {
			const icon = path.posix.join(path.posix.dirname(file), name.replace(/^file:/, ''));
			expect(packed).toContain(icon);
			expect(readFileSync(path.join(installed, icon), 'utf8')).toContain('<svg');
		}
	});

	it('holds for each node its codex file, under the node’s name, with aliases to search by', () => {
		for (const file of manifest.n8n.nodes) {
			const codex = file.replace(/\.js$/, '.json');
			expect(packed).toContain(codex);
			const { node, alias } = JSON.parse(readFileSync(path.join(installed, codex), 'utf8')) as {
				node: string;
				alias: string[];
			};
			const className = path.basename(file).split('.')[0];
			expect(node).toBe(`${manifest.name}.${className.charAt(0).toLowerCase()}${className.slice(1)}`);
			expect(alias).toEqual(expect.arrayContaining(['电子签', '实名认证']));
			expect(new Set(alias).size).toBe(alias.length);
		}
	});

	it('holds an output schema for each operation with an address and each trigger, where n8n looks for it', () => {
		const wanted = platforms.flatMap(({ folder, provider }) =>
			[...allOperations(provider.resources)]
				.filter(({ operation }) => operation.routing)
				.map(({ resource, operation }) => `dist/nodes/${folder}/__schema__/v1.0.0/${resource.value}/${operation.value}.json`),
		);
		for (const { folder } of triggers) wanted.push(`dist/nodes/${folder}/__schema__/v1.0.0.json`);
		expect(packed.filter((file) => file.includes('__schema__'))).toEqual(wanted.sort());
	});
});

describe('package.json', () => {
	it('brings no dependencies: n8n-workflow is the user’s own', () => {
		const { dependencies, peerDependencies, bundleDependencies, optionalDependencies } = manifest;
		expect({ dependencies, bundleDependencies, optionalDependencies }).toEqual({});
		expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('asks n8n for its strict checks, and the lint configuration is the one of n8n’s CLI', () => {
		expect(manifest.n8n).toMatchObject({ strict: true, n8nNodesApiVersion: 1 });
		const template = ['dist', 'template', 'templates', 'shared', 'default', 'eslint.config.mjs'];
		expect(readText('eslint.config.mjs')).toBe(readText('node_modules', '@n8n', 'node-cli', ...template));
	});

	it('has the version that the reports of the node name', () => {
		expect(PACKAGE_VERSION).toBe(manifest.version);
	});

	it('lists what exists', () => {
		for (const file of [manifest.main, ...manifest.n8n.nodes, ...manifest.n8n.credentials]) expect(packed).toContain(file);
		const tools = Object.values(manifest.scripts).flatMap((script) => script.match(/(?:tools|sandbox)\/[\w/.-]+/g) ?? []);
		expect(tools.filter((file) => !existsSync(inRoot(file)))).toEqual([]);
	});

	it('begins every command with "install if needed", since npm runs no pre scripts here', () => {
		expect(Object.entries(manifest.scripts).filter(([, script]) => !/^(exec )?node tools\/setup\.mjs/.test(script))).toEqual([]);
		expect(readText('.npmrc')).toMatch(/^ignore-scripts=true$/m);
	});
});

describe('the repository', () => {
	const files = () =>
		execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
			.split('\0')
			.filter((file) => file !== '' && existsSync(inRoot(file)));

	/** Tracked files, and new ones that are not ignored, that contain this. */
	const filesWith = (what: RegExp | string) =>
		files().filter((file) => {
			const text = readText(file);
			return typeof what === 'string' ? text.includes(what) : what.test(text);
		});

	it('names no package registry: everybody has their own', () => {
		expect(filesWith(/\bregistry\.[a-z0-9-]+\.[a-z]{2,}/i)).toEqual([]);
		const { host } = new URL(npm('config', 'get', 'registry').trim());
		// A bare loopback address says nothing about anybody's registry.
		if (/[a-z].*\.|:/i.test(host)) expect(filesWith(host)).toEqual([]);
	});

	it('has a lock file without the addresses packages came from', () => {
		expect(readText('package-lock.json')).not.toContain('"resolved"');
		expect(readText('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
	});

	it('refers to nothing outside itself', () => {
		expect(filesWith(['shared', ''].join('/'))).toEqual([]);
	});

	it('keeps what is built and installed out of version control', () => {
		expect(files().filter((file) => /^(node_modules|dist|dist-zh|coverage)\/|\.tgz$/.test(file))).toEqual([]);
	});
});
