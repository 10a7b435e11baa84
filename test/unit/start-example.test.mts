import path from 'node:path';
import { isTopLevel, type AnyOperation } from '../../engine/operation.ts';
import { provider } from '../../nodes/Qiandun/provider.ts';
import { ownNodeTypes, readExamples, startsByItself, wire } from '../../tools/start/examples.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { fictionalContact, ONBOARDING, ONBOARDING_WEBHOOK } from '../../tools/start/onboarding.mts';

const QIANDUN = 'n8n-nodes-qiandun.qiandun';
const STICKY = 'n8n-nodes-base.stickyNote';
/** Node types of n8n 2.41.1 and the versions of theirs that the examples may use. */
const KNOWN: Record<string, number[]> = {
	[QIANDUN]: [1],
	[STICKY]: [1],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.webhook': [2, 2.1],
	'n8n-nodes-base.set': [3.4],
	'n8n-nodes-base.if': [2.2],
	'n8n-nodes-base.wait': [1.1],
	'n8n-nodes-base.httpRequest': [4.2],
	'n8n-nodes-base.stopAndError': [1],
};
const NODE_SIZE = 96;

const examples = readExamples(path.join(process.cwd(), 'examples'));

const operationOf = (node: Json): AnyOperation => {
	const { resource, operation } = record(node.parameters);
	const found = provider.resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (found === undefined) throw new Error(`${text(node.name)}: no operation ${text(resource)}.${text(operation)}`);
	return found;
};

const targetsOf = (outputs: unknown): string[] =>
	Object.values(record(outputs)).flatMap((list) =>
		(Array.isArray(list) ? list : []).flatMap((output: unknown) => records(output).map(({ node }) => text(node))),
	);

const place = (node: Json): [number, number] => {
	const [x, y] = Array.isArray(node.position) ? node.position : [];
	return [Number(x), Number(y)];
};

const covers = (sticky: Json, node: Json): boolean => {
	const [left, top] = place(sticky);
	const [x, y] = place(node);
	const { width, height } = record(sticky.parameters);
	return x >= left && y >= top && x + NODE_SIZE <= left + Number(width) && y + NODE_SIZE <= top + Number(height);
};

describe.each(examples.map((example) => [text(example.name), example] as const))('example "%s"', (_name, workflow) => {
	const nodes = records(workflow.nodes);
	const working = nodes.filter(({ type }) => type !== STICKY);
	const stickies = nodes.filter(({ type }) => type === STICKY);
	const names = working.map(({ name }) => text(name));
	const connections = record(workflow.connections);

	it('uses only node types and versions that the pinned n8n has', () => {
		for (const node of nodes) expect(KNOWN[text(node.type)]).toContain(node.typeVersion);
	});

	it('carries no credential, no pinned data and no id of somebody\'s n8n', () => {
		for (const node of nodes) expect(node).not.toHaveProperty('credentials');
		expect(record(workflow.pinData)).toEqual({});
		for (const key of ['id', 'versionId', 'active', 'meta', 'staticData']) expect(workflow).not.toHaveProperty(key);
	});

	it('has unique names and ids, and connections between nodes that exist', () => {
		expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		for (const [from, outputs] of Object.entries(connections)) {
			expect(names).toContain(from);
			for (const to of targetsOf(outputs)) expect(names).toContain(to);
		}
	});

	it('reaches every node from its trigger', () => {
		const reached = new Set<string>();
		const visit = (name: string): void => {
			if (reached.has(name)) return;
			reached.add(name);
			targetsOf(connections[name]).forEach(visit);
		};
		const triggers = ['n8n-nodes-base.webhook', 'n8n-nodes-base.manualTrigger'];
		working.filter(({ type }) => triggers.includes(text(type))).forEach(({ name }) => visit(text(name)));
		expect([...reached].sort()).toEqual([...names].sort());
	});

	it('refers only to nodes that exist', () => {
		const referred = [...JSON.stringify(working).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		expect(names).toEqual(expect.arrayContaining(referred));
	});

	it('fills in only fields that the operations have, and all that they require', () => {
		for (const node of working.filter(({ type }) => type === QIANDUN)) {
			const operation = operationOf(node);
			const { optionalFields, ...rest } = record(node.parameters);
			const top = Object.keys(rest).filter((key) => !['resource', 'operation', 'options'].includes(key));
			const fields = (wanted: boolean) => operation.fields.filter((field) => isTopLevel(field, operation) === wanted);
			const topNames = fields(true).map(({ name }) => name);
			const required = fields(true).filter((field) => field.required === true);
			expect(topNames).toEqual(expect.arrayContaining(top));
			expect(fields(false).map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(record(optionalFields))));
			expect(top).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
		}
	});

	it('has a note behind every Qiandun node that gives the path and says whether it is documented or assumed', () => {
		for (const node of working.filter(({ type }) => type === QIANDUN)) {
			const operation = operationOf(node);
			const note = stickies.filter((sticky) => covers(sticky, node)).map((sticky) => text(record(sticky.parameters).content));
			expect(note).toHaveLength(1);
			expect(note[0]).toContain(`**${text(node.name)}**`);
			expect(note[0]).toContain(operation.routing?.request.url ?? '');
			const sentence = note[0]?.split(/(?<=[.*]) /).find((part) => part.includes(operation.routing?.request.url ?? '')) ?? '';
			expect(sentence).toMatch(operation.source === 'documented' ? /documented/ : /Assumed/);
		}
	});

	it('does not let nodes overlap', () => {
		for (const [index, node] of working.entries()) {
			for (const other of working.slice(index + 1)) {
				const [x, y] = place(node);
				const [otherX, otherY] = place(other);
				expect(Math.abs(x - otherX) >= NODE_SIZE || Math.abs(y - otherY) >= NODE_SIZE).toBe(true);
			}
		}
	});
});

describe('wiring an example', () => {
	const onboarding = examples.find(({ name }) => name === ONBOARDING) ?? {};
	const wired = wire(onboarding, {
		credential: { id: '7', name: 'Qiandun API' },
		settings: { crmBaseUrl: 'http://127.0.0.1:9/crm', qiandunBaseUrl: 'http://127.0.0.1:9/api' },
	});
	const named = (workflow: Json, name: string) => records(workflow.nodes).find((node) => node.name === name) ?? {};

	it('puts the credential into every node of this package and into no other', () => {
		for (const node of records(wired.nodes)) {
			expect(node.credentials).toEqual(
				node.type === QIANDUN ? { qiandunApi: { id: '7', name: 'Qiandun API' } } : undefined,
			);
		}
		expect(ownNodeTypes(examples)).toEqual([QIANDUN]);
	});

	it('puts it into an HTTP Request node that signs with it, too', () => {
		const parameters = { authentication: 'predefinedCredentialType', nodeCredentialType: 'qiandunApi' };
		const request = { name: 'HTTP Request', type: 'n8n-nodes-base.httpRequest', parameters };
		const { nodes } = wire(
			{ nodes: [request] },
			{ credential: { id: '7', name: 'Qiandun API' }, settings: { crmBaseUrl: '', qiandunBaseUrl: '' } },
		);
		expect(nodes).toEqual([{ ...request, credentials: { qiandunApi: { id: '7', name: 'Qiandun API' } } }]);
	});

	it('publishes what something outside can start, and nothing else', () => {
		const startedBy = (type: string) => startsByItself({ nodes: [{ type }] });
		expect(startsByItself(onboarding)).toBe(true);
		expect(startedBy('n8n-nodes-base.scheduleTrigger')).toBe(true);
		expect(startedBy('n8n-nodes-base.manualTrigger')).toBe(false);
	});

	it('changes the CRM address in Settings and nothing else, and leaves the example as it was', () => {
		expect(JSON.stringify(named(wired, 'Settings'))).toBe(
			JSON.stringify(named(onboarding, 'Settings')).replace('http://127.0.0.1:7070/crm', 'http://127.0.0.1:9/crm'),
		);
		expect(wired.connections).toEqual(onboarding.connections);
		expect(named(onboarding, 'Create User')).not.toHaveProperty('credentials');
	});

	it('leaves the webhook at the path that npm start posts to, answered with 202 at once', () => {
		expect(named(wired, 'CRM Contact Created').parameters).toMatchObject({
			path: ONBOARDING_WEBHOOK,
			responseMode: 'onReceived',
			options: { responseCode: { values: { customCode: 202 } } },
		});
	});

	it('goes on looking after a look that failed, and counts it', () => {
		const connections = record(onboarding.connections);
		expect(named(onboarding, 'Get Verification').onError).toBe('continueErrorOutput');
		expect(targetsOf(connections['Get Verification'])).toEqual(['Verified?', 'Looks Left?']);
		// After a failed look there is no answer of the platform to read.
		for (const name of ['Looks Left?', 'Wait', 'Report Timed Out']) {
			expect(JSON.stringify(named(onboarding, name).parameters)).not.toMatch(/\$json|\$input|'Get Verification'/);
		}
	});

	it.each([
		['测试甲', '00000019900101001X', '测试甲', '00000019900101001X', 'already_verified'],
		['测试甲', '00000019900101001X', '测试甲', '00000019900101001x', 'already_verified'],
		['测*', '000***********0018', '测试', '000000199001010018', 'already_verified'],
		['测X', '000xxxxxxxxxxx0018', '测试', '000000199001010018', 'already_verified'],
		['测试乙', '000000199001010018', '测试甲', '000000199001010018', 'conflict'],
		['测试甲', '000000199001010026', '测试甲', '000000199001010018', 'conflict'],
		['测**', '000000199001010018', '测试', '000000199001010018', 'conflict'],
		['测试甲', undefined, '测试甲', '000000199001010018', 'conflict'],
	])('tells the CRM about a verified user (%s, %s) for the contact (%s, %s): %#', (psnName, psnIDCardNum, name, idNumber, status) => {
		const { bodyParameters } = record(named(onboarding, 'Report Already Verified').parameters);
		const parameter = records(record(bodyParameters).parameters).find((entry) => entry.name === 'status');
		const [, expression] = /^=\{\{(.*)\}\}$/.exec(text(parameter?.value)) ?? [];
		const evaluate = new Function('$json', '$', `return ${expression}`);
		const settings = { first: () => ({ json: { name, idNumber } }) };
		expect(evaluate({ psnName, psnIDCardNum }, () => settings)).toBe(status);
	});

	it('is played with a person who cannot exist: no region has the number 000000', () => {
		const { crmId, idNumber } = fictionalContact(1);
		expect(crmId).toBe('demo-1');
		expect(idNumber).toMatch(/^000000\d{11}[\dX]$/);
	});
});
