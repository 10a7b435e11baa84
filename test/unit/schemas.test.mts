/** The output schemas, from which the editor shows the fields of an operation before its first run. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { allOperations } from '../../engine/operation.ts';
import { platforms, triggers } from '../../tools/platforms.mts';
import { eventItem } from '../../nodes/QiandunTrigger/events.ts';

interface Schema {
	type: unknown;
	properties: Record<string, { type: unknown; description: string }>;
}

const nodes = path.join(__dirname, '..', '..', 'nodes');
const FOLDER = path.join('__schema__', 'v1.0.0');
/** Their answers have fields of their own; the answer of a Custom Call can be anything. */
const withSchema = platforms.flatMap(({ folder, provider }) =>
	[...allOperations(provider.resources)]
		.filter(({ operation }) => operation.routing)
		.map((entry) => ({ ...entry, key: `${folder} ${entry.key}`, folder })),
);
const fileOf = ({ folder, resource, operation }: (typeof withSchema)[number]) =>
	path.join(folder, FOLDER, resource.value, `${operation.value}.json`);
const triggerFile = ({ folder }: (typeof triggers)[number]) => path.join(folder, `${FOLDER}.json`);
const read = (file: string) => JSON.parse(readFileSync(path.join(nodes, file), 'utf8')) as Schema;

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array'];

describe('the output schemas', () => {
	it('exist for each operation but Custom Call and each trigger, under the names n8n asks for, and for nothing else', () => {
		const files = readdirSync(nodes, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && entry.parentPath.includes('__schema__'))
			.map((entry) => path.relative(nodes, path.join(entry.parentPath, entry.name)));
		expect(files.sort()).toEqual([...withSchema.map(fileOf), ...triggers.map(triggerFile)].sort());
	});

	it.each([...withSchema.map((entry) => [entry.key, fileOf(entry)]), ...triggers.map((trigger) => [trigger.name, triggerFile(trigger)])])('of %s describes an item, each field with type and meaning', (_key, file) => {
		const schema = read(file);
		expect(schema.type).toBe('object');
		expect(Object.keys(schema.properties).length).toBeGreaterThan(0);
		for (const [name, { type, description }] of Object.entries(schema.properties)) {
			const [first, ...others] = Array.isArray(type) ? (type as unknown[]) : [type];
			// The editor shows the first type.
			expect({ name, type: first }).toEqual({ name, type: expect.stringMatching(new RegExp(`^(${TYPES.join('|')})$`)) });
			expect({ name, others }).toEqual({ name, others: others.length === 0 ? [] : ['null'] });
			expect(description).toMatch(/^[A-Z][\x20-\x7e]+[^.]$/);
		}
	});

	it('mark exactly those names as assumed that no page and no public client shows', () => {
		const assumed = withSchema.flatMap((entry) => {
			const names = Object.entries(read(fileOf(entry)).properties);
			const marked = names.filter(([, { description }]) => description.endsWith('(assumed)'));
			if (marked.length === 0) return [];
			expect({ key: entry.key, marked: marked.length }).toEqual({ key: entry.key, marked: names.length });
			return [entry.key];
		});
		expect(assumed.sort()).toEqual(
			withSchema
				// The page of this one shows what it takes, not what it answers.
				.filter(({ operation, key }) => operation.source === 'assumed' || key === 'Qiandun personalVerification.getVerificationPageUrl')
				.map(({ key }) => key)
				.sort(),
		);
	});

	it('show the answer of User > Update, which is only true, as the field result', () => {
		expect(
			Object.keys(read(path.join('Qiandun', FOLDER, 'user', 'update.json')).properties),
		).toEqual(['result']);
	});

	it('show of the trigger exactly the fields that its item has', () => {
		const item = eventItem({ transactionId: 'a', businessType: 'b' }, {}, {}, new Date());
		expect(Object.keys(read(path.join('QiandunTrigger', `${FOLDER}.json`)).properties)).toEqual(Object.keys(item));
	});
});
