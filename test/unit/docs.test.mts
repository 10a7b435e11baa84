/** The documentation: what it quotes is there, its links lead somewhere, and both languages have the same pages. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Files below a folder with this ending, by their path from the root. */
const below = (folder: string, ending: string): string[] =>
	readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
		.map((file) => `${folder}/${file.split(path.sep).join('/')}`)
		.filter((file) => file.endsWith(ending))
		.sort();

const pages = ['README.md', 'SECURITY.md', 'CHANGELOG.md', 'sandbox/ASSUMPTIONS.md', ...below('docs', '.md')];

/** The text without what stands in code blocks. */
const prose = (markdown: string) => markdown.replace(/^```[\s\S]*?^```/gm, '');

const headings = (markdown: string) => [...prose(markdown).matchAll(/^(#{1,6})\s+(.+?)\s*$/gm)].map(([, marks, text]) => ({ level: marks.length, text }));

/** Where GitHub lets a link into a page end: its headings, and explicit ids. */
function anchorsOf(markdown: string): Set<string> {
	const seen = new Map<string, number>();
	const slugs = headings(markdown).map(({ text }) => {
		const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
		const slug = plain.toLowerCase().replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').replace(/\s/g, '-');
		const times = seen.get(slug) ?? 0;
		seen.set(slug, times + 1);
		return times === 0 ? slug : `${slug}-${times}`;
	});
	return new Set([...slugs, ...[...markdown.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id)]);
}

/** Links to files of this repository, and pictures. */
const relativeLinks = (markdown: string): string[] =>
	[...prose(markdown).replace(/`[^`\n]*`/g, '').matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^[a-z]+:/i.test(target));

describe('links', () => {
	it.each(pages)('of %s lead to files and headings that are there', (page) => {
		const broken = relativeLinks(read(page)).filter((link) => {
			const [file, anchor] = link.split('#');
			const target = file === '' ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(file));
			if (!existsSync(path.join(root, target))) return true;
			if (anchor === undefined || statSync(path.join(root, target)).isDirectory()) return false;
			return !anchorsOf(read(target)).has(decodeURIComponent(anchor));
		});
		expect(broken).toEqual([]);
	});

	it('leave no picture unused', () => {
		const used = pages.flatMap((page) => relativeLinks(read(page)).map((link) => path.posix.join(path.posix.dirname(page), link)));
		expect(below('docs/images', '.png').filter((picture) => !used.includes(picture))).toEqual([]);
	});
});

/** Texts of errors: the code in the first column of a table. `…` stands for what differs. */
const quotedTexts = (markdown: string): string[] => [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(([, text]) => text);

describe('troubleshooting.md', () => {
	const sources = ['engine', 'nodes', 'credentials'].flatMap((room) => below(room, '.ts').map(read));

	it('quotes error texts as the sources have them', () => {
		const texts = quotedTexts(read('docs/troubleshooting.md'));
		expect(texts.length).toBeGreaterThan(80);
		const changed = texts.filter((text) => {
			const parts = text.split('…').map((part) => part.trim()).filter((part) => part !== '');
			return parts.length === 0 || !sources.some((source) => parts.every((part) => source.includes(part)));
		});
		expect(changed).toEqual([]);
	});

	it('quotes the same texts in both languages', () => {
		expect(quotedTexts(read('docs/zh-CN/troubleshooting.md'))).toEqual(quotedTexts(read('docs/troubleshooting.md')));
	});
});

/** For those who work on the package or release it, and facts with English evidence labels: in English only. */
const ENGLISH_ONLY = ['architecture.md', 'publishing.md', 'benchmark.md', 'chinese-edition.md'];
const own = (folder: string) => readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.md') && file !== 'README.md');
const translated = own('docs').filter((file) => !ENGLISH_ONLY.includes(file));

describe('docs/zh-CN', () => {
	it('has the pages that docs has for users of the nodes', () => {
		expect(own('docs/zh-CN').sort()).toEqual(translated.sort());
	});

	it.each(translated)('has the headings of %s, in the same order', (file) => {
		const levels = (page: string) => headings(read(page)).map(({ level }) => level);
		expect(levels(`docs/zh-CN/${file}`)).toEqual(levels(`docs/${file}`));
	});

	it.each(below('docs/zh-CN', '.md'))('ends bold text in %s where GitHub sees it: not between punctuation and a character', (page) => {
		const unseen = prose(read(page))
			.replace(/`[^`\n]*`/g, 'code')
			.split('\n')
			.flatMap((line) => line.split('**').map((part, index, parts) => ({ index, before: part.slice(-1), after: parts[index + 1]?.slice(0, 1) })))
			.filter(({ index, before, after }) => index % 2 === 1 && /[\p{P}\p{S}]/u.test(before) && after !== undefined && /[^\s\p{P}\p{S}]/u.test(after));
		expect(unseen).toEqual([]);
	});

	it('is listed page by page on its front page, as docs is', () => {
		const front = relativeLinks(read('docs/zh-CN/README.md'));
		expect(translated.filter((file) => !front.includes(file))).toEqual([]);
		const index = relativeLinks(read('docs/README.md'));
		expect(own('docs').filter((file) => !index.includes(file))).toEqual([]);
	});
});
