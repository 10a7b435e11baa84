/**
 * npm run build:zh: the same package with a Chinese interface, packed, in dist-zh/. It is made of dist/, so that all but the
 * words is the English build to the byte. Why it is a file to install, and no version on npm: docs/chinese-edition.md.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Where the Chinese package is put together, and where its .tgz lies. */
export const CHINESE_FOLDER = 'dist-zh';
/** Of the version and of the file, after the English version. */
const SUFFIX = '-zh';
/** Chinese readers get this one once it exists. */
const CHINESE_README = path.join('docs', 'zh-CN', 'README.md');
const DESCRIPTION = '面向中国电子签的 n8n 节点（中文版）：签盾的实名认证、合同与印章，e签宝的账号、签署流程与印章';

interface Manifest {
	name: string;
	version: string;
	homepage: string;
	n8n: { nodes: string[]; credentials: string[] };
	[other: string]: unknown;
}

/**
 * Puts the Chinese package together. dist/ must be there.
 *
 * @param root folder of this checkout
 * @param into folder to make; what was in it is gone
 */
export function makeChinesePackage(root: string, into: string): Manifest {
	const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
	fs.rmSync(into, { recursive: true, force: true });
	fs.mkdirSync(into, { recursive: true });
	for (const part of ['dist', 'index.js', 'LICENSE']) fs.cpSync(path.join(root, part), path.join(into, part), { recursive: true });
	const readme = fs.existsSync(path.join(root, CHINESE_README)) ? CHINESE_README : 'README.md';
	fs.writeFileSync(path.join(into, 'README.md'), withWholeLinks(fs.readFileSync(path.join(root, readme), 'utf8'), readme, manifest.homepage));

	const dist = (...parts: string[]) => path.join(into, 'dist', ...parts);
	fs.copyFileSync(path.join(root, 'i18n', 'zh-CN.json'), dist('zh-CN.json'));
	const source = fs.readFileSync(path.join(root, 'i18n', 'inChinese.mts'), 'utf8');
	const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
	// TypeScript takes the kind of module from the file's name, and .mts would stay one.
	fs.writeFileSync(dist('inChinese.js'), ts.transpileModule(source, { compilerOptions, fileName: 'inChinese.ts' }).outputText);
	for (const file of manifest.n8n.nodes) wrap(into, file, 'nodeInChinese');
	for (const file of manifest.n8n.credentials) wrap(into, file, 'credentialInChinese');

	const version = `${manifest.version}${SUFFIX}`;
	const versionFile = dist('engine', 'version.js');
	fs.writeFileSync(versionFile, fs.readFileSync(versionFile, 'utf8').replace(`'${manifest.version}'`, `'${version}'`));
	const chinese: Manifest = { ...manifest, version, description: DESCRIPTION };
	// It is not built or published from there.
	delete chinese.scripts;
	delete chinese.devDependencies;
	fs.writeFileSync(path.join(into, 'package.json'), `${JSON.stringify(chinese, null, '\t')}\n`);
	return chinese;
}

/** Links between files of the repository lead nowhere in a package. @param file where the text stands in the repository */
const withWholeLinks = (markdown: string, file: string, repository: string): string =>
	markdown.replace(/(!?\[[^\]]*\]\()(?![a-z]+:|#)([^)\s]+)/g, (_, before: string, link: string) => {
		const kind = before.startsWith('!') ? 'raw' : 'blob';
		return `${before}${repository}/${kind}/main/${path.posix.join(path.dirname(file).split(path.sep).join('/'), link)}`;
	});

/** Has the file give the class in Chinese, under the same name. */
function wrap(into: string, file: string, how: 'nodeInChinese' | 'credentialInChinese'): void {
	const built = path.join(into, file);
	const className = path.basename(file).split('.')[0];
	const toDist = path.posix.relative(path.posix.dirname(file), 'dist');
	const provider = path.join(path.dirname(built), 'provider.js');
	const resources = how === 'nodeInChinese' && fs.existsSync(provider) ? `, require('./provider').provider.resources` : '';
	fs.appendFileSync(
		built,
		`\nexports.${className} = require('${toDist}/inChinese').${how}(exports.${className}, require('${toDist}/zh-CN.json')${resources});\n`,
	);
}

function main(): void {
	const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
	const folder = path.join(root, CHINESE_FOLDER);
	fs.rmSync(folder, { recursive: true, force: true });
	const { version } = makeChinesePackage(root, path.join(folder, 'package'));
	const pack = ['pack', '--json', '--loglevel=error', '--pack-destination', folder];
	execFileSync('npm', pack, { cwd: path.join(folder, 'package'), shell: process.platform === 'win32' });
	const [packed] = fs.readdirSync(folder).filter((file) => file.endsWith('.tgz'));
	console.log(`The Chinese edition, ${version}: ${path.join(CHINESE_FOLDER, packed)}`);
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
