/** Contract / Create, request by request: what is asked before it is sent, and what each answer to that means. */
import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions } from './harness.mts';
import { envelope, startRecorder, type Recorder, type Reply } from './recorder.mts';

const LOOK = '/open/contract/signer';
const READ = '/open/contract/detail';
const CREATE = '/open/contract/createByFile';
const refusal = (code: string) => JSON.stringify({ code, msg: `refused ${code}`, success: false });
const MISSING = refusal('oc_40006');
const DOUBTFUL = refusal('oc_40005');
const THERE = envelope({ contractId: 'C7', status: 'signing' });
const MADE = envelope({ contractId: 'C1' });

const recorders: Recorder[] = [];
afterEach(async () => {
	await Promise.all(recorders.splice(0).map(async (recorder) => await recorder.close()));
});

const PARAMETERS = {
	resource: 'contract',
	operation: 'create',
	contractName: '={{ $json.name ?? "合同" }}',
	documents: { document: [{ fileCode: 'F', fileName: 'a.pdf' }] },
	initiatorAccountId: 'CORP',
	signersFrom: 'form',
	signers: {
		signer: [{ accountId: 'A1', willingnessAuthModes: ['CODE_SMS'], notify: false, signFields: { signField: [{ kind: 'page', positionPage: 1, positionX: 2, positionY: 3 }] } }],
	},
};

const pathOf = (url: string) => url.split('?')[0].replace('/api', '');

/** Runs it against a platform with one answer for each path; of several the last one stays. */
async function create(answers: Record<string, string | Reply | Array<string | Reply>>, parameters: IDataObject = {}, more: Partial<RunOptions> & { corrections?: string } = {}) {
	const { corrections = '', ...rest } = more;
	const seen: Record<string, number> = {};
	const arrivals: number[] = [];
	const own = await startRecorder((request, response, index) => {
		arrivals.push(Date.now());
		const path = pathOf(request.url);
		const given = answers[path];
		seen[path] = (seen[path] ?? 0) + 1;
		const answer = Array.isArray(given) ? given[Math.min(seen[path], given.length) - 1] : given;
		return typeof answer === 'function' ? answer(request, response, index) : response.end(answer ?? MADE);
	});
	recorders.push(own);
	const credential = { environment: 'custom', baseUrl: own.baseUrl, appKey: 'k', appSecret: 's', endpointCorrections: corrections };
	const result = await runNode({ parameters: { ...PARAMETERS, ...parameters }, credential, ...rest });
	const steps = own.requests.map(({ url }) => pathOf(url));
	const bodies = own.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body.toString()) as IDataObject);
	return { ...result, requests: own.requests, arrivals, steps, bodies, codes: bodies.map(({ businessCode }) => businessCode) };
}

const CODE = { businessCode: 'case-1' };

describe('a create', () => {
	it('without a code of the user gets one of its own, and is sent at once', async () => {
		const { items, steps, codes } = await create({});
		expect(steps).toEqual([CREATE]);
		expect(codes).toEqual([expect.stringMatching(/^n8n-[0-9a-f]{28}$/)]);
		expect(items.map(({ json }) => json)).toEqual([{ contractId: 'C1', businessCode: codes[0], alreadyExisted: false }]);
	});

	it.each<[string, IDataObject, string?]>([
		['in its field', CODE],
		['in Additional Fields', { options: { additionalFields: '{"businessCode": "case-1"}' } }],
		['in Additional Fields, as the number it was there', { options: { additionalFields: '{"businessCode": 20260001}' } }, '20260001'],
		['in Additional Fields over the field', { businessCode: 'other', options: { additionalFields: '{"businessCode": "case-1"}' } }],
	])('with a code of the user %s is looked for first, by code and first signer', async (_where, parameters, code = 'case-1') => {
		const { items, steps, codes, requests } = await create({ [LOOK]: MISSING }, parameters);
		expect(steps).toEqual([LOOK, CREATE]);
		const { searchParams } = new URL(requests[0].url, 'http://x');
		expect(Object.fromEntries(searchParams)).toEqual({ businessCode: code, accountId: 'A1' });
		expect(codes).toEqual([code]);
		expect(items.map(({ json }) => json)).toEqual([{ contractId: 'C1', businessCode: code, alreadyExisted: false }]);
	});

	it('that n8n may repeat is looked for under one code each time', async () => {
		const { steps, codes, items } = await create(
			{ [LOOK]: MISSING, [CREATE]: (_request, response, index) => response.end(index < 2 ? refusal('oc_1') : MADE) },
			{},
			{ retryOnFail: true },
		);
		expect(steps).toEqual([LOOK, CREATE, LOOK, CREATE]);
		expect(codes[1]).toBe(codes[0]);
		expect(items).toHaveLength(1);
	});

	it('of each item has a code of its own', async () => {
		const { codes, items } = await create({}, {}, { items: [{}, {}, {}] });
		expect(new Set(codes).size).toBe(3);
		expect(items.map(({ json, pairedItem }) => [json.businessCode, pairedItem])).toEqual(
			items.map(({ json }, item) => [json.businessCode, { item }]),
		);
		expect(new Set(items.map(({ json }) => json.businessCode))).toEqual(new Set(codes));
	});

	it('has the same code in the same execution only', async () => {
		const codesOf = async (executionId: string, runs = 1) => (await create({}, {}, { executionId, runs })).codes;
		const [first] = await codesOf('same');
		expect(await codesOf('same')).toEqual([first]);
		const others = [...(await codesOf('another')), ...(await codesOf('third', 2))];
		expect(new Set([first, ...others]).size).toBe(4);
	});

	it('carries the metadata of its answer when asked for', async () => {
		const { items } = await create({}, { options: { includeResponseMetadata: true } });
		expect(items[0].json._response).toMatchObject({ httpStatus: 200, logKey: 'log1' });
	});

	it('that is refused is not looked for', async () => {
		const { steps, error } = await create({ [CREATE]: refusal('oc_40003') });
		expect(steps).toEqual([CREATE]);
		expect(error?.message).toBe('A signer appears twice (Qiandun code oc_40003) [item 0]');
	});

	it('stands with both its IDs in what is done already', async () => {
		const answer: Reply = ({ body }, response) => response.end(body.includes('"bad"') ? refusal('oc_1') : MADE);
		const { error, codes } = await create({ [CREATE]: answer }, { options: { requestsInFlight: 1 } }, { items: [{ name: 'good' }, { name: 'bad' }] });
		expect(error?.context?.itemsDone).toEqual([{ item: 0, contractId: 'C1', businessCode: codes[0] }]);
	});
});

describe('the look', () => {
	it.each<[string, Record<string, string>]>([
		['finds it', { [LOOK]: THERE, [READ]: THERE }],
		['finds another state, and reading finds it', { [LOOK]: DOUBTFUL, [READ]: THERE }],
	])('that %s ends in what is there: nothing is created', async (_what, answers) => {
		const { items, steps, paired, requests } = await create(answers, CODE);
		expect(steps).toEqual([LOOK, READ]);
		expect(requests[1].url).toContain('businessCode=case-1');
		expect(items.map(({ json }) => json)).toEqual([expect.objectContaining({ contractId: 'C7', status: 'signing', alreadyExisted: true })]);
		expect(paired).toEqual([{ item: 0 }]);
	});

	it.each(['oc_99999', 'oc_40006', 'oc_40005'])('that finds it counts though its details cannot be read (%s)', async (code) => {
		const { items, steps } = await create({ [LOOK]: THERE, [READ]: refusal(code) }, CODE);
		expect(steps).toEqual([LOOK, READ]);
		expect(items.map(({ json }) => json)).toEqual([{ businessCode: 'case-1', alreadyExisted: true }]);
	});

	it('that finds another state, where reading finds nothing, lets it be created', async () => {
		const { items, steps } = await create({ [LOOK]: DOUBTFUL, [READ]: MISSING }, CODE);
		expect(steps).toEqual([LOOK, READ, CREATE]);
		expect(items[0].json).toMatchObject({ contractId: 'C1', alreadyExisted: false });
	});

	it.each<[string, Record<string, string>, string[], string]>([
		['fails', { [LOOK]: refusal('oc_99999') }, [LOOK], 'Qiandun refused: refused oc_99999 (code oc_99999) [item 0]'],
		[
			'finds another state, and reading fails',
			{ [LOOK]: DOUBTFUL, [READ]: refusal('oc_99999') },
			[LOOK, READ],
			'The signing record does not exist or is in another state (Qiandun code oc_40005) [item 0]',
		],
	])('that %s lets nothing be created', async (_what, answers, expected, message) => {
		const { error, steps, items } = await create(answers, CODE);
		expect([steps, items]).toEqual([expected, []]);
		expect(error?.message).toBe(message);
		expect(error?.description).toMatch(/^Whether it was created before could not be found out, so it was not created now\. \S/);
	});

	it('goes to the corrected addresses', async () => {
		const corrections = '{"contract.getSigners":{"path":"/open/v9/look"},"contract.get":{"path":"/open/v9/read"}}';
		const { steps } = await create({ '/open/v9/look': THERE, '/open/v9/read': THERE }, CODE, { corrections });
		expect(steps).toEqual(['/open/v9/look', '/open/v9/read']);
	});
});

describe('what was found', () => {
	it.each<[string, string, IDataObject]>([
		['read', THERE, { contractId: 'C7' }],
		['not read', refusal('oc_9'), {}],
	])('and was %s stands with its IDs in what is done already', async (_how, read, ids) => {
		const answer: Reply = ({ url }, response) => response.end(url.includes('there') ? THERE : refusal('oc_9'));
		const parameters = { businessCode: '={{ $json.code }}', options: { requestsInFlight: 1 } };
		const { error } = await create({ [LOOK]: answer, [READ]: read }, parameters, { items: [{ code: 'there' }, { code: 'x' }] });
		expect(error?.context?.itemsDone).toEqual([{ item: 0, businessCode: 'there', ...ids }]);
	});
});

describe('a lost answer', () => {
	const drop: Reply = (_request, response) => response.destroy();
	const UNKNOWN = 'whether Qiandun carried out the request is unknown [item 0]';

	it('is followed by a look after one second, by another after three more, and then it is sent again, once', async () => {
		const [found, foundLater, never, neverAgain, failed, late] = await Promise.all([
			create({ [CREATE]: drop, [LOOK]: THERE, [READ]: THERE }),
			create({ [CREATE]: drop, [LOOK]: [MISSING, THERE], [READ]: THERE }),
			create({ [CREATE]: [drop, MADE], [LOOK]: MISSING }),
			create({ [CREATE]: drop, [LOOK]: MISSING }),
			create({ [CREATE]: (_request, response) => response.writeHead(502).end(), [LOOK]: refusal('oc_9') }),
			create({ [CREATE]: () => undefined, [LOOK]: MISSING }, { options: { timeout: 300 } }),
		]);
		expect(found.steps).toEqual([CREATE, LOOK, READ]);
		expect(found.items[0].json).toMatchObject({ contractId: 'C7', alreadyExisted: true });
		expect(foundLater.steps).toEqual([CREATE, LOOK, LOOK, READ]);
		expect(foundLater.items[0].json).toMatchObject({ contractId: 'C7', alreadyExisted: true });
		expect(never.steps).toEqual([CREATE, LOOK, LOOK, CREATE]);
		expect(never.codes[1]).toBe(never.codes[0]);
		expect(never.items[0].json).toMatchObject({ contractId: 'C1', alreadyExisted: false });
		const [sent, first, second] = never.arrivals;
		expect([first - sent >= 900, second - first >= 2_800]).toEqual([true, true]);
		expect(neverAgain.steps).toEqual([CREATE, LOOK, LOOK, CREATE]);
		expect(neverAgain.error?.message).toBe(`The connection broke while waiting for the answer; ${UNKNOWN}`);
		expect(failed.steps).toEqual([CREATE, LOOK]);
		expect(failed.error?.message).toBe(`The server answered HTTP 502; ${UNKNOWN}`);
		// The platform may be at it still.
		expect(late.steps).toEqual([CREATE, LOOK]);
		expect(late.error?.message).toBe(`No answer came within the timeout; ${UNKNOWN}`);
	});

	it('stays unknown where the run ends before it could be sent again', async () => {
		const held: Record<string, () => void> = {};
		let looks = 0;
		const { error } = await create(
			{
				[CREATE]: (request, response) => {
					const { contractName } = JSON.parse(request.body.toString()) as IDataObject;
					// Of three at once the first loses its answer, the second fails later, and the third makes all wait for two seconds.
					if (contractName === 'lost') response.destroy();
					else if (contractName === 'refused') held.refuse = () => response.end(refusal('oc_9'));
					else held.rest = () => response.writeHead(429, { 'Retry-After': '2' }).end();
				},
				[LOOK]: (_request, response) => {
					if (++looks === 2) {
						held.rest();
						setTimeout(() => held.refuse(), 700);
					}
					setTimeout(() => response.end(MISSING), 300);
				},
			},
			{ options: { requestsInFlight: 3 } },
			{ items: [{ name: 'lost' }, { name: 'refused' }, { name: 'rest' }] },
		);
		expect(error?.message).toBe(`The connection broke while waiting for the answer; ${UNKNOWN}`);
		expect(error?.description).toContain('refused oc_9');
	});
});

describe('two items with one code', () => {
	const items = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

	it('are refused but for the first, and that is told with the item it is', async () => {
		const { items: made, codes } = await create({ [LOOK]: MISSING }, CODE, { items, onError: 'continueRegularOutput' });
		expect(codes).toEqual(['case-1']);
		expect(made.map(({ json }) => json.error ?? json.contractId)).toEqual([
			'C1',
			'“Business Code” is “case-1” for item 0, too [item 1]',
			'“Business Code” is “case-1” for item 0, too [item 2]',
		]);
		const { error } = await create({}, CODE, { items });
		expect(error?.description).toMatch(/^Give each item one of its own, or none\. Nothing was sent for this item\./);
	});

	it('are none where one of them is not sent at all', async () => {
		const { items: made, codes } = await create({ [LOOK]: MISSING }, CODE, { items: [{ name: ' ' }, { name: 'b' }], onError: 'continueRegularOutput' });
		expect(codes).toEqual(['case-1']);
		expect(made.map(({ json }) => json.error ?? json.contractId)).toEqual(['“Contract Name” is empty [item 0]', 'C1']);
	});
});

describe('one contract out of all items', () => {
	const signer = (kind: string, positionY = 3): IDataObject => ({ accountId: `={{ $json.${kind} }}`, willingnessAuthModes: ['CODE_SMS'], notify: false, signFields: { signField: [{ kind: 'page', positionPage: 1, positionX: '={{ $json.x }}', positionY }] } });

	it('has the rows of each item in their order, and everything else of the first', async () => {
		const { bodies, items, paired } = await create(
			{},
			{ signersFrom: 'items', signers: { signer: [signer('who'), signer('boss', 4)] } },
			{ items: [{ name: 'first', who: 'A1', boss: 'B1', x: 10 }, { name: 'second', who: 'A2', boss: 'B2', x: 20 }] },
		);
		expect(bodies).toHaveLength(1);
		expect(bodies[0].contractName).toBe('first');
		expect((bodies[0].signers as IDataObject[]).map(({ accountId }) => accountId)).toEqual(['A1', 'B1', 'A2', 'B2']);
		expect(JSON.stringify((bodies[0].signers as IDataObject[])[3])).toContain('"positionX":20');
		expect(items).toHaveLength(1);
		expect(paired).toEqual([[{ item: 0 }, { item: 1 }]]);
	});

	it('whose expression fails in one item names the field', async () => {
		const { error, steps } = await create({}, { signersFrom: 'items', signers: { signer: [{ ...signer('who'), accountId: '={{ $("Nope").item.json.x }}' }] } }, { items: [{}, {}] });
		expect(error?.message).toMatch(/^The expression in “Signers” cannot be evaluated: /);
		expect(steps).toEqual([]);
	});
});
