/** The Chinese edition: every text of the editor has its Chinese, and nothing but the texts differs. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import dictionary from '../../i18n/zh-CN.json';
import { descriptionInChinese, hasOperations, Translator, withTexts } from '../../i18n/inChinese.mts';
import { makeChinesePackage } from '../../tools/build-zh.mts';
import { platforms, triggers } from '../../tools/platforms.mts';
import { buildIfNeeded, filesBelow } from './support-build.mts';

const root = path.join(__dirname, '..', '..');
const HAN = /\p{Script=Han}/u;

interface Text {
	text: string;
	place: string;
	key: string | undefined;
}

/** Every text that the editor shows, and the keys of the dictionary that say it in Chinese. */
function textsOfTheEditor(): Text[] {
	const texts: Text[] = [];
	const translator = new Translator(dictionary, (key, text, place) => texts.push({ key, text, place: place.join(' ') }));
	for (const { Node } of [...platforms, ...triggers]) descriptionInChinese(new Node().description, translator);
	for (const { Credential } of platforms) {
		const { name, displayName, properties } = new Credential();
		withTexts({ name, displayName, properties }, [], translator.chinese);
	}
	const made = new Set<string>(platforms.map(({ Node }) => new Node().description).filter(hasOperations).map(({ subtitle = '' }) => subtitle));
	return texts.filter(({ text }) => !made.has(text));
}

const texts = textsOfTheEditor();
/** Key, the English of it, the Chinese. */
const entries = Object.entries(dictionary).map(([key, chinese]) => ({ key, english: key.split(' @@ ')[0], chinese }));
const listed = (list: Array<{ key: string; chinese: string }>) => list.map(({ key, chinese }) => `${key} -> ${chinese}`);

/** The same in every language. */
const SAME = new Set([
	...['API', 'ID', 'JSON', 'App Key', 'App Secret', 'App ID', 'App Scheme', 'OAuth2 Token', 'name@email.com'],
	...['DELETE', 'GET', 'PATCH', 'POST', 'PUT'],
]);

describe('i18n/zh-CN.json', () => {
	it('has every text of the editor', () => {
		expect(texts.length).toBeGreaterThan(1000);
		const missing = new Map(texts.filter(({ key }) => key === undefined).map(({ text, place }) => [text, place]));
		expect([...missing].map(([text, place]) => `${JSON.stringify(text)}: "",   <- ${place}`)).toEqual([]);
	});

	it('has nothing that is not there any more', () => {
		const used = new Set(texts.map(({ key }) => key));
		expect(entries.filter(({ key }) => !used.has(key)).map(({ key }) => key)).toEqual([]);
	});

	it('says everything in Chinese, but for what is the same in every language', () => {
		const same = ({ english, chinese }: { english: string; chinese: string }) =>
			english === chinese ? SAME.has(english) : chinese.startsWith('例如 ') && english.startsWith('e.g. ');
		expect(listed(entries.filter((entry) => !HAN.test(entry.chinese) && !same(entry)))).toEqual([]);
		expect(listed(entries.filter(({ chinese }) => chinese.trim() === '' || chinese !== chinese.trim()))).toEqual([]);
	});

	it('keeps examples, numbers, addresses, names of fields, tags and JSON as they are', () => {
		const kept = (text: string) =>
			text.match(/https?:\/\/[\w./:#-]+|<[^>]+>|\b[a-z]+[A-Z]\w*|\b[A-Z\d]+_[A-Z_\d]+\b|_\w+|[{}[\]]|\d+(?:\.\d+)*|应用列表 → 回调配置/g) ?? [];
		const lost = entries.flatMap(({ key, english, chinese }) => {
			if (english.startsWith('e.g. ')) return chinese === `例如 ${english.slice('e.g. '.length)}` ? [] : [`${key} -> ${chinese}`];
			const found = kept(chinese).sort().join(' ');
			const wanted = kept(english.replaceAll('eSign', '').replace(/ \((?:applications|callback configuration)\)/g, '')).sort().join(' ');
			return found === wanted ? [] : [`${key} -> ${chinese}: has ${found} instead of ${wanted}`];
		});
		expect(lost).toEqual([]);
	});

	it('says of what is assumed or not documented that it is', () => {
		const marks: Array<[RegExp, RegExp]> = [
			[/assumed/i, /假定/],
			[/not documented|neither .* documented/i, /没有文档说明|没有文档依据/],
			[/\(recommended\)/i, /推荐/],
			[/insecure/i, /不安全/],
		];
		const differs = entries.filter(({ english, chinese }) => marks.some(([en, zh]) => en.test(english) !== zh.test(chinese)));
		expect(listed(differs)).toEqual([]);
	});

	it('calls one thing by one name: what a text quotes from the editor stands in the editor', () => {
		const shown = new Set(entries.map(({ chinese }) => chinese));
		const quoted = entries.flatMap(({ key, chinese }) =>
			[...chinese.matchAll(/“([^”]+)”/g)].flatMap(([, quote]) =>
				quote.split(/ [>/] /).filter((part) => !shown.has(part) && !shown.has(`${part}（JSON）`)).map((part) => `${key}: “${part}”`),
			),
		);
		expect(quoted).toEqual(['Copy the Production URL above into the Qiandun console: 应用列表 (applications) → 回调配置 (callback configuration), and switch on the events you want there. The Test URL works only while this panel listens. An application has one callback URL: one workflow has to receive the events of all (see the example “Qiandun callback hub”).: “Qiandun callback hub”']);
	});

	it('is written in Chinese punctuation, with a blank between Chinese and Latin letters', () => {
		const prose = entries.map(({ key, chinese }) => ({ key, chinese, plain: chinese.replace(/^例如 .*|<[^>]+>|[[{].*[\]}]|=\{\{.*|e签宝|AppKey|应用列表 → 回调配置/g, '') }));
		const wrong = prose.filter(({ plain }) => /\p{Script=Han}[,;:!?()]|[,;:!?()]\p{Script=Han}|\p{Script=Han}[A-Za-z\d]|[A-Za-z\d]\p{Script=Han}/u.test(plain));
		expect(listed(wrong)).toEqual([]);
	});
});

describe('the Chinese package', () => {
	let folder: string;
	let chinese: string;
	const loaded: Record<'english' | 'chinese', Array<{ file: string; made: Made }>> = { english: [], chinese: [] };

	beforeAll(() => {
		buildIfNeeded();
		folder = mkdtempSync(path.join(tmpdir(), 'chinese-'));
		chinese = path.join(folder, 'package');
		makeChinesePackage(root, chinese);
		// As in n8n: its own n8n-workflow, and nothing else.
		mkdirSync(path.join(folder, 'node_modules'));
		symlinkSync(path.join(root, 'node_modules', 'n8n-workflow'), path.join(folder, 'node_modules', 'n8n-workflow'), 'junction');
		const english = path.join(folder, 'english');
		cpSync(path.join(root, 'dist'), path.join(english, 'dist'), { recursive: true });
		loaded.english = load(english);
		loaded.chinese = load(chinese);
	}, 180_000);
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	/** A node or a credential. */
	interface Made {
		description?: INodeTypeDescription;
		name?: string;
		displayName?: string;
		properties?: INodeProperties[];
		methods?: Record<string, object>;
		execute?: unknown;
		webhook?: unknown;
	}

	const manifest = () => JSON.parse(readFileSync(path.join(chinese, 'package.json'), 'utf8')) as typeof englishManifest;
	const englishManifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
		n8n: { nodes: string[]; credentials: string[] };
		dependencies?: object;
		peerDependencies: object;
		keywords: string[];
	};

	function load(from: string) {
		return [...englishManifest.n8n.nodes, ...englishManifest.n8n.credentials].map((file) => {
			const module = jest.requireActual<Record<string, new () => Made>>(path.join(from, file));
			const Class = module[path.basename(file).split('.')[0]];
			expect(Class.name).toBe(path.basename(file).split('.')[0]);
			return { file, made: new Class() };
		});
	}

	/** What is left when nobody reads it. */
	const mute = ({ description, name, displayName, properties, methods, execute, webhook, ...rest }: Made) => ({
		...withTexts({ description: description && { ...description, subtitle: '' }, name, displayName, properties }, [], () => ''),
		methods: Object.entries(methods ?? {}).map(([kind, functions]) => [kind, Object.keys(functions)]),
		does: [typeof execute, typeof webhook, ...Object.keys(rest)],
	});

	it('has the same nodes and credentials as the English one, but for the texts', () => {
		expect(loaded.english).toHaveLength(6);
		for (const [index, { file, made }] of loaded.english.entries()) {
			expect(loaded.chinese[index].file).toBe(file);
			expect(JSON.stringify(mute(loaded.chinese[index].made))).toBe(JSON.stringify(mute(made)));
			expect(JSON.stringify(loaded.chinese[index].made)).not.toBe(JSON.stringify(made));
		}
	});

	it('shows no English text but those that are the same in every language', () => {
		const english: string[] = [];
		for (const { made } of loaded.chinese) {
			withTexts({ ...made.description, displayName: made.displayName, properties: made.properties ?? made.description?.properties }, [], (text) => {
				if (!HAN.test(text) && !SAME.has(text) && !text.startsWith('例如 ')) english.push(text);
				return text;
			});
		}
		expect(english).toEqual([]);
	});

	it('names the fields in messages as the editor does', () => {
		for (const { folder: node } of platforms) {
			const { description } = loaded.chinese.find(({ file }) => file.includes(`/${node}.node`))?.made ?? {};
			const { provider } = jest.requireActual<{ provider: Pick<(typeof platforms)[number]['provider'], 'resources'> }>(path.join(chinese, 'dist', 'nodes', node, 'provider.js'));
			for (const { value: resource, operations } of provider.resources) {
				for (const { value: operation, fields } of operations) {
					const shown = (description?.properties ?? [])
						.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(resource) && displayOptions.show.operation?.includes(operation))
						.flatMap((property) => (property.name === 'optionalFields' ? (property.options as INodeProperties[]) : [property]));
					for (const field of fields) {
						const property = shown.find(({ name }) => name === field.name);
						expect(namesIn(field)).toEqual(property && namesIn(property));
					}
				}
			}
		}
	});

	/** Of the field and of all in its rows. */
	const namesIn = (field: unknown): unknown[] => {
		const { displayName, options = [], values = [] } = field as { displayName?: string; options?: unknown[]; values?: unknown[] };
		return displayName === undefined ? [] : [displayName, ...[...options, ...values].flatMap(namesIn)];
	};

	it('says Trigger in the names of triggers: by that word n8n’s editor knows what to offer under a node', () => {
		const named = loaded.chinese.flatMap(({ made }) => (made.description?.group.includes('trigger') ? made.description.displayName : []));
		expect(named).toEqual(['签盾 Trigger', 'e签宝 Trigger']);
	});

	it('has a subtitle that names resource and operation', () => {
		for (const { made } of loaded.chinese.slice(0, 4)) {
			const { subtitle = '' } = made.description ?? {};
			expect(subtitle).toMatch(HAN);
			// n8n takes the first }} for the end.
			expect(subtitle.indexOf('}}')).toBe(subtitle.length - 2);
		}
	});

	it('has all files of the English one as they are, besides what makes it Chinese', () => {
		const [english, ours] = [path.join(folder, 'english', 'dist'), path.join(chinese, 'dist')];
		expect(filesBelow(ours).sort()).toEqual([...filesBelow(english), 'inChinese.js', 'zh-CN.json'].sort());
		const changed = filesBelow(english).filter((file) => !readFileSync(path.join(english, file)).equals(readFileSync(path.join(ours, file))));
		const wrapped = [...englishManifest.n8n.nodes, ...englishManifest.n8n.credentials].map((file) => file.replace('dist/', ''));
		expect(changed.sort()).toEqual([...wrapped, 'engine/version.js'].sort());
		expect(readFileSync(path.join(ours, 'engine', 'version.js'), 'utf8')).toContain(`'${manifest().version}'`);
	});

	it('has the same name for n8n and a version of its own, and needs nothing more', () => {
		const { name, n8n, peerDependencies, keywords, dependencies, version } = manifest();
		expect({ name, n8n, peerDependencies, keywords }).toEqual({
			name: englishManifest.name,
			n8n: englishManifest.n8n,
			peerDependencies: englishManifest.peerDependencies,
			keywords: englishManifest.keywords,
		});
		expect(version).toBe(`${englishManifest.version}-zh`);
		expect(dependencies).toBeUndefined();
		for (const file of ['README.md', 'LICENSE', 'index.js']) expect(existsSync(path.join(chinese, file))).toBe(true);
		// Links into the repository lead nowhere from here.
		expect(readFileSync(path.join(chinese, 'README.md'), 'utf8')).not.toMatch(/\]\((?![a-z]+:|#)/);
	});
});
