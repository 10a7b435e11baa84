import { isTopLevel, type AnyOperation, type Field, type Source } from '../../engine/operation.ts';
import { provider as esign } from '../../nodes/Esign/provider.ts';
import { provider as qiandun } from '../../nodes/Qiandun/provider.ts';
import { properties as esignTriggerProperties } from '../../nodes/EsignTrigger/properties.ts';
import { properties as qiandunTriggerProperties } from '../../nodes/QiandunTrigger/properties.ts';
import { CONTRACT_CASE } from '../../tools/start/contract-case.mts';
import { inOrderOfCalls, ownNodeTypes, startsByItself, wire } from '../../tools/start/examples.mts';
import { fictionalEmployee, HR_SYNC, HR_SYNC_WEBHOOK, thirdPartyUserIdOf } from '../../tools/start/hr-sync.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { fictionalContact, ONBOARDING, ONBOARDING_WEBHOOK } from '../../tools/start/onboarding.mts';
import { examples, named, targetsOf } from './start-example-support.mts';

const QIANDUN = 'n8n-nodes-qiandun.qiandun';
const ESIGN = 'n8n-nodes-qiandun.esign';
const TRIGGER = 'n8n-nodes-qiandun.qiandunTrigger';
const ESIGN_TRIGGER = 'n8n-nodes-qiandun.esignTrigger';
const SUB_WORKFLOW = 'n8n-nodes-base.executeWorkflow';
const STARTS = ['webhook', 'manualTrigger', 'scheduleTrigger', 'executeWorkflowTrigger'].map((name) => `n8n-nodes-base.${name}`);
const PROVIDERS = new Map([[QIANDUN, qiandun], [ESIGN, esign]]);
/** What each trigger has, and what its note says of how it makes sure of an event. */
const TRIGGERS = new Map([
	[TRIGGER, { properties: qiandunTriggerProperties, note: /\*\*Qiandun Trigger\*\*.*`GET \/open\/callback\/info`, \*Assumed\*/s }],
	[ESIGN_TRIGGER, { properties: esignTriggerProperties, note: /\*\*eSign Trigger\*\*.*The callback is signed/s }],
]);
const STICKY = 'n8n-nodes-base.stickyNote';
/** Node types and the versions of theirs that the examples may use: n8n 1.123 and the newest have them. */
const KNOWN: Record<string, number[]> = {
	[QIANDUN]: [1],
	[ESIGN]: [1],
	[TRIGGER]: [1],
	[ESIGN_TRIGGER]: [1],
	[STICKY]: [1],
	[SUB_WORKFLOW]: [1.2],
	'n8n-nodes-base.executeWorkflowTrigger': [1.1],
	'n8n-nodes-base.scheduleTrigger': [1.2],
	'n8n-nodes-base.dataTable': [1],
	'n8n-nodes-base.switch': [3.2],
	'n8n-nodes-base.splitInBatches': [3],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.webhook': [2, 2.1],
	'n8n-nodes-base.set': [3.4],
	'n8n-nodes-base.if': [2.2],
	'n8n-nodes-base.wait': [1.1],
	'n8n-nodes-base.httpRequest': [4.2],
	'n8n-nodes-base.stopAndError': [1],
	'n8n-nodes-base.noOp': [1],
	'n8n-nodes-base.extractFromFile': [1],
	'n8n-nodes-base.convertToFile': [1.1],
	'n8n-nodes-base.splitOut': [1],
	'n8n-nodes-base.merge': [3.2],
	'n8n-nodes-base.sort': [1],
	'n8n-nodes-base.respondToWebhook': [1.4],
};
const NODE_SIZE = 96;
/** What a note says of an address. */
const SAYS_SOURCE: Record<Source, RegExp> = { documented: /documented/, client: /public client/, assumed: /Assumed/ };

const operationOf = (node: Json): AnyOperation => {
	const { resource, operation } = record(node.parameters);
	const found = PROVIDERS.get(text(node.type))
		?.resources.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (found === undefined) throw new Error(`${text(node.name)}: no operation ${text(resource)}.${text(operation)}`);
	return found;
};

const isOurs = ({ type }: Json): boolean => PROVIDERS.has(text(type));

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

	it('uses only node types and versions that n8n 1.123 and the newest both have', () => {
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
		working.filter(({ type }) => [...STARTS, ...TRIGGERS.keys()].includes(text(type))).forEach(({ name }) => visit(text(name)));
		expect([...reached].sort()).toEqual([...names].sort());
	});

	it('refers only to nodes that exist', () => {
		const referred = [...JSON.stringify(working).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		expect(names).toEqual(expect.arrayContaining(referred));
	});

	it('fills in only fields that the operations have, and all that they require', () => {
		for (const node of working.filter(isOurs)) {
			const operation = operationOf(node);
			const { optionalFields, ...rest } = record(node.parameters);
			const top = Object.keys(rest).filter((key) => !['resource', 'operation', 'options'].includes(key));
			const fields = (wanted: boolean) => operation.fields.filter((field) => isTopLevel(field, operation) === wanted);
			const topNames = fields(true).map(({ name }) => name);
			const isShown = ({ displayOptions }: Field) =>
				Object.entries(displayOptions?.show ?? {}).every(([name, values]) => values?.some((value) => value === rest[name]));
			const required = fields(true).filter((field) => field.required === true && isShown(field));
			expect(topNames).toEqual(expect.arrayContaining(top));
			expect(fields(false).map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(record(optionalFields))));
			expect(top).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
		}
	});

	it('fills in only parameters that the trigger has, with values it offers, and has a note that says why it believes an event', () => {
		for (const node of working) {
			const trigger = TRIGGERS.get(text(node.type));
			if (trigger === undefined) continue;
			const { properties } = trigger;
			const { options, ...rest } = record(node.parameters);
			for (const [name, value] of Object.entries(rest)) {
				const property = properties.find((one) => one.name === name);
				expect(property?.name).toBe(name);
				const offered = (property?.options ?? []).map((option) => ('value' in option ? option.value : undefined));
				if (offered.length > 0) expect(offered).toEqual(expect.arrayContaining(Array.isArray(value) ? value : [value]));
			}
			const { options: known = [] } = properties.find(({ name }) => name === 'options') ?? {};
			expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(record(options))));
			const notes = stickies.filter((sticky) => covers(sticky, node)).map((sticky) => text(record(sticky.parameters).content));
			expect(notes).toHaveLength(1);
			expect(notes[0]).toMatch(trigger.note);
			expect(stickies.map((sticky) => text(record(sticky.parameters).content)).join()).toContain('*Production URL*');
		}
	});

	it('leaves open which workflow is called, since its id is another one in every n8n, but knows its name, and a note asks for it', () => {
		for (const node of working.filter(({ type }) => type === SUB_WORKFLOW)) {
			const { value, cachedResultName } = record(record(node.parameters).workflowId);
			expect(value).toBe('');
			expect(examples.map(({ name }) => name)).toContain(cachedResultName);
			const about = text(record(named(workflow, 'About This Workflow').parameters).content);
			expect(about).toContain(`*${text(cachedResultName)}*`);
			expect(about).toContain(`**${text(node.name)}**`);
			expect(node).toMatchObject({ notesInFlow: true, notes: 'choose the workflow' });
		}
	});

	it('has a note behind every node of this package that gives the path and says whether it is documented or assumed', () => {
		for (const node of working.filter(isOurs)) {
			const operation = operationOf(node);
			const note = stickies.filter((sticky) => covers(sticky, node)).map((sticky) => text(record(sticky.parameters).content));
			expect(note).toHaveLength(1);
			expect(note[0]).toContain(`**${text(node.name)}**`);
			expect(note[0]).toContain(operation.routing?.request.url ?? '');
			const sentence = note[0]?.split(/(?<=[.*]) /).find((part) => part.includes(operation.routing?.request.url ?? '')) ?? '';
			expect(sentence).toMatch(SAYS_SOURCE[operation.source ?? 'documented']);
		}
	});

	it('reads what other nodes gave by name, never by the place of an item', () => {
		const parameters = JSON.stringify(working.map((node) => node.parameters));
		expect(parameters).not.toMatch(/\$input|\$items|\$node|itemMatching/);
		for (const [, how] of parameters.matchAll(/\$\('[^']+'\)\.(\w+)/g)) expect(['first', 'item', 'all', 'isExecuted']).toContain(how);
	});

	it('uses a second output only where a failure is expected, and uses it then', () => {
		for (const node of working) {
			const outputs: unknown = record(connections[text(node.name)]).main;
			const second = Array.isArray(outputs) ? records(outputs[1]) : [];
			if (node.onError === 'continueErrorOutput') expect(second).not.toEqual([]);
			else if (isOurs(node)) expect(second).toEqual([]);
		}
	});

	it('says what to set before it is used, and what becomes of personal data', () => {
		const about = text(record(named(workflow, 'About This Workflow').parameters).content);
		if (working.some(isOurs)) expect(about).toMatch(/\*\*Before you use it\*\*.*\*\*Personal data\*\*/s);
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

/** The value of an expression as the editor saves it, for nodes that read `$json` and Settings. */
const evaluate = (source: unknown, $json: Json, settings: Json = {}): unknown => {
	const [, expression] = /^=\{\{(.*)\}\}$/.exec(text(source)) ?? [];
	return new Function('$json', '$', `return ${expression}`)($json, () => ({ first: () => ({ json: settings }) }));
};

describe('wiring an example', () => {
	const onboarding = examples.find(({ name }) => name === ONBOARDING) ?? {};
	const hrSync = examples.find(({ name }) => name === HR_SYNC) ?? {};
	const qiandunApi = { id: '7', name: 'Qiandun API' };
	const esignApi = { id: '8', name: 'eSign API' };
	const wiring = {
		credentials: { qiandunApi, esignApi },
		settings: {
			crmBaseUrl: 'http://127.0.0.1:9/crm',
			hrBaseUrl: 'http://127.0.0.1:9/hr',
			archiveBaseUrl: 'http://127.0.0.1:9/archive',
			qiandunBaseUrl: 'http://127.0.0.1:9/api',
		},
		workflowIds: new Map(examples.map(({ name }, index) => [text(name), `id${index}`])),
	};
	const wired = wire(onboarding, wiring);

	it.each(examples)('puts its credential into every node of this package and into no other: $name', (example) => {
		for (const node of records(wire(example, wiring).nodes).filter(({ type }) => type !== 'n8n-nodes-base.httpRequest')) {
			expect(node.credentials).toEqual(
				[QIANDUN, TRIGGER].includes(text(node.type)) ? { qiandunApi } : [ESIGN, ESIGN_TRIGGER].includes(text(node.type)) ? { esignApi } : undefined,
			);
		}
		expect(ownNodeTypes(examples)).toEqual([ESIGN, ESIGN_TRIGGER, QIANDUN, TRIGGER]);
	});

	const calling = (name: string, ...called: string[]): Json => ({
		name,
		nodes: called.map((cachedResultName) => ({
			name: `Call ${cachedResultName}`,
			type: SUB_WORKFLOW,
			parameters: { workflowId: { __rl: true, mode: 'list', value: '', cachedResultName }, options: {} },
		})),
	});

	it('chooses the workflows that are called, and stops at one that is not there', () => {
		const workflow = calling('a', text(examples[1]?.name));
		expect(records(wire(workflow, wiring).nodes)[0]?.parameters).toEqual({
			workflowId: { __rl: true, mode: 'list', value: 'id1', cachedResultName: examples[1]?.name },
			options: {},
		});
		expect(() => wire(calling('a', 'gone'), wiring)).toThrow('The node "Call gone" calls "gone", which is no example.');
	});

	it('saves workflows after those they call', () => {
		const [a, b, c, d] = [calling('a', 'b', 'c'), calling('b', 'c'), calling('c'), calling('d')];
		expect(inOrderOfCalls([a, b, c, d])).toEqual([c, d, b, a]);
		expect(inOrderOfCalls(examples)).toHaveLength(examples.length);
		expect(() => inOrderOfCalls([calling('x', 'y'), calling('y', 'x'), c])).toThrow('or one that is not there: x, y.');
	});

	it('puts it into an HTTP Request node that takes it, too', () => {
		const request = (nodeCredentialType: string) => ({
			name: 'HTTP Request',
			type: 'n8n-nodes-base.httpRequest',
			parameters: { authentication: 'predefinedCredentialType', nodeCredentialType },
		});
		const requests = [request('qiandunApi'), request('esignApi'), request('githubApi')];
		expect(wire({ nodes: requests }, wiring).nodes).toEqual([
			{ ...requests[0], credentials: { qiandunApi } },
			{ ...requests[1], credentials: { esignApi } },
			requests[2],
		]);
	});

	it('stops at a node of this package whose credential it does not know', () => {
		const nodes = [{ name: 'New', type: 'n8n-nodes-qiandun.other' }];
		expect(() => wire({ nodes }, wiring)).toThrow('Which credential does a node of type n8n-nodes-qiandun.other take?');
	});

	it('publishes what something outside can start, and nothing else', () => {
		const startedBy = (type: string) => startsByItself({ nodes: [{ type }] });
		expect(startsByItself(onboarding)).toBe(true);
		expect(startedBy('n8n-nodes-base.scheduleTrigger')).toBe(true);
		expect(startedBy('n8n-nodes-base.manualTrigger')).toBe(false);
	});

	it('gives each webhook a path of its own', () => {
		const nodes = examples.flatMap((example) => records(example.nodes));
		const paths = nodes.filter(({ type }) => type === 'n8n-nodes-base.webhook').map((node) => record(node.parameters).path);
		expect(new Set(paths).size).toBe(paths.length);
	});

	it('changes the addresses of CRM and archive in Settings and nothing else', () => {
		const contractCase = examples.find(({ name }) => name === CONTRACT_CASE) ?? {};
		expect(JSON.stringify(named(wire(contractCase, wiring), 'Settings'))).toBe(
			JSON.stringify(named(contractCase, 'Settings'))
				.replace('http://127.0.0.1:7070/crm', 'http://127.0.0.1:9/crm')
				.replace('http://127.0.0.1:7070/archive', 'http://127.0.0.1:9/archive'),
		);
	});

	it('changes the HR address in Settings and nothing else', () => {
		expect(JSON.stringify(named(wire(hrSync, wiring), 'Settings'))).toBe(
			JSON.stringify(named(hrSync, 'Settings')).replace('http://127.0.0.1:7070/hr', 'http://127.0.0.1:9/hr'),
		);
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
		expect(evaluate(parameter?.value, { psnName, psnIDCardNum }, { name, idNumber })).toBe(status);
	});

	it('is played with a person who cannot exist: no region has the number 000000', () => {
		const { crmId, idNumber } = fictionalContact(1);
		expect(crmId).toBe('demo-1');
		expect(idNumber).toMatch(/^000000\d{11}[\dX]$/);
	});
});

describe('the HR example', () => {
	const workflow = examples.find(({ name }) => name === HR_SYNC) ?? {};
	const connections = record(workflow.connections);
	const targets = (name: string) => targetsOf(connections[name]);
	const parametersOf = (name: string) => record(named(workflow, name).parameters);
	const condition = (name: string) => records(record(parametersOf(name).conditions).conditions)[0] ?? {};
	const assigned = (name: string) =>
		Object.fromEntries(
			records(record(parametersOf(name).assignments).assignments).map((entry) => [text(entry.name), entry.value]),
		);
	const reported = (name: string) =>
		Object.fromEntries(
			records(record(parametersOf(name).bodyParameters).parameters).map((entry) => [text(entry.name), entry.value]),
		);
	const ESIGN_NODES = ['Get Account', 'Create Account', 'Update Account'];
	const REPORTS = ['Report Created', 'Report Updated', 'Report Conflict', 'Report Failed', 'Report Update Failed'];

	it('takes events where npm start posts them, and answers with 202 at once', () => {
		expect(parametersOf('Employee Changed')).toMatchObject({
			path: HR_SYNC_WEBHOOK,
			responseMode: 'onReceived',
			options: { responseCode: { values: { customCode: 202 } } },
		});
	});

	it('makes the account\'s third-party ID from the employee ID, and reads every field as trimmed text', () => {
		const settings = assigned('Settings');
		const employee = fictionalEmployee(7);
		expect(evaluate(settings.thirdPartyUserId, { body: employee })).toBe(thirdPartyUserIdOf(employee));
		for (const field of Object.keys(employee)) {
			expect(evaluate(settings[field], { body: { [field]: ' a ' } })).toBe('a');
			expect(evaluate(settings[field], { body: { [field]: 7 } })).toBe('7');
			expect(evaluate(settings[field], { body: { [field]: null } })).toBe('');
			expect(evaluate(settings[field], { body: {} })).toBe('');
		}
	});

	it.each([
		[{ employeeId: '1', name: 'a', mobile: '2', email: 'b', idNumber: '' }, ''],
		[{ employeeId: '', name: 'a', mobile: '', email: 'b' }, 'employeeId, mobile'],
		[{ employeeId: '1', name: 'a', mobile: '2', email: '', neededFields: ' name,mobile ,' }, ''],
		[{ employeeId: '', name: '', mobile: '2', neededFields: '' }, 'employeeId'],
	])('finds in %j what is missing: "%s"', (event, missing) => {
		const given = { ...assigned('Settings'), ...event };
		expect(evaluate(condition('Event Is Complete?').leftValue, given)).toBe(missing);
		const { errorMessage } = parametersOf('Stop: Event Incomplete');
		expect(evaluate(errorMessage, given)).toBe(`The HR event lacks ${missing}. Nothing was changed.`);
	});

	it('does nothing to the account of somebody who left, and says why in a note', () => {
		expect(condition('Still Employed?')).toMatchObject({ leftValue: '={{ $json.event }}', rightValue: 'left' });
		expect(targets('Still Employed?')).toEqual(['Event Is Complete?', 'Keep Account']);
		expect(targets('Keep Account')).toEqual([]);
		const operations = ESIGN_NODES.map((name) => parametersOf(name).operation);
		expect(operations).toEqual(['getByThirdPartyId', 'create', 'updateByThirdPartyId']);
		expect(text(parametersOf('About This Workflow').content)).toContain('Whoever leaves keeps the account');
	});

	it('tells a missing account and an ID conflict apart from every other failure, by code', () => {
		for (const name of ESIGN_NODES) expect(named(workflow, name).onError).toBe('continueErrorOutput');
		for (const [name, code] of [['Account Missing?', '53000001'], ['ID Number Conflict?', '53000003']] as const) {
			expect(condition(name)).toMatchObject({ rightValue: code, operator: { operation: 'equals' } });
			expect(evaluate(condition(name).leftValue, { details: { code } })).toBe(code);
			expect(evaluate(condition(name).leftValue, { error: 'without details' })).toBe('');
			expect(esign.envelope.errors).toHaveProperty(code);
		}
		expect(targets('Get Account')).toEqual(['Compare', 'Account Missing?']);
		expect(targets('Account Missing?')).toEqual(['Create Account', 'Report Failed']);
		expect(targets('Update Account')).toEqual(['Report Updated', 'ID Number Conflict?']);
		expect(targets('ID Number Conflict?')).toEqual(['Report Conflict', 'Report Update Failed']);
	});

	it('survives a lost answer to the create: it takes the account that is there, and updates it where it holds other data', () => {
		expect(record(parametersOf('Create Account').optionalFields).returnExisting).toBe(true);
		expect(targets('Create Account')).toEqual(['Holds Other Data?', 'Report Failed']);
		expect(targets('Holds Other Data?')).toEqual(['Compare', 'Report Created']);
		const event = { name: '测试甲', mobile: '1', email: 'a@example.com', idNumber: '' };
		const differs = (json: Json) => evaluate(condition('Holds Other Data?').leftValue, json, event);
		expect(differs({ accountId: 'x', alreadyExisted: false })).toBe(false);
		expect(differs({ ...event, idNumber: '000000199001010018', alreadyExisted: true })).toBe(false);
		expect(differs({ ...event, mobile: '2', alreadyExisted: true })).toBe(true);
		expect(differs({ ...event, email: null, alreadyExisted: true })).toBe(true);
	});

	it.each([
		['测试甲', '测试乙', true],
		['测试甲', '测试甲', false],
		['测试甲', '', false],
		[null, '测试甲', false],
	])('compares the name %s with that of the event, %s: changed %s', (before, name, changed) => {
		expect(evaluate(assigned('Compare').nameChanged, { name: before }, { name })).toBe(changed);
		expect(text(reported('Report Updated').nameChanged)).toContain('nameChanged');
	});

	it.each([
		['00000019900101001X', '00000019900101001x', ''],
		[null, '000000199001010018', '000000199001010018'],
		['000000199001010018', '000000199001010026', '000000199001010026'],
		['000000199001010018', '', ''],
	])('sends the ID number only where it is another one: account %s, event %s, sent "%s"', (before, idNumber, sent) => {
		expect(evaluate(assigned('Compare').idNumberToSend, { idNumber: before }, { idNumber })).toBe(sent);
		expect(record(parametersOf('Update Account').optionalFields).idNumber).toBe('={{ $json.idNumberToSend }}');
	});

	it('reports every outcome to HR, with the reason where it went wrong, and repeats the report', () => {
		const statuses = REPORTS.map((name) => reported(name).status);
		expect(statuses).toEqual(['created', 'updated', 'conflict', 'failed', 'failed']);
		for (const name of REPORTS) {
			expect(named(workflow, name)).toMatchObject({ retryOnFail: true, parameters: { method: 'POST' } });
			expect(text(parametersOf(name).url)).toMatch(/\/employees\/.*\/account$/);
			expect(targets(name)).toEqual([]);
		}
		for (const name of ['Report Conflict', 'Report Failed', 'Report Update Failed']) {
			const { reason, code } = reported(name);
			const failed = { error: 'The account is gone [item 0]', details: { code: '53000001' } };
			expect([evaluate(reason, failed), evaluate(code, failed)]).toEqual(['The account is gone', '53000001']);
			expect(evaluate(reason, { error: { message: 'n8n says so' } })).toBe('n8n says so');
		}
	});

	it('is played with a person who cannot exist: no region has the number 000000', () => {
		const { employeeId, idNumber, email } = fictionalEmployee(1);
		expect(employeeId).toBe('demo-1');
		expect(email).toMatch(/@example\.com$/);
		expect(idNumber).toMatch(/^000000\d{11}[\dX]$/);
	});
});
