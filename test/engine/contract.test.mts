/** Contract / Create and what follows it: the body it makes, what it catches before sending, and that it never happens twice. */
import axios from 'axios';
import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { runNode, searchList, type RunOptions } from './harness.mts';
import { SharedMemory } from './n8n-memory.mts';
import { envelope, expectSigned, startRecorder, type Reply } from './recorder.mts';
import { pdf } from './samples.mts';
import { expectInSchema } from './schema.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

interface State {
	contracts: Array<IDataObject & { contractId: string; businessCode: string | null; status: string }>;
	files: Array<{ fileCode: string }>;
}
const state = async () => (await axios.get<State>(`${sandbox.console}sandbox/state`)).data;
const arm = async (fault: IDataObject) => await axios.post(`${sandbox.console}sandbox/faults`, fault);
const calls = async () => (await axios.get<{ calls: unknown[] }>(`${sandbox.console}sandbox/calls`)).data.calls.length;

async function run(key: string, parameters: IDataObject, more: Partial<RunOptions> = {}) {
	const [resource, operation] = key.split('.');
	return await runNode({
		credential: { environment: 'custom', ...sandbox.qiandun },
		parameters: { resource, operation, ...parameters },
		...more,
	});
}

async function ask(key: string, parameters: IDataObject, more: Partial<RunOptions> = {}): Promise<IDataObject> {
	const { items, error } = await run(key, parameters, more);
	expect(error).toBeUndefined();
	expectInSchema('Qiandun', key, items[0].json);
	return items[0].json;
}

const binary = (content: Buffer, fileName: string): INodeExecutionData => ({
	json: {},
	binary: { data: { data: content.toString('base64'), mimeType: 'application/pdf', fileName } },
});

const upload = async (pages = 3): Promise<string> =>
	String(
		(await ask('file.upload', { fileSource: 'binary', binaryPropertyName: 'data' }, { inputs: [binary(pdf(pages), '合同.pdf')] })).fileCode,
	);

const ID_TYPE = 'CRED_PSN_CH_IDCARD';
const PEOPLE: Array<[string, string]> = [
	['PSN_A', '000000199001010018'],
	['PSN_B', '000000199001010034'],
];

/** A verified company CORP and two verified people, as the operations make them. */
async function parties(): Promise<void> {
	for (const [accountId, psnIDCardNum] of PEOPLE) {
		const { flowNo } = await ask('personalVerification.verifyThreeFactors', {
			psnName: `测试${accountId}`,
			psnIDCardType: ID_TYPE,
			psnIDCardNum,
			psnMobile: '13800000001',
		});
		await ask('personalVerification.sendSmsCode', { flowNo, psnMobile: '13800000001' });
		const { data } = await axios.get<{ messages: Array<{ code: string }> }>(`${sandbox.console}sandbox/outbox`);
		await ask('personalVerification.checkSmsCode', { flowNo, smsCode: data.messages[0].code });
		await ask('user.createVerified', { accountId, flowNo });
	}
	const { flowNo } = await ask('companyVerification.verifyFourFactors', {
		corpName: '测试示例有限公司',
		corpIDCardType: 'CRED_ORG_USCC',
		corpIDCardNum: '91000000MA00000000',
		legalRepName: '测试员乙',
		legalRepIDCardType: ID_TYPE,
		legalRepIDCardNum: '000000199001010018',
	});
	await ask('company.createVerified', { accountId: 'CORP', flowNo });
}

const signField = (more: IDataObject = {}): IDataObject => ({ kind: 'page', positionPage: 1, positionX: 200, positionY: 150, ...more });
const signer = (accountId: string, signFields: IDataObject[], more: IDataObject = {}): IDataObject => ({
	accountId,
	willingnessAuthModes: ['CODE_SMS'],
	notify: false,
	signFields: { signField: signFields },
	...more,
});

const contract = (fileCode: string, signers: IDataObject[], more: IDataObject = {}): IDataObject => ({
	contractName: '劳动合同 测试',
	documents: { document: [{ fileCode, fileName: '合同.pdf' }] },
	initiatorAccountId: 'CORP',
	signersFrom: 'form',
	signers: { signer: signers },
	...more,
});

const TWO = [signer('PSN_A', [signField()]), signer('CORP', [signField({ positionX: 420 }), signField({ kind: 'acrossPages', positionY: 400 })])];

let file: string;
beforeEach(async () => {
	await axios.post(`${sandbox.console}sandbox/reset`, {});
	await parties();
	file = await upload();
});

describe('the body', () => {
	/** What goes out for a contract with everything in it. */
	async function sent(endpointCorrections = '', options: IDataObject = {}): Promise<{ body: IDataObject; error: string | undefined }> {
		const recorder = await startRecorder((request, response) =>
			response.end(request.method === 'GET' ? '{"code":"oc_40006","msg":"合同不存在","success":false}' : envelope({ contractId: '1' })),
		);
		const credential = { environment: 'custom', ...sandbox.qiandun, baseUrl: recorder.baseUrl, endpointCorrections };
		const parameters = contract('FC_1', [
			signer('PSN_A', [signField({ showDate: true }), signField({ fileCode: 'FC_2', authorizeCode: '' })], { notify: true }),
			signer('CORP', [signField({ kind: 'acrossPages', positionY: 300, authorizeCode: 'AUTH', positionX: 5, showDate: true })], { seqNo: 7 }),
		]);
		const { error } = await run(
			'contract.create',
			{
				...parameters,
				documents: { document: [{ fileCode: 'FC_1', fileName: '合同.pdf', pageCount: 3 }, { fileCode: 'FC_2', fileName: '附录.docx' }] },
				businessCode: 'case-1',
				optionalFields: {
					attachments: { attachment: [{ fileCode: 'FC_9' }] },
					signDeadline: new Date(Date.now() + 86_400_000).toISOString(),
				},
				options,
			},
			{ credential },
		);
		await recorder.close();
		// The first request asks whether the case exists already.
		const last = String(recorder.requests.at(-1)?.body ?? '{}');
		return { body: JSON.parse(last) as IDataObject, error: error && `${error.message} ${String(error.description)}` };
	}

	it('has other names where Endpoint Corrections say so: of the contract, of each row, and of what is in it', async () => {
		const { body: plain } = await sent();
		const rename = {
			contractName: 'contractTitle',
			businessCode: 'outer.code',
			signers: 'signerList',
			'signers.accountId': 'signers.signerId',
			'signers.signFields.signFieldPosition.positionX': 'signers.signFields.signFieldPosition.x',
		};
		const { body, error } = await sent(JSON.stringify({ 'contract.create': { rename } }));
		expect(error).toBeUndefined();
		const { contractName, businessCode, signers, ...rest } = plain;
		const renamed = JSON.stringify(signers).replaceAll('"accountId"', '"signerId"').replaceAll('"positionX"', '"x"');
		expect({ ...body, signDeadline: '' }).toEqual({
			...rest,
			signDeadline: '',
			contractTitle: contractName,
			outer: { code: businessCode },
			signerList: JSON.parse(renamed) as IDataObject[],
		});
	});

	it('has what Additional Fields say under a new name', async () => {
		const { body } = await sent('{"contract.create": {"rename": {"contractName": "contractTitle"}}}', { additionalFields: '{"contractTitle": "另一个"}' });
		expect([body.contractTitle, body.contractName]).toEqual(['另一个', undefined]);
	});

	it('every name that it has can be changed, and no other', async () => {
		const namesIn = (value: unknown, inside = ''): string[] => {
			if (Array.isArray(value)) return value.flatMap((element) => namesIn(element, inside));
			if (typeof value !== 'object' || value === null) return [];
			return Object.entries(value).flatMap(([name, inner]) => [inside + name, ...namesIn(inner, `${inside}${name}.`)]);
		};
		const { body } = await sent();
		const { error } = await sent('{"contract.create": {"rename": {"contractTitle": "x"}}}');
		expect(error).toContain('contract.create.rename has “contractTitle”, which this operation does not send');
		const listed = /It sends (.+?)\./.exec(error?.replaceAll(/([a-z])\.([a-z])/gi, '$1>$2') ?? '')?.[1].replaceAll('>', '.').split(', ');
		expect(listed?.sort()).toEqual([...new Set(namesIn(body))].sort());
		expect((await sent('{"contract.create": {"rename": {"signers.accountId": "signerId"}}}')).error).toContain('must begin with “signers.”');
	});

	it('is the documented one, made of what a person fills in', async () => {
		const { body, error } = await sent();
		expect(error).toBeUndefined();
		expect(body).toEqual({
			contractName: '劳动合同 测试',
			businessCode: 'case-1',
			signDeadline: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
			signFileType: 'PDF',
			docs: [
				{ fileId: '1', fileCode: 'FC_1', fileOrder: 1, fileName: '合同.pdf' },
				{ fileId: '2', fileCode: 'FC_2', fileOrder: 2, fileName: '附录.docx' },
			],
			attachmentFiles: [{ fileCode: 'FC_9', fileOrder: 1 }],
			signFlowInitiator: { accountId: 'CORP' },
			signers: [
				{
					accountId: 'PSN_A',
					seqNo: 1,
					signFields: [
						{ fileCode: 'FC_1', signFieldStyle: 1, dateFormat: 'YYYY-MM-DD', signFieldPosition: { positionPage: 1, positionX: 200, positionY: 150 } },
						{ fileCode: 'FC_2', signFieldStyle: 1, signFieldPosition: { positionPage: 1, positionX: 200, positionY: 150 } },
					],
					authConfig: { willingnessAuthModes: ['CODE_SMS'] },
					noticeConfig: { noticeTypes: 1 },
				},
				{
					accountId: 'CORP',
					seqNo: 7,
					signFields: [
						{ fileCode: 'FC_1', signFieldStyle: 2, authorizeCode: 'AUTH', signFieldPosition: { positionPage: 0, positionX: 0, positionY: 300 } },
					],
					authConfig: { willingnessAuthModes: ['CODE_SMS'] },
					noticeConfig: { noticeTypes: 0 },
				},
			],
		});
	});
});

describe('a contract', () => {
	it('is created, signed in order, finished, and its files come down', async () => {
		const made = await ask('contract.create', contract(file, TWO));
		expect(made).toEqual({
			contractId: expect.stringMatching(/^\d{19}$/),
			businessCode: expect.stringMatching(/^n8n-[0-9a-f]{28}$/),
			alreadyExisted: false,
		});
		const { contractId } = made;
		expect(await ask('contract.get', { contractId })).toMatchObject({ contractId, status: 'signing', signingStatus: 'signing', createTimeIso: expect.stringMatching(/\+08:00$/) });
		for (const accountId of ['PSN_A', 'CORP']) {
			expect(await ask('contract.getSigners', { contractId, accountId })).not.toMatchObject({ signStatus: 'finished' });
			const { url } = await ask('contract.getSigningUrl', { contractId, accountId, clientType: 'h5' });
			expect(String(url)).toContain('/h5/');
			await axios.post(`${sandbox.console}sandbox/sign`, { contractId, accountId });
			expect(await ask('contract.getSigners', { contractId, accountId })).toMatchObject({ signStatus: 'finished' });
		}
		expect(await ask('contract.get', { contractId })).toMatchObject({ status: 'finished', signingStatus: 'completed' });
		const { items } = await run('contract.download', { contractId, outputField: 'data' });
		expect(items.map(({ json }) => [json.kind, json.fileName])).toEqual([['document', '合同.pdf']]);
		expect(items[0].binary?.data.mimeType).toBe('application/pdf');
	});

	it('gets its signers from the input items where the user wants that: one contract, paired with all of them', async () => {
		const items = PEOPLE.map(([accountId], index) => ({ accountId, x: 100 + index * 200 }));
		const row = signer('={{ $json.accountId }}', [signField({ positionX: '={{ $json.x }}' })]);
		const { items: made, error } = await run('contract.create', contract(file, [row], { signersFrom: 'items' }), { items });
		expect(error).toBeUndefined();
		expect(made).toHaveLength(1);
		expect(made[0].pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		const { contracts } = await state();
		expect(contracts).toHaveLength(1);
		expect(JSON.stringify(contracts[0])).toMatch(/PSN_A.*PSN_B/);
	});

	it('gets its signers as JSON in the platform’s words, checked alike', async () => {
		const signers = [{ accountId: 'PSN_A', seqNo: 1, signFields: [{ fileCode: file, signFieldStyle: 1, signFieldPosition: { positionPage: 1, positionX: 9, positionY: 9 } }] }];
		const parameters = contract(file, [], { signersFrom: 'json', signersJson: JSON.stringify(signers) });
		expect(await ask('contract.create', parameters)).toMatchObject({ alreadyExisted: false });
		const twice = { ...parameters, signersJson: JSON.stringify([...signers, ...signers]) };
		expect((await run('contract.create', twice)).error?.message).toBe('Signer 2 (PSN_A) is the same as signer 1 [item 0]');
	});
});

describe('what the platform’s error table forbids is caught before sending, naming signer and field', () => {
	const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
	const A = (fields: IDataObject[]) => signer('PSN_A', fields);

	it.each<[string, IDataObject, string]>([
		['no signer', contract('F', []), '“Signers” is empty'],
		['a signer without account', contract('F', [signer(' ', [signField()])]), '“Signer 1 > Account ID” is empty'],
		['a signer without sign field', contract('F', [A([])]), 'Signer 1 (PSN_A) has no sign field'],
		['a signer twice', contract('F', [A([signField()]), A([signField({ positionX: 9 })])]), 'Signer 2 (PSN_A) is the same as signer 1'],
		[
			'a place twice for one signer',
			contract('F', [A([signField(), signField()])]),
			'Signer 1 (PSN_A), sign field 2 has the same place as Signer 1 (PSN_A), sign field 1',
		],
		[
			'a place twice for two signers',
			contract('F', [A([signField()]), signer('PSN_B', [signField()])]),
			'Signer 2 (PSN_B), sign field 1 has the same place as Signer 1 (PSN_A), sign field 1',
		],
		[
			'silent and normal signing mixed',
			contract('F', [A([signField({ authorizeCode: 'X' }), signField({ positionX: 1 })])]),
			'Signer 1 (PSN_A) has a silent signing code on some sign fields and none on others',
		],
		[
			'a file that is no document',
			contract('F', [A([signField({ fileCode: 'G' })])]),
			'Signer 1 (PSN_A), sign field 1 is on the file “G”, which is none of the documents',
		],
		[
			'a document twice',
			contract('F', [A([signField()])], { documents: { document: [{ fileCode: 'F', fileName: 'a' }, { fileCode: 'F', fileName: 'b' }] } }),
			'Document 2 is the same file as document 1',
		],
		[
			'a seal across the pages of one page',
			contract('F', [A([signField({ kind: 'acrossPages' })])], { documents: { document: [{ fileCode: 'F', fileName: 'a', pageCount: 1 }] } }),
			'Signer 1 (PSN_A), sign field 1 goes across the pages of a file with one page',
		],
		[
			'a page that is not there',
			contract('F', [A([signField({ positionPage: 4 })])], { documents: { document: [{ fileCode: 'F', fileName: 'a', pageCount: 3 }] } }),
			'Signer 1 (PSN_A), sign field 1 is on page 4 of a file with 3',
		],
		['a page that is no number', contract('F', [A([signField({ positionPage: '={{ "two" }}' })])]), '“Signer 1 > Sign Field 1 > Page” must be a number, but is “two”'],
		['page 0', contract('F', [A([signField({ positionPage: 0 })])]), '“Signer 1 > Sign Field 1 > Page” is 0; it must be 1 or more'],
		['a deadline in the past', contract('F', [A([signField()])], { optionalFields: { signDeadline: days(-1) } }), '“Signing Deadline” has passed'],
		['a deadline too far', contract('F', [A([signField()])], { optionalFields: { signDeadline: days(400) } }), '“Signing Deadline” is more than 12 months away'],
		['no document', contract('F', [A([signField()])], { documents: {} }), '“Documents” is empty'],
		['no name', contract('F', [A([signField()])], { contractName: '={{ "" }}' }), '“Contract Name” is empty'],
	])('%s', async (_what, parameters, message) => {
		const before = await calls();
		const { error } = await run('contract.create', parameters);
		expect(error?.message).toBe(`${message} [item 0]`);
		expect(await calls()).toBe(before);
	});

	it('not so the last page of a file, and seals across the pages of two files at one height', async () => {
		const files = [await upload(3), await upload(2)];
		const across = files.map((fileCode) => signField({ kind: 'acrossPages', positionY: 400, fileCode }));
		const parameters = contract(files[0], [signer('PSN_A', [signField({ positionPage: 3 }), ...across])], {
			documents: { document: files.map((fileCode, index) => ({ fileCode, fileName: `${index}.pdf`, pageCount: 3 - index })) },
		});
		expect(await ask('contract.create', parameters)).toMatchObject({ contractId: expect.stringMatching(/^\d+$/) });
	});

	it('what only the platform can know comes back in words: not verified, a one-page file', async () => {
		await ask('user.createUnverified', { accountId: 'NEW', psnName: '测试新' });
		const unverified = await run('contract.create', contract(file, [signer('NEW', [signField()])]));
		expect(unverified.error?.message).toBe('The user is not verified (Qiandun code oc_10011) [item 0]');
		const across = contract(await upload(1), [signer('PSN_A', [signField({ kind: 'acrossPages' })])]);
		expect((await run('contract.create', across)).error?.message).toBe('A cross-page seal cannot stand on a one-page file (Qiandun code oc_40020) [item 0]');
	});
});

describe('never twice', () => {
	const CREATE = '/open/contract/createByFile';
	const withCode = (businessCode: string) => contract(file, TWO, { businessCode });
	const codes = async () => (await state()).contracts.map(({ businessCode }) => businessCode);

	it('for a business code of the user: what exists is returned, whole', async () => {
		const first = await ask('contract.create', withCode('case-7'));
		const second = await ask('contract.create', withCode('case-7'));
		expect(second).toMatchObject({ contractId: first.contractId, businessCode: 'case-7', status: 'signing', alreadyExisted: true });
		expect(await codes()).toEqual(['case-7']);
	});

	it('for a business code of the user, whoever signs: the same code with other signers is no second contract', async () => {
		const first = await ask('contract.create', withCode('case-7'));
		const others = contract(file, [signer('PSN_B', [signField()])], { businessCode: 'case-7' });
		expect(await ask('contract.create', others)).toMatchObject({ contractId: first.contractId, alreadyExisted: true });
		expect(await codes()).toEqual(['case-7']);
	});

	it('when the answer does not come in time: asked for, and never sent again', async () => {
		await arm({ path: CREATE, fault: 'latency', ms: 6_000 });
		const { error } = await run('contract.create', contract(file, TWO, { options: { timeout: 500 } }));
		expect(error?.message).toBe('No answer came within the timeout; whether Qiandun carried out the request is unknown [item 0]');
		await new Promise((resolve) => setTimeout(resolve, 6_000));
		expect(await codes()).toHaveLength(1);
	});

	it('when the connection broke after the effect: what was made is found and returned', async () => {
		await arm({ path: CREATE, fault: 'dropAfter' });
		const made = await ask('contract.create', contract(file, TWO));
		expect(made).toMatchObject({ alreadyExisted: true, contractId: (await state()).contracts[0].contractId });
		expect(await codes()).toHaveLength(1);
	});

	it('when the connection broke before the effect: it is asked for, not there, and made once', async () => {
		await arm({ path: CREATE, fault: 'dropBefore' });
		const made = await ask('contract.create', contract(file, TWO));
		expect(made).toMatchObject({ alreadyExisted: false });
		expect(await codes()).toHaveLength(1);
	});

	it('when the answer is HTTP 502 and the look fails as well: unknown, with what to check, and nothing is sent again', async () => {
		await arm({ path: CREATE, fault: 'status', status: 502, times: 9 });
		await arm({ path: '/open/contract/signer', fault: 'status', status: 500, times: 9 });
		const { error } = await run('contract.create', contract(file, TWO));
		expect(error?.message).toBe('The server answered HTTP 502; whether Qiandun carried out the request is unknown [item 0]');
		expect(error?.description).toContain('Contract > Get Signers with the same business code');
		expect(await codes()).toHaveLength(0);
	});

	it('when nobody can say whether a case exists, it is not created', async () => {
		await arm({ path: '/open/contract/signer', fault: 'status', status: 500, times: 9 });
		const { error } = await run('contract.create', withCode('case-9'));
		expect(error?.description).toMatch(/^Whether it was created before could not be found out, so it was not created now\./);
		expect(await codes()).toHaveLength(0);
	});

	it('with Retry On Fail, connections dropped before and after the effect, and looks that fail: one contract for each item', async () => {
		await arm({ path: CREATE, fault: 'dropAfter', times: 1 });
		await arm({ path: CREATE, fault: 'dropBefore', times: 1, skip: 1 });
		await arm({ path: '/open/contract/signer', fault: 'dropBefore', times: 12, skip: 3 });
		const items = [{ n: 1 }, { n: 2 }, { n: 3 }];
		const { run: executed, items: made, error } = await run('contract.create', contract(file, TWO, { contractName: '={{ "合同" + $json.n }}' }), { items, retryOnFail: true });
		expect(executed.status === 'success' ? undefined : error).toBeUndefined();
		expect(made).toHaveLength(3);
		const all = await codes();
		expect(all).toHaveLength(3);
		expect(new Set(all).size).toBe(3);
	});

	it('differs between items, runs and executions', async () => {
		const { items } = await run('contract.create', contract(file, TWO), { items: [{}, {}] });
		const again = await run('contract.create', contract(file, TWO), { items: [{}, {}] });
		const keys = [...items, ...again.items].map(({ json }) => json.businessCode);
		expect(new Set(keys).size).toBe(4);
		await run('contract.create', contract(file, TWO), { runs: 2 });
		expect(new Set(await codes()).size).toBe(6);
	});

	describe('by executions at the same moment', () => {
		const memory = new SharedMemory();
		let isBroken = false;
		beforeAll(() => {
			const helpers = memory.helpers();
			void DataDeduplicationService.init({
				checkProcessedAndRecord: async (items, scope, _context, options) => {
					if (isBroken && scope === 'node') throw new Error('no database');
					return await helpers.checkProcessedAndRecord(items, scope, options);
				},
				removeProcessed: async (items, scope, _context, options) => await helpers.removeProcessed(items, scope, options),
				clearAllProcessedItems: async (scope, _context, options) => await helpers.clearAllProcessedItems(scope, options),
				getProcessedDataCount: async () => await Promise.reject(new Error('not used')),
			});
		});
		beforeEach(() => {
			memory.disturb = async () => await new Promise((resolve) => setTimeout(resolve, 2));
		});
		const askBoth = async (code: string) =>
			await Promise.all([1, 2].map(async () => await ask('contract.create', withCode(code), { mode: 'webhook' })));

		it('for a business code of the user: the second waits, and finds what the first made', async () => {
			await arm({ path: CREATE, fault: 'latency', ms: 500 });
			const both = await askBoth('case-8');
			expect(await codes()).toEqual(['case-8']);
			expect(both.map(({ alreadyExisted }) => alreadyExisted).sort()).toEqual([false, true]);
			expect(new Set(both.map(({ contractId }) => contractId)).size).toBe(1);
		});

		it('however long the first takes: longer than the second waits before it asks again', async () => {
			await arm({ path: CREATE, fault: 'latency', ms: 3_000 });
			const both = await askBoth('case-8');
			expect(await codes()).toEqual(['case-8']);
			expect(both.map(({ alreadyExisted }) => alreadyExisted).sort()).toEqual([false, true]);
		}, 30_000);

		it('and after one that failed: the second makes it', async () => {
			await arm({ path: CREATE, fault: 'html' });
			const both = await Promise.all([1, 2].map(async () => await run('contract.create', withCode('case-8'), { mode: 'webhook' })));
			expect(both.filter(({ error }) => error !== undefined)).toHaveLength(1);
			expect(await codes()).toEqual(['case-8']);
		});

		it('leaves nothing behind that would keep the next one waiting', async () => {
			await ask('contract.create', withCode('case-8'), { mode: 'webhook' });
			expect(memory.has('case-8') || memory.has('open case-8')).toBe(false);
			expect(memory.rows.has('workflow')).toBe(false);
		});

		it('goes on without, when n8n’s database cannot be asked', async () => {
			isBroken = true;
			expect(await ask('contract.create', withCode('case-9'), { mode: 'webhook' })).toMatchObject({ alreadyExisted: false });
		}, 30_000);
	});

	it('refuses two items with one business code, since neither could find the other', async () => {
		const { error } = await run('contract.create', withCode('same'), { items: [{}, {}] });
		expect(error?.message).toBe('“Business Code” is “same” for item 0, too [item 1]');
		expect(await codes()).toHaveLength(0);
	});
});

describe('seals', () => {
	it('are listed in pages up to the limit, or all of them', async () => {
		await axios.post(`${sandbox.console}sandbox/seals`, { accountId: 'CORP', count: 120 });
		const { items: some } = await run('seal.getMany', { accountId: 'CORP', returnAll: false, limit: 60 });
		expect(some).toHaveLength(60);
		const { items: all } = await run('seal.getMany', { accountId: 'CORP', returnAll: true });
		expect(all.length).toBeGreaterThan(120);
		expect(new Set(all.map(({ json }) => json.sealId)).size).toBe(all.length);
		expect(all.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	});

	it('are asked for no further than the last full page', async () => {
		const recorder = await startRecorder((request, response) => {
			const page = Number(new URL(request.url, 'http://x').searchParams.get('pageNum'));
			const list = Array.from({ length: 50 }, (_, index) => ({ sealId: String(page * 100 + index) }));
			response.end(envelope({ list: page > 2 ? [] : list, total: 100 }));
		});
		const credential = { environment: 'custom', ...sandbox.qiandun, baseUrl: recorder.baseUrl };
		const { items } = await run('seal.getMany', { accountId: 'CORP', returnAll: true }, { credential });
		await recorder.close();
		expect(items).toHaveLength(100);
		expect(recorder.requests).toHaveLength(2);
	});

	it('are read by ID, chosen from a list or typed, and one that does not exist is an error', async () => {
		const { items } = await run('seal.getMany', { accountId: 'CORP', returnAll: true });
		const sealId = String(items[0].json.sealId);
		expect(await ask('seal.get', { sealId })).toMatchObject({ sealId: items[0].json.sealId, autosignAuthorizeList: [] });
		const { error } = await run('seal.get', { sealId: '999' });
		expect(error?.message).toBe('The seal does not exist (Qiandun code oc_20001) [item 0]');
	});
});

describe('a signature that nobody gives by hand', () => {
	it('is authorized on a page by the owner of the seal, and given by Sign Silently', async () => {
		const sealId = String((await run('seal.getMany', { accountId: 'CORP', returnAll: true })).items[0].json.sealId);
		await axios.post(`${sandbox.console}sandbox/settings`, { silentSigning: 'onCall' });
		const { url } = await ask('seal.getSilentSigningUrl', { accountId: 'CORP', seal: { __rl: true, mode: 'id', value: sealId } });
		const { data } = await axios.post<{ authorizeCode: string }>(String(url), {}, { headers: { Accept: 'application/json' } });
		const signers = [signer('CORP', [signField({ authorizeCode: data.authorizeCode })], { willingnessAuthModes: [] })];
		const { contractId } = await ask('contract.create', contract(file, signers));
		expect(await ask('contract.get', { contractId })).toMatchObject({ signingStatus: 'signing' });
		expect(await ask('contract.signSilently', { contractId, accountId: 'CORP' })).toEqual({ signed: true, contractId, accountId: 'CORP' });
		expect(await ask('contract.get', { contractId })).toMatchObject({ signingStatus: 'completed' });
	});
});

describe('a page to place seals on', () => {
	it('gives the places that somebody chose there', async () => {
		const { url, serviceId } = await ask('contract.getSealPlacementPage', { fileCodes: file, accountIds: 'PSN_A' });
		expect(await ask('contract.getSealPlacement', { serviceId })).toEqual({ status: 'pending', signFields: [] });
		const signFields = [
			{ accountId: 'PSN_A', fileCode: file, signFieldStyle: 1, signFieldPosition: { positionPage: 1, positionX: 200, positionY: 150 } },
		];
		await axios.post(String(url), { signFields }, { headers: { Accept: 'application/json' } });
		expect(await ask('contract.getSealPlacement', { serviceId })).toEqual({ status: 'finished', signFields });
	});
});

describe('lists to pick from', () => {
	const credential = () => ({ environment: 'custom', ...sandbox.qiandun });

	it('show the seals of the account, in pages, and search in their names', async () => {
		await axios.post(`${sandbox.console}sandbox/seals`, { accountId: 'CORP', count: 60 });
		const first = await searchList('searchSeals', { credential: credential(), current: { accountId: 'CORP' } });
		expect(first.results).toHaveLength(50);
		expect(first.results[0]).toEqual({ name: expect.stringMatching(/\(\d+\)$/), value: expect.stringMatching(/^\d+$/) });
		const { paginationToken } = first;
		const rest = await searchList('searchSeals', { credential: credential(), current: { accountId: 'CORP' }, paginationToken: String(paginationToken) });
		expect(rest.results.length).toBeGreaterThan(9);
		const [{ value }] = rest.results;
		const found = await searchList('searchSeals', { credential: credential(), current: { accountId: 'CORP' }, filter: String(value), paginationToken: '2' });
		expect(found.results.map((result) => result.value)).toEqual([value]);
	});

	it('end with the last full page of seals', async () => {
		const list = Array.from({ length: 50 }, (_, index) => ({ sealId: index, sealName: '公章' }));
		const recorder = await startRecorder((_request, response) => response.end(envelope({ list, total: 100 })));
		const page = async (paginationToken?: string) =>
			await searchList('searchSeals', { credential: { ...credential(), baseUrl: recorder.baseUrl }, current: { accountId: 'CORP' }, paginationToken });
		expect([(await page()).paginationToken, (await page('2')).paginationToken]).toEqual(['2', undefined]);
		await recorder.close();
	});

	it.each([
		[{}, 'Fill in Account ID first'],
		[{ accountId: '={{ $json.id }}' }, 'Fill in Account ID first'],
		[{ accountId: 'NOBODY' }, 'Qiandun does not give this list: The user is not verified. Type the value instead of choosing it.'],
	])('say with %j what to do', async (current, message) => {
		await expect(searchList('searchSeals', { credential: credential(), current })).rejects.toThrow(message);
	});

	it('show the banks found, and none before something is typed', async () => {
		expect(await searchList('searchBanks', { credential: credential() })).toEqual({ results: [] });
		const { results } = await searchList('searchBanks', { credential: credential(), filter: '工商' });
		expect(results).toEqual([{ name: '中国工商银行', value: '中国工商银行' }]);
	});

	const answering = async (reply: Reply) => {
		const recorder = await startRecorder(reply);
		const current = { accountId: 'A1' };
		try {
			return { result: await searchList('searchSeals', { credential: { ...credential(), baseUrl: recorder.baseUrl }, current, paginationToken: '3' }), requests: recorder.requests };
		} finally {
			await recorder.close();
		}
	};

	it('ask once, signed, for the page that is wanted, and keep IDs of 19 digits', async () => {
		const { result, requests } = await answering((_request, response) =>
			response.end('{"code":"200","result":{"list":[{"sealId":1897893172027068416,"sealName":"公章"}],"total":151}}'),
		);
		expect(result).toEqual({ results: [{ name: '公章 (1897893172027068416)', value: '1897893172027068416' }], paginationToken: '4' });
		expect(requests.map(({ method, url, body }) => [method, url, body.length])).toEqual([['GET', '/api/open/seal/list?accountId=A1&pageNum=3&pageSize=50', 0]]);
		expectSigned(requests[0], sandbox.qiandun.appKey, sandbox.qiandun.appSecret);
	});

	it.each<[number, string, string]>([
		[302, '', 'HTTP 302'],
		[500, '', 'HTTP 500'],
		[502, '<h1>Bad Gateway</h1>', 'Bad Gateway'],
		[200, '{"code":"oc_20001","msg":"x"}', 'The seal does not exist'],
		[200, '{"code":"oc_9","msg":"无 13800000001"}', '无 ***01'],
	])('after HTTP %i %s say so, and go nowhere else', async (status, body, said) => {
		let asked = 0;
		const reply: Reply = (_request, response) => {
			asked++;
			response.writeHead(status, { location: '/api/elsewhere' });
			response.end(body);
		};
		await expect(answering(reply)).rejects.toThrow(`Qiandun does not give this list: ${said}. Type the value instead of choosing it.`);
		expect(asked).toBe(1);
	});

	it('use the corrected address', async () => {
		const recorder = await startRecorder((_request, response) => response.end(envelope({ list: [] })));
		const endpointCorrections = '{"companyVerification.searchBanks":{"path":"/open/banks","rename":{"keyword":"name"}}}';
		await searchList('searchBanks', { credential: { ...credential(), baseUrl: recorder.baseUrl, endpointCorrections }, filter: '工商' });
		await recorder.close();
		expect(recorder.requests.map(({ url }) => url)).toEqual(['/api/open/banks?name=%E5%B7%A5%E5%95%86']);
	});
});

describe('templates', () => {
	it('are filled from rows of name and value', async () => {
		const { data } = await axios.get<{ templates: Array<{ templateId: string; fields: Record<string, string> }> }>(`${sandbox.console}sandbox/templates`);
		const [template] = data.templates;
		const rows = Object.keys(template.fields).map((name) => ({ name, value: '测试' }));
		const parameters = { templateId: template.templateId, fileName: '劳动合同.pdf', optionalFields: { fields: { field: rows } } };
		expect(await ask('file.createFromTemplate', parameters)).toEqual({ fileCode: expect.stringMatching(/^FC_/) });
		const twice = { ...parameters, optionalFields: { fields: { field: [...rows, rows[0]] } } };
		expect((await run('file.createFromTemplate', twice)).error?.message).toBe(`“${rows[0].name}” is set twice [item 0]`);
	});
});
