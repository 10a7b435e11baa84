/** What a user forgets or mixes up in the operations of eSign's flows, files, identities and seals: named, and never sent. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isHidden } from '../../engine/field.ts';
import { allOperations, isTopLevel, partsOf, type AnyOperation, type Field } from '../../engine/operation.ts';
import { provider } from '../../nodes/Esign/provider.ts';
import { credentialFor, fileItem, runEsign, type More } from './esign-desk.mts';
import { esignEnvelope, startRecorder, type Recorder } from './recorder.mts';

let recorder: Recorder;

beforeAll(async () => {
	recorder = await startRecorder((_request, response) => response.end(esignEnvelope({})));
});
afterAll(async () => await recorder.close());
beforeEach(() => (recorder.requests.length = 0));

const run = async (key: string, parameters: IDataObject, more: More = {}) =>
	await runEsign(credentialFor(recorder.baseUrl.replace('/api', '')), key, parameters, { inputs: [fileItem(Buffer.from('x'), 'a.pdf')], ...more });

async function refusal(key: string, parameters: IDataObject): Promise<string> {
	const { error, items } = await run(key, parameters);
	expect(items).toEqual([]);
	expect(recorder.requests).toEqual([]);
	return String(error?.message).replace(/ \[item 0\]$/, '');
}

const operations = [...allOperations(provider.resources)].filter(({ resource, operation }) => /V[13]$/.test(resource.value) && operation.routing);
const TEXTS = ['string', 'dateTime', 'json', 'resourceLocator'];

/** A good value, of its own example. */
function good(field: INodeProperties): unknown {
	const [first] = field.options ?? [];
	switch (field.type) {
		case 'options':
			return field.default;
		case 'fixedCollection':
			return first && 'values' in first ? { [first.name]: [Object.fromEntries(first.values.map((inner) => [inner.name, good(inner)]))] } : {};
		case 'json':
			return '[]';
		case 'dateTime':
			return new Date(Date.now() + 86_400_000).toISOString();
		case 'number':
		case 'boolean':
		case 'multiOptions':
			return field.default;
		case 'resourceLocator':
			return { __rl: true, mode: 'id', value: 'x' };
		default:
			return (field.placeholder ?? 'e.g. x').replace(/^e\.g\. /, '');
	}
}

/** What it needs, with the choices under which this field shows. */
function parametersWith(operation: AnyOperation, field: Field): IDataObject {
	const chosen = Object.fromEntries(Object.entries(field.displayOptions?.show ?? {}).map(([name, values]) => [name, values?.[0]]));
	const needed = operation.fields.filter((one) => isTopLevel(one, operation));
	const filled = Object.fromEntries(needed.map((one) => [one.name, good(one)]));
	return { ...filled, ...chosen } as IDataObject;
}

describe('a field that is needed', () => {
	const needed = operations.flatMap(({ key, operation }) =>
		operation.fields.filter(({ required, type }) => required && TEXTS.includes(type)).map((field) => ({ key, operation, field, name: field.displayName })),
	);

	it('is looked at in every operation', () => {
		expect(new Set(needed.map(({ key }) => key)).size).toBe(operations.filter(({ operation: { fields } }) => fields.some(({ required, type }) => required && TEXTS.includes(type))).length);
		expect(needed.length).toBeGreaterThan(40);
	});

	it.each(needed)('$key without $name is refused by name', async ({ key, operation, field }) => {
		const parameters = parametersWith(operation, field);
		expect(isHidden(field, parameters)).toBe(false);
		const empty = field.type === 'resourceLocator' ? { __rl: true, mode: 'id', value: ' ' } : ' ';
		expect(await refusal(key, { ...parameters, [field.name]: empty })).toBe(`“${field.displayName}” is empty`);
	});
});

describe('an ID', () => {
	const inPath = operations.flatMap(({ key, operation }) =>
		operation.fields.filter(({ name }) => operation.routing?.request.url.includes(`{${name}}`)).map((field) => ({ key, operation, field, name: field.displayName })),
	);

	it.each(inPath)('of $key never leads to another place: $name', async ({ key, operation, field }) => {
		const parameters = parametersWith(operation, field);
		expect(await refusal(key, { ...parameters, [field.name]: '..' })).toBe(`“${field.displayName}” is no ID: “..”`);
		await run(key, { ...parameters, [field.name]: 'a/../b?c=d' });
		for (const { url } of recorder.requests) expect(url).toContain('a%2F..%2Fb%3Fc%3Dd');
	});
});

describe('a value of the wrong kind', () => {
	it.each<[string, string, IDataObject, string]>([
		['a number where an account belongs', 'identityV3.getPerson', { findBy: 'psnAccount', psnAccount: '={{ 12 }}' }, '“Mobile or Email” is neither a mobile number nor an email address'],
		['an object where an ID belongs', 'signFlowV3.get', { signFlowId: '={{ { "id": 1 } }}' }, '“Sign Flow ID” must be text, but is an object'],
		['a choice that is not in the list', 'identityV3.getPerson', { findBy: 'name', psnAccount: '13800000000' }, '“Find By” has the value “name”, which is not in its list'],
		['a client that is not in the list', 'identityV3.getPersonVerificationPageUrl', { findBy: 'psnId', psnId: 'p', optionalFields: { clientType: 'TV' } }, '“Client Type” has the value “TV”, which is not in its list'],
		['an address without http', 'identityV3.getOrganizationVerificationPageUrl', { findBy: 'orgId', orgId: 'o', optionalFields: { notifyUrl: 'n8n.example.com' } }, '“Notify URL” must be an address that starts with http:// or https://'],
		['31 keywords', 'fileV3.findKeywordPositions', { fileId: 'f', keywords: Array.from({ length: 31 }, (_, index) => `k${index}`).join(',') }, '“Keywords” has 31 keywords; the platform takes 30 at most'],
		['only separators for keywords', 'fileV3.findKeywordPositions', { fileId: 'f', keywords: ', ,' }, '“Keywords” has no keyword in it'],
		['a switch that is none', 'fileV3.get', { fileId: 'f', optionalFields: { pageSize: '={{ "yes" }}' } }, '“Page Size” must be true or false, but is “yes”'],
	])('%s is refused by name', async (_what, key, parameters, message) => {
		expect(await refusal(key, parameters)).toBe(message);
	});
});

describe('what a choice hides', () => {
	it('is neither needed nor sent, whatever an earlier choice left in it', async () => {
		const stale = { findBy: 'psnId', psnId: 'p-1', psnAccount: '不是号码', psnIDCardNum: '000000199001010018', psnIDCardType: 'CRED_PSN_CH_IDCARD' };
		expect((await run('identityV3.getPerson', stale)).error).toBeUndefined();
		expect(recorder.requests[0].url).toBe('/v3/persons/identity-info?psnId=p-1');
	});

	it('of a signer that is not named is left out of the body', async () => {
		await run('signFlowV3.getSigningUrl', { signFlowId: 'f', who: 'none', psnAccount: '13800000000', psnId: 'p', optionalFields: { urlType: '1' } });
		await run('signFlowV3.urge', { signFlowId: 'f', who: 'all', psnAccount: '13800000000' });
		await run('signFlowV3.urge', { signFlowId: 'f', who: 'id', psnId: 'p', psnAccount: '13800000000', optionalFields: { noticeTypes: ['1', '2'] } });
		expect(recorder.requests.map(({ body }) => JSON.parse(body.toString()) as IDataObject)).toEqual([
			{ urlType: 1 },
			{},
			{ urgedOperator: { psnId: 'p' }, noticeTypes: '1,2' },
		]);
	});

	it('an owner chooses the address', async () => {
		for (const owner of ['organization', 'person']) await run('sealV3.get', { owner, orgId: 'o', psnId: 'p', sealId: 's' });
		expect(recorder.requests.map(({ url }) => url)).toEqual(['/v3/seals/org-seal-info?orgId=o&sealId=s', '/v3/seals/psn-seal-info?psnId=p&sealId=s']);
	});
});

it('what must not be repeated is told apart from what may be', () => {
	const once = operations.filter(({ operation }) => !operation.repeatable).map(({ key }) => key);
	expect(once.filter((key) => key !== 'signFlowV3.createAndWait')).toEqual(['signFlowV1.createInOneStep', 'signFlowV3.createFromFiles', 'signFlowV3.urge']);
	for (const { operation } of operations) {
		if (!operation.repeatable) expect(partsOf(operation).checkOutcome ?? operation.checkOutcome).toBeTruthy();
	}
});
