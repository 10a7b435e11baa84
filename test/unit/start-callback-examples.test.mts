import fs from 'node:fs';
import path from 'node:path';
import { eventOptions } from '../../nodes/QiandunTrigger/events.ts';
import { CALLBACK_HUB, CONTRACT_OVER, SWITCHED_ON } from '../../tools/start/callback-hub.mts';
import { CALLBACK_EXAMPLES } from '../../tools/start/callbacks.mts';
import { CONTRACT_SIGNED } from '../../tools/start/contract-signed.mts';
import { businessCodeOf, CONTRACT_WAIT, CONTRACT_WAIT_WEBHOOK, fictionalDeal } from '../../tools/start/contract-wait.mts';
import { makesTables, tablesMadeBy, withTablesThere } from '../../tools/start/data-tables.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { fictionalContact } from '../../tools/start/onboarding.mts';
import { PERSON_CALLBACK, PERSON_CALLBACK_WEBHOOK } from '../../tools/start/person-callback.mts';
import { RECONCILE, RECONCILE_TRIGGER, REMINDER_TEMPLATE } from '../../tools/start/reconcile.mts';
import { deeplyEvaluated, evaluated, exampleNamed, holds, lookInto, nodesOf, outputOf, reportsWithoutKey } from './start-example-support.mts';

const all = CALLBACK_EXAMPLES.map((name) => [name, exampleNamed(name)] as const);

describe('the callback examples together', () => {
	it('run in an n8n whose Data Table node makes no tables: the table is made before, chosen in each node, and those that would make it are deactivated', () => {
		const workflows = all.map(([, workflow]) => workflow);
		expect(tablesMadeBy(workflows).map(({ name }) => name)).toEqual(['qiandun_open_contracts']);
		const columns = ['businessCode', 'caseId', 'contractId', 'contractName', 'signers', 'resumeUrl', 'remindedOn'];
		expect(tablesMadeBy(workflows)[0]?.columns).toEqual(columns.map((name) => ({ name, type: 'string' })));
		const fitted = workflows.map((workflow) => withTablesThere(workflow, new Map([['qiandun_open_contracts', 'id7']])));
		const disabled = fitted.flatMap(({ nodes }) => records(nodes).filter((node) => node.disabled === true));
		expect(disabled.map(({ name }) => name)).toEqual(['Open Contracts', 'Open Contracts', 'Open Contracts']);
		const chosen = fitted.flatMap((workflow) => nodesOf(workflow, 'dataTable')).filter((node) => node.disabled !== true);
		expect(chosen).toHaveLength(7);
		for (const { parameters } of chosen) {
			expect(record(parameters).dataTableId).toEqual({ __rl: true, mode: 'list', value: 'id7', cachedResultName: 'qiandun_open_contracts' });
		}
	});

	it('find out from the node types of the n8n whether that is needed', () => {
		const dataTable = (...resources: string[]) => ({
			name: 'n8n-nodes-base.dataTable',
			properties: [{ name: 'resource', options: resources.map((value) => ({ value })) }],
		});
		expect(makesTables([{ name: 'other' }, dataTable('row', 'table')])).toBe(true);
		expect(makesTables([dataTable('row')])).toBe(false);
	});

	it('share one data table, which each makes itself when it is not there', () => {
		const tables = all.flatMap(([, workflow]) => nodesOf(workflow, 'dataTable').map(({ parameters }) => record(parameters)));
		const [first, ...others] = tables.filter(({ operation }) => operation === 'create');
		for (const other of others) expect(other).toEqual(first);
		expect(first).toMatchObject({ options: { createIfNotExists: true } });
		const columns = records(record(first?.columns).column).map(({ name }) => text(name));
		for (const { dataTableId, filters, columns: values } of tables.filter(({ resource }) => resource === 'row')) {
			expect(dataTableId).toEqual({ __rl: true, mode: 'name', value: first?.tableName });
			expect(columns).toEqual(expect.arrayContaining(records(record(filters).conditions).map(({ keyName }) => keyName)));
			expect(columns).toEqual(expect.arrayContaining(Object.keys(record(record(values).value))));
		}
	});

	it.each(all.filter(([name]) => name !== CALLBACK_HUB))('carry a key in every report, so that the CRM can take it once: %s', (_name, workflow) => {
		expect(reportsWithoutKey(workflow).filter((name) => name !== 'Report Failed')).toEqual([]);
	});

	it('agree on how business codes begin', () => {
		const hub = lookInto(exampleNamed(CALLBACK_HUB)).assigned('Settings');
		expect(lookInto(exampleNamed(CONTRACT_SIGNED)).assigned('Settings').codePrefix).toBe(hub.contractPrefix);
		expect(lookInto(exampleNamed(PERSON_CALLBACK)).assigned('Settings').codePrefix).toBe(hub.personPrefix);
		const made = evaluated(lookInto(exampleNamed(CONTRACT_WAIT)).assigned('Settings').businessCode, { json: { body: { caseId: ' 7 ' } } });
		expect(made).toBe(`${text(hub.contractPrefix)}7`);
		expect(businessCodeOf({ caseId: '7' })).toBe(made);
	});
});

describe('the recipe for a flow of your own that waits', () => {
	it.each(['docs/callbacks.md', 'docs/zh-CN/callbacks.md'])('in %s names the prefix, the table and the columns that the hub has', (page) => {
		const { assigned, parametersOf } = lookInto(exampleNamed(CALLBACK_HUB));
		const recipe = fs.readFileSync(path.join(process.cwd(), page), 'utf8');
		const { tableName, columns } = parametersOf('Open Contracts');
		expect(recipe).toContain(`\`${text(assigned('Settings').contractPrefix)}\``);
		expect(recipe).toContain(`\`${text(tableName)}\``);
		const named = [...recipe.matchAll(/^ +\| (`.+?`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
		expect(named.sort()).toEqual(records(record(columns).column).map(({ name }) => text(name)).sort());
	});
});

describe('the callback hub', () => {
	const { parametersOf, node, targets, assigned, names } = lookInto(exampleNamed(CALLBACK_HUB));
	const settings = record(deeplyEvaluated(assigned('Settings'), {}));
	const routed = (event: Json) => outputOf(parametersOf('Which Event?'), { json: { ...settings, ...event } });

	it('takes every event, leaves the confirmation to its end, and confirms by every way that does not fail', () => {
		expect(parametersOf('Qiandun Trigger')).toMatchObject({ events: ['*'], confirm: 'byWorkflow', respond: 'onReceived', fetchDetails: true, deduplicate: true });
		const ends = names().filter((name) => !name.startsWith('Note') && name !== 'About This Workflow' && targets(name).length === 0);
		expect(ends).toEqual(['Stop: Not Resumed', 'Confirm', 'Nothing To Confirm']);
		expect(parametersOf('Confirm')).toMatchObject({ resource: 'callback', operation: 'confirm', transactionId: "={{ $('Settings').first().json.transactionId }}" });
		expect(targets('From Qiandun?')).toEqual(['Confirm', 'Nothing To Confirm']);
	});

	it.each([
		[{ event: 'contract.status', status: 'completed', businessCode: 'deal-1' }, 'Contract over'],
		[{ event: 'contract.status', status: 'refused', businessCode: 'deal-1' }, 'Contract over'],
		[{ event: 'contract.status', status: 'a word nobody knows', businessCode: 'deal-1' }, 'Contract over'],
		[{ event: 'contract.status', status: 'signing', businessCode: 'deal-1' }, 'Anything else'],
		[{ event: 'contract.status', status: 'finished', businessCode: 'case-1' }, 'Anything else'],
		[{ event: 'contract.status', status: 'finished', businessCode: null }, 'Anything else'],
		[{ event: 'contract.signed', status: 'finished', businessCode: 'deal-1' }, 'Anything else'],
		[{ event: 'person.verified', status: 'passed', businessCode: 'onboard-1' }, 'Person verified'],
		[{ event: 'person.verified', status: 'passed', businessCode: 'demo-1' }, 'Anything else'],
		[{ event: 'OPEN_SOMETHING_NEW' }, 'Anything else'],
	])('sends %j to "%s"', (event, output) => expect(routed(event)).toBe(output));

	it('leads each output to its branch', () => {
		expect(targets('Which Event?')).toEqual(['Open Contracts', 'Person By Callback', 'Nobody Handles This']);
		expect(targets('Somebody Waits?')).toEqual(['Resume Execution', 'The Event']);
		expect(targets('What Does n8n Say?')).toEqual(['From Qiandun?', 'The Event', 'Ask Again Soon', 'Stop: Not Resumed']);
		for (const name of ['Signed Contract To CRM', 'Person By Callback']) {
			// A workflow that returns nothing must not keep the event from being confirmed.
			expect(node(name)).toMatchObject({ alwaysOutputData: true });
			expect(node(name)).not.toHaveProperty('onError');
		}
	});

	it.each([
		[200, 'Workflow was started', 0, 'Goes on'],
		[409, 'The execution "7 has finished already.', 0, 'Goes on'],
		[409, 'The execution "7" has finished with error.', 0, 'Nobody there'],
		[404, 'The execution "7" does not exist.', 0, 'Nobody there'],
		[401, '', 0, 'Nobody there'],
		[409, 'The execution "7" is running already.', 0, 'Not yet'],
		[409, 'The execution "7" is running already.', 9, 'Failed'],
		[500, 'There was a problem executing the workflow', 0, 'Not yet'],
		[500, 'There was a problem executing the workflow', 8, 'Not yet'],
		// A crashed execution: n8n says so for ever.
		[500, 'There was a problem executing the workflow', 9, 'Nobody there'],
		[503, '', 9, 'Failed'],
		[400, 'no', 0, 'Failed'],
	])('takes the answer %s "%s" at try %s as: %s', (statusCode, message, $runIndex, said) => {
		const surroundings = { json: { statusCode, body: { message } }, nodes: { Settings: [settings] }, others: { $runIndex } };
		expect(outputOf(parametersOf('What Does n8n Say?'), surroundings)).toBe(said);
		expect(text(evaluated(parametersOf('Stop: Not Resumed').errorMessage, surroundings))).toContain(`n8n answered ${statusCode}`);
	});

	it('is sent what npm start switches on, by names the trigger knows', () => {
		expect(SWITCHED_ON).toContain(CONTRACT_OVER);
		expect(eventOptions.map(({ value }) => value)).toEqual(expect.arrayContaining(['contract.status', 'person.verified']));
	});
});

describe('the example that waits', () => {
	const { parametersOf, node, targets, assigned, reported } = lookInto(exampleNamed(CONTRACT_WAIT));
	const deal = fictionalDeal(7, 1);
	const settings = record(deeplyEvaluated(assigned('Settings'), { json: { body: deal }, binary: { file: {} } }));
	const status = (name: string, json: Json, more: Record<string, Json[]> = {}) =>
		holds(parametersOf(name).conditions, { json, nodes: { Settings: [settings], ...more } });

	it('takes cases where npm start posts them, and answers with 202 at once', () => {
		expect(parametersOf('Contract Wanted')).toMatchObject({ path: CONTRACT_WAIT_WEBHOOK, responseMode: 'onReceived' });
		expect(settings).toMatchObject({ ...deal, missing: '', businessCode: businessCodeOf(deal) });
		const { missing } = record(deeplyEvaluated(assigned('Settings'), { json: { body: { ...deal, personMobile: ' ' } } }));
		expect(missing).toBe('personMobile, file');
	});

	it('remembers where to wake it before anybody gets the link to sign', () => {
		expect(targets('Over Already?')).toEqual(['Get Contract', 'Remember Contract']);
		expect(targets('Remember Contract')).toEqual(['Get Signing URL']);
		const { value } = record(parametersOf('Remember Contract').columns);
		expect(record(value)).toMatchObject({ resumeUrl: '={{ $execution.resumeUrl }}', businessCode: "={{ $('Settings').first().json.businessCode }}" });
		const nodes = { Settings: [settings] };
		expect(JSON.parse(text(evaluated(record(value).signers, { nodes })))).toEqual([
			{ accountId: deal.personAccountId, name: deal.personName, mobile: deal.personMobile },
		]);
	});

	it.each([
		[{ alreadyExisted: false }, false],
		[{ alreadyExisted: true, status: 'signing' }, false],
		[{ alreadyExisted: true, status: 'finished' }, true],
		[{ alreadyExisted: true, status: 'expired' }, true],
	])('does not wait for a contract that is over already: %j %s', (created, over) => {
		expect(status('Over Already?', {}, { 'Create Contract': [created] })).toBe(over);
	});

	it('waits for a call with a limit beyond the deadline of the contract, and believes only what the platform says', () => {
		expect(parametersOf('Wait For The Event')).toMatchObject({ resume: 'webhook', httpMethod: 'POST', limitWaitTime: true, resumeUnit: 'days' });
		expect(evaluated(parametersOf('Wait For The Event').resumeAmount, { nodes: { Settings: [settings] } })).toBe(Number(settings.daysToSign) + 1);
		expect(targets('Wait For The Event')).toEqual(['Get Contract']);
		expect(targets('Finished?')).toEqual(['Download Contract', 'Still Open?']);
		expect([status('Finished?', { status: 'finished' }), status('Finished?', { status: 'expired' })]).toEqual([true, false]);
		expect([status('Still Open?', { status: 'signing' }), status('Still Open?', { status: 'expired' })]).toEqual([true, false]);
		expect(targets('Still Open?')).toEqual(['Limit Reached?', 'Report Other End']);
	});

	it('tells the limit from a call that came too early: at the limit n8n gives what went in, without a body', () => {
		expect(targets('Limit Reached?')).toEqual(['Report Timed Out', 'Wait For The Event']);
		expect(status('Limit Reached?', {}, { 'Wait For The Event': [{ body: { event: 'contract.status' } }] })).toBe(false);
		expect(status('Limit Reached?', {}, { 'Wait For The Event': [{ received: true }] })).toBe(true);
	});

	it('is forgotten when the CRM knows; after the limit only its address is, and only its own', () => {
		expect(targets('Report Signed')).toEqual(['Forget Contract']);
		expect(targets('Report Other End')).toEqual(['Forget Contract']);
		expect(targets('Report Timed Out')).toEqual(['Nobody Waits']);
		expect(record(parametersOf('Nobody Waits').columns).value).toEqual({ resumeUrl: '' });
		expect(JSON.stringify(parametersOf('Nobody Waits').filters)).toContain('$execution.resumeUrl');
		expect(reported('Report Signed')).toMatchObject({ status: 'signed' });
		for (const name of ['Count Pages', 'Upload File', 'Create Contract']) expect(targets(name)).toContain('Report Failed');
		expect(node('Create Contract')).not.toHaveProperty('retryOnFail');
	});
});

describe('the example that files signed contracts', () => {
	const { parametersOf, targets, assigned, reported } = lookInto(exampleNamed(CONTRACT_SIGNED));
	const settings = (event: Json) => record(deeplyEvaluated(assigned('Settings'), { json: event }));
	const event = { transactionId: 't', contractId: '1', businessCode: 'deal-9', status: 'completed' };

	it('begins with the hub or with a trigger of its own that confirms at the end', () => {
		expect(parametersOf('Qiandun Trigger')).toMatchObject({ events: ['contract.status'], respond: 'lastNode', confirm: 'afterReceiving' });
		expect(parametersOf('When Executed by Another Workflow')).toEqual({ inputSource: 'passthrough' });
		for (const start of ['Qiandun Trigger', 'When Executed by Another Workflow']) expect(targets(start)).toEqual(['Settings']);
	});

	it('reads the case number out of the business code, and leaves other codes alone', () => {
		const ours = (businessCode: unknown) => holds(parametersOf('Ours?').conditions, { json: settings({ ...event, businessCode }) });
		expect([ours('deal-9'), ours('case-9'), ours(null)]).toEqual([true, false, false]);
		expect(evaluated(assigned('Case').caseId, { nodes: { Settings: [settings(event)] } })).toBe('9');
	});

	it.each([
		['finished', 'completed', 'Download Contract'],
		['expired', 'expired', 'Report Other End'],
		['signing', 'completed', 'Stop: Not Over Yet'],
		['signing', 'signing', 'Nothing To Do'],
	])('of a contract that is %s after an event that said %s goes to %s', (status, said, expected) => {
		const surroundings = { json: { status }, nodes: { Settings: [settings({ ...event, status: said })] } };
		const next = (name: string): string => {
			if (!name.endsWith('?')) return name;
			return next(targets(name)[holds(parametersOf(name).conditions, surroundings) ? 0 : 1] ?? '');
		};
		expect(next('Finished?')).toBe(expected);
	});

	it('tells the CRM which event it was', () => {
		for (const name of ['Report Signed', 'Report Other End']) {
			expect(reported(name)).toMatchObject({
				businessCode: "={{ $('Settings').first().json.businessCode }}",
				transactionId: "={{ $('Settings').first().json.transactionId }}",
			});
		}
		expect(targets('Filed Intact?')).toEqual(['Report Signed', 'Stop: Filed Copy Differs']);
	});
});

describe('the onboarding example by callback', () => {
	const { parametersOf, targets, assigned, reported } = lookInto(exampleNamed(PERSON_CALLBACK));
	const contact = { ...fictionalContact(7), crmId: '12' };
	const constants = record(deeplyEvaluated(assigned('Settings'), {}));
	const who = (json: Json) => record(deeplyEvaluated(assigned('Who'), { json: { ...constants, ...json } }));
	const event = { event: 'person.verified', businessCode: 'onboard-12', transactionId: 't', status: 'passed', data: { flowNo: 'F' } };

	it('finds the same person in the contact and in the event', () => {
		expect(who({ body: contact })).toMatchObject({ ...contact, accountId: 'crm-12', event: '' });
		expect(who(event)).toMatchObject({ crmId: '12', accountId: 'crm-12', flowNo: 'F', status: 'passed', transactionId: 't' });
		const page = record(parametersOf('Get Verification Page URL').optionalFields);
		const nodes = { Settings: [constants], Who: [who({ body: contact })] };
		expect(evaluated(page.businessCode, { nodes })).toBe(event.businessCode);
		expect(parametersOf('CRM Contact Created')).toMatchObject({ path: PERSON_CALLBACK_WEBHOOK, responseMode: 'onReceived' });
	});

	it('takes events of its own persons only', () => {
		const ours = (more: Json) => holds(parametersOf('Ours?').conditions, { json: who({ ...event, ...more }), nodes: { Settings: [constants] } });
		expect([ours({}), ours({ businessCode: 'demo-12' }), ours({ event: 'person.face' }), ours({ businessCode: null })]).toEqual([true, false, false, false]);
		expect(targets('An Event?')).toEqual(['Ours?', 'Contact Is Complete?']);
	});

	it.each([
		[{ certifiedTime: null }, 'Mark User Verified'],
		[{ certifiedTime: 'x', flowNo: 'F' }, 'Report Verified'],
		[{ certifiedTime: 'x', flowNo: 'G' }, 'Report Verified Before'],
	])('of a user %j goes to %s, so that an event that comes twice has the effect of one', (json, expected) => {
		const surroundings = { json, nodes: { Settings: [constants], Who: [who(event)] } };
		const next = (name: string): string =>
			name.endsWith('?') ? next(targets(name)[holds(parametersOf(name).conditions, surroundings) ? 0 : 1] ?? '') : name;
		expect(next('Verified Already?')).toBe(expected);
		expect(targets('Passed?')).toEqual(['Get User', 'Report Not Verified']);
		expect(text(reported('Report Verified').flowNo)).toContain('flowNo');
	});
});

describe('the reconciling example', () => {
	const { parametersOf, node, targets, assigned } = lookInto(exampleNamed(RECONCILE));
	const row = { businessCode: 'deal-1', contractId: '1', contractName: 'C', caseId: '1', remindedOn: null, createdAt: '2027-01-01T00:00:00Z' };
	const hour = 3_600_000;
	const due = (more: Json, hoursBeforeReminder: number, hoursLater: number) =>
		holds(parametersOf('Reminder Due?').conditions, {
			nodes: { 'List Open Contracts': [{ ...row, ...more }], Settings: [{ today: '2027-01-02', hoursBeforeReminder }] },
			others: {
				$now: Date.parse(row.createdAt) + hoursLater * hour,
				DateTime: { fromJSDate: (date: Date) => ({ plus: ({ hours }: { hours: number }) => date.getTime() + hours * hour }) },
			},
		});

	it('runs by day, in China time', () => {
		expect(node(RECONCILE_TRIGGER)).toMatchObject({ parameters: { rule: { interval: [{ expression: '0 9-18 * * *' }] } } });
		expect(exampleNamed(RECONCILE).settings).toMatchObject({ timezone: 'Asia/Shanghai' });
		expect(assigned('Settings').smsTemplateId).toBe(REMINDER_TEMPLATE);
	});

	it('hands what is over to the hub as an event in the words of the trigger, without a transaction, one after the other, and goes on when one fails', () => {
		const made = deeplyEvaluated(assigned('Missed Event'), { json: { contractId: '1', status: 'finished' }, nodes: { 'List Open Contracts': [row] } });
		expect(made).toEqual({
			event: 'contract.status', businessType: CONTRACT_OVER, transactionId: '', contractId: '1', businessCode: 'deal-1', status: 'completed', data: {}, raw: {},
		});
		expect(targets('One By One')).toEqual(['All Outcomes', 'Hand To Hub']);
		expect(targets('Hand To Hub')).toEqual(['Caught Up', 'Not Caught Up']);
		for (const name of ['Caught Up', 'Not Caught Up']) expect(targets(name)).toEqual(['One By One']);
	});

	it.each([
		[{}, 0, 0, true],
		[{}, 24, 23, false],
		[{}, 24, 24, true],
		[{ remindedOn: '2027-01-01' }, 24, 40, true],
		[{ remindedOn: '2027-01-02' }, 0, 40, false],
		// Data Table v1 gives a Date in the process that read the row, and its text elsewhere.
		[{ createdAt: new Date(row.createdAt) }, 24, 23, false],
		[{ createdAt: new Date(row.createdAt) }, 24, 24, true],
	])('reminds of %j with %s hours before the first reminder, after %s hours: %s', (more, before, after, expected) => {
		expect(due(more, before, after)).toBe(expected);
	});

	it('writes the day down before it sends anything, where no other run has', () => {
		expect(targets('Reminder Due?')).toEqual(['Mark As Reminded', 'Just Open']);
		expect(parametersOf('Mark As Reminded')).toMatchObject({
			operation: 'update',
			matchType: 'allConditions',
			filters: { conditions: [{ keyName: 'businessCode', condition: 'eq' }, { keyName: 'remindedOn', condition: 'neq' }] },
			columns: { value: { remindedOn: "={{ $('Settings').first().json.today }}" } },
		});
		expect(node('Send Reminder')).not.toHaveProperty('retryOnFail');
	});

	it('reminds those whose turn it is: of all who have not signed, those with the lowest order', () => {
		const signers = [
			{ accountId: 'a', seqNo: 1, signStatus: 'finished' },
			{ accountId: 'b', seqNo: 2, signStatus: 'signing' },
			{ accountId: 'c', seqNo: 2, signStatus: 'a word nobody knows' },
			{ accountId: 'd', seqNo: 3, signStatus: 'waiting' },
		];
		const json = { ...row, signers: JSON.stringify([{ accountId: 'b', name: '测试甲', mobile: '13900000000' }]) };
		expect(evaluated(assigned('Whose Turn?').signers, { json, nodes: { 'Get Contract': [{ signers }] } })).toEqual([
			{ accountId: 'b', name: '测试甲', mobile: '13900000000' },
			{ accountId: 'c', name: '', mobile: '' },
		]);
	});

	it('counts every outcome, each by an input of its own, and names what failed', () => {
		const outcomes = ['Caught Up', 'Not Caught Up', 'Reminded', 'Not Reminded', 'Just Open', 'Not Read'];
		const items = outcomes.map((name) => record(deeplyEvaluated(assigned(name), {
			json: { error: 'because [item 0]' },
			nodes: { 'One By One': [row], 'List Open Contracts': [row], 'One Item Per Signer': [row] },
		})));
		expect(deeplyEvaluated(assigned('Report'), { nodes: { 'All Outcomes': items } })).toEqual({
			caughtUp: 1, reminded: 1, open: 1, failed: 3, failures: Array(3).fill('deal-1: because').join('; '),
		});
		expect(node('Report').executeOnce).toBe(true);
		const ways = Object.values(record(exampleNamed(RECONCILE).connections)).flatMap((from): unknown[] => {
			const { main } = record(from);
			return Array.isArray(main) ? main : [];
		}).flatMap(records).filter((way) => way.node === 'All Outcomes');
		expect(ways.map(({ index }) => Number(index)).sort()).toEqual([...Array(Number(parametersOf('All Outcomes').numberInputs)).keys()]);
	});
});
