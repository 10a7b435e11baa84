/**
 * The operations of V1 accounts in n8n's own engine against the sandbox over HTTP: what a user gets for good, bad and
 * missing input. Flows, files, identity and seals have tests of their own, esign-*.test.mts.
 */
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import { allOperations } from '../../engine/operation.ts';
import { Esign } from '../../nodes/Esign/Esign.node.ts';
import { provider } from '../../nodes/Esign/provider.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { runNode } from './harness.mts';
import { expectInSchema, missingOf } from './schema.mts';

/** Visibly fictional; the check digits are right. */
const PERSON = { name: '测试员甲', optionalFields: { idNumber: '000000199001010018', mobile: '13800000001', email: 'jia@example.com' } };
const COMPANY = { name: '测试示例有限公司', optionalFields: { idNumber: '91000000MA00000000', orgLegalName: '测试员乙' } };

const OF_ACCOUNTS = ['personAccount', 'organizationAccount', 'silentSigning', 'api'];
const operations = [...allOperations(provider.resources)].filter(({ resource }) => OF_ACCOUNTS.includes(resource.value));

let sandbox: Sandbox;
/** What has succeeded. */
const tried = new Set<string>();

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(async () => {
	await axios.post(`${sandbox.console}sandbox/reset`, {});
});

/** Runs an operation with a `personAccount.get`-like key; parameters are what a user fills in. */
async function call(key: string, parameters: IDataObject, more: { items?: IDataObject[]; onError?: 'continueRegularOutput' } = {}) {
	const [resource, operation] = key.split('.');
	const outcome = await runNode({
		nodeType: new Esign(),
		credential: { environment: 'custom', authentication: 'signature', ...sandbox.esign, accessToken: '' },
		parameters: { resource, operation, ...parameters },
		...more,
	});
	if (outcome.error === undefined) tried.add(key);
	return outcome;
}

/** The single item an operation answers with. Each of its fields is in the operation's schema, with the type that stands there. */
async function ask(key: string, parameters: IDataObject): Promise<IDataObject> {
	const { items, error } = await call(key, parameters);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expectInSchema('Esign', key, items[0].json);
	expect(missingOf('Esign', key, items[0].json)).toEqual([]);
	return items[0].json;
}

const fail = async (key: string, parameters: IDataObject) => (await call(key, parameters)).error;
const sent = async () => (await axios.get<{ calls: unknown[] }>(`${sandbox.console}sandbox/calls`)).data.calls.length;

const KINDS = [
	{ resource: 'personAccount', id: 'accountId', other: 'organizationAccount', values: PERSON, rename: '测试员丙' },
	{ resource: 'organizationAccount', id: 'orgId', other: 'personAccount', values: COMPANY, rename: '测试新名有限公司' },
];

describe.each(KINDS)('$resource', ({ resource, id, other, values, rename }) => {
	const create = async (thirdPartyUserId = 'T1') =>
		String((await ask(`${resource}.create`, { thirdPartyUserId, ...values }))[id]);

	it('is created, and found by either ID with what was given', async () => {
		const created = await ask(`${resource}.create`, { thirdPartyUserId: 'T1', ...values });
		expect(created).toEqual({ [id]: expect.stringMatching(/^[0-9a-f]{32}$/), alreadyExisted: false });
		const account = await ask(`${resource}.get`, { [id]: created[id] });
		expect(account).toMatchObject({ [id]: created[id], thirdPartyUserId: 'T1', name: values.name, ...values.optionalFields });
		expect(await ask(`${resource}.getByThirdPartyId`, { thirdPartyUserId: 'T1' })).toEqual(account);
	});

	it.each(['update', 'updateByThirdPartyId'])('is changed by %s where something is set, and only there', async (operation) => {
		const accountId = await create();
		const before = await ask(`${resource}.get`, { [id]: accountId });
		const changed = await ask(`${resource}.${operation}`, { [id]: accountId, thirdPartyUserId: 'T1', optionalFields: { name: rename } });
		expect(changed).toMatchObject({ [id]: accountId, name: rename, idNumber: values.optionalFields.idNumber });
		expect(await ask(`${resource}.get`, { [id]: accountId })).toEqual({ ...before, name: rename });
	});

	it('gets its ID number later if it had none, and never another one', async () => {
		const { [id]: accountId } = await ask(`${resource}.create`, { thirdPartyUserId: 'T1', name: values.name });
		const { idNumber } = values.optionalFields;
		expect(await ask(`${resource}.update`, { [id]: accountId, optionalFields: { idNumber } })).toMatchObject({ idNumber });
		const error = await fail(`${resource}.update`, { [id]: accountId, optionalFields: { idNumber: `${idNumber.slice(0, -2)}99` } });
		expect(error?.message).toBe('The ID number or ID type conflicts with what the account has (eSign code 53000003) [item 0]');
		expect(error?.description).toMatch(/They can be set only while they are empty\. To change them, delete the account and create it again/);
		expect(JSON.stringify(error)).not.toContain(idNumber);
	});

	it.each(['delete', 'deleteByThirdPartyId'])('is deleted by %s, and gone', async (operation) => {
		const accountId = await create();
		const given = operation === 'delete' ? { [id]: accountId } : { thirdPartyUserId: 'T1' };
		expect(await ask(`${resource}.${operation}`, given)).toEqual({ deleted: true, ...given });
		for (const key of ['get', 'update', 'delete', 'getByThirdPartyId', 'updateByThirdPartyId', 'deleteByThirdPartyId']) {
			const given = { [id]: accountId, thirdPartyUserId: 'T1', optionalFields: key.startsWith('update') ? { name: rename } : {} };
			const error = await fail(`${resource}.${key}`, given);
			expect(error?.message).toBe('The account does not exist (eSign code 53000001) [item 0]');
			expect(error?.description).toContain('Production and sandbox have accounts of their own');
		}
	});

	it('that exists already is an error with the way out', async () => {
		await create();
		const error = await fail(`${resource}.create`, { thirdPartyUserId: 'T1', ...values });
		expect(error?.message).toBe('An account with this third-party user ID exists already (eSign code 53000000) [item 0]');
		expect(error?.description).toContain('Create can return what exists instead: Optional Fields > Return Existing Account');
		expect(error?.httpCode).toBe('53000000');
	});

	it('that exists already is returned as it is where the user wants that', async () => {
		const accountId = await create();
		const again = { thirdPartyUserId: 'T1', name: rename, optionalFields: { returnExisting: true } };
		const { items } = await call(`${resource}.create`, again);
		expect(items[0].json).toEqual({ ...(await ask(`${resource}.get`, { [id]: accountId })), alreadyExisted: true });
		// Nothing was changed, and what does not exist is created.
		expect(items[0].json.name).toBe(values.name);
		expect(await ask(`${resource}.create`, { ...again, thirdPartyUserId: 'T2' })).toMatchObject({ alreadyExisted: false });
	});

	it('says so when what exists already is of the other kind', async () => {
		await create();
		const error = await fail(`${other}.create`, { thirdPartyUserId: 'T1', name: '甲', optionalFields: { returnExisting: true } });
		expect(error?.message).toBe('The account is of the other kind (eSign code 53000002) [item 0]');
		expect(error?.description).toMatch(/^It exists already, so it was to be read instead of created, and that failed\. /);
	});

	it('is created once for each of many items, in their order, each with its own parameters', async () => {
		const people = Array.from({ length: 30 }, (_, index) => ({ code: `T${index}`, title: `${values.name}${index}` }));
		const { items } = await call(
			`${resource}.create`,
			{ thirdPartyUserId: '={{ $json.code }}', name: '={{ $json.title }}' },
			{ items: people },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(people.map((_, item) => ({ item })));
		const { data } = await axios.get<{ esign: Record<string, Array<IDataObject>> }>(`${sandbox.console}sandbox/state`);
		const made = data.esign[resource === 'personAccount' ? 'persons' : 'organizations'];
		const idsByName = Object.fromEntries(made.map((account) => [String(account.name), account[id]]));
		expect(items.map(({ json }) => json[id])).toEqual(people.map(({ title }) => idsByName[title]));
	});

	it('with wrong values is refused by the platform in its own words, the value masked', async () => {
		const error = await fail(`${resource}.create`, { thirdPartyUserId: 'T1', name: values.name, optionalFields: { idNumber: '编号 12345' } });
		expect(error?.message).toMatch(/^A parameter is wrong or missing: .*idNumber.* \(eSign code 1435002\) \[item 0\]$/);
		expect(error?.description).toContain('idNumber is the field “ID Number”.');
		expect(JSON.stringify(error)).not.toContain('12345');
	});
});

describe('Silent Signing', () => {
	it('is granted to a person without end, to an organization until a deadline in China time, and revoked', async () => {
		const { accountId } = await ask('personAccount.create', { thirdPartyUserId: 'P', ...PERSON });
		const { orgId } = await ask('organizationAccount.create', { thirdPartyUserId: 'O', ...COMPANY });
		expect(await ask('silentSigning.grant', { accountId })).toEqual({ granted: true, accountId });
		const optionalFields = { deadline: '2030-12-31T16:00:00.000Z' };
		expect(await ask('silentSigning.grant', { accountId: orgId, optionalFields })).toEqual({ granted: true, accountId: orgId });
		const { data } = await axios.get<{ esign: { silentSigning: unknown } }>(`${sandbox.console}sandbox/state`);
		expect(JSON.stringify(data.esign.silentSigning)).toContain('2031-01-01 00:00:00');
		expect(await ask('silentSigning.revoke', { accountId })).toEqual({ revoked: true, accountId });
	});

	it.each([
		['2030-12-31 08:30:00', '2030-12-31 08:30:00'],
		['2030-12-31', '2030-12-31 23:59:59'],
		['2030-12-31T00:00:00', '2030-12-31 23:59:59'],
		['2030-12-31T00:00:00+08:00', '2030-12-31 00:00:00'],
		['2030-12-31T08:30:00', '2030-12-31 08:30:00'],
		['2030-12-31T08:30:00+00:00', '2030-12-31 16:30:00'],
		["={{ DateTime.fromISO('2030-12-31T08:30:00', { zone: 'America/New_York' }) }}", '2030-12-31 21:30:00'],
		["={{ new Date('2030-12-31T08:30:00Z') }}", '2030-12-31 16:30:00'],
	])('takes the deadline %s as %s', async (deadline, wire) => {
		const { accountId } = await ask('personAccount.create', { thirdPartyUserId: 'P', ...PERSON });
		await ask('silentSigning.grant', { accountId, optionalFields: { deadline } });
		const { data } = await axios.get<{ esign: { silentSigning: unknown } }>(`${sandbox.console}sandbox/state`);
		expect(JSON.stringify(data.esign.silentSigning)).toContain(wire);
	});

	it.each(['soon', '2030-13-45', '2030-02-30', '31.12.2030', '05-06-2030', '={{ 1924905600 }}', '={{ true }}'])('refuses the deadline %s before sending', async (deadline) => {
		const error = await fail('silentSigning.grant', { accountId: 'A', optionalFields: { deadline } });
		expect(error?.message).toBe('“Deadline” is no date and time [item 0]');
		expect(await sent()).toBe(0);
	});

	it('of an account that does not exist is refused', async () => {
		expect((await fail('silentSigning.grant', { accountId: 'f'.repeat(32) }))?.message).toContain('The account does not exist');
	});
});

describe('API > Custom Call', () => {
	it('reaches any endpoint with the same signature and error handling', async () => {
		const { accountId } = await ask('personAccount.create', { thirdPartyUserId: '客户 1', ...PERSON });
		const query = { query: '{"thirdPartyUserId": "客户 1"}' };
		const { items } = await call('api.customCall', { method: 'GET', path: '/v1/accounts/getByThirdId', optionalFields: query });
		expect(items[0].json).toMatchObject({ accountId, name: PERSON.name });
		const unknown = await fail('api.customCall', { method: 'POST', path: '/v3/no/such/thing' });
		expect(unknown?.message).toMatch(/POST \/v3\/no\/such\/thing/);
	});
});

describe('before anything is sent', () => {
	const required = operations.flatMap(({ key, operation }) =>
		operation.fields.filter((field) => field.required && field.name !== 'method').map((field) => ({ key, operation, field })),
	);

	it.each(required)('$key without $field.displayName is refused by name', async ({ key, operation, field }) => {
		const others = operation.fields.filter((other) => other.required && other.name !== field.name && other.type === 'string');
		const parameters = Object.fromEntries(others.map(({ name }) => [name, '/x']));
		const error = await fail(key, { ...parameters, [field.name]: ' ' });
		expect(error?.message).toBe(`“${field.displayName}” is empty [item 0]`);
		expect(await sent()).toBe(0);
	});

	it('an ID that would lead to another place is refused', async () => {
		const error = await fail('personAccount.delete', { accountId: '..' });
		expect(error?.message).toBe('“Account ID” is no ID: “..” [item 0]');
		expect(await sent()).toBe(0);
	});

	it('an ID type that is not in the list is refused with the list', async () => {
		const error = await fail('personAccount.create', { thirdPartyUserId: 'T', name: '甲', optionalFields: { idType: 'PASSPORT' } });
		expect(error?.message).toBe('“ID Type” has the value “PASSPORT”, which is not in its list [item 0]');
		expect(error?.description).toContain('CRED_PSN_PASSPORT');
		expect(await sent()).toBe(0);
	});
});

it('every operation has succeeded', () => {
	expect([...tried].sort()).toEqual(operations.map(({ key }) => key).sort());
});
