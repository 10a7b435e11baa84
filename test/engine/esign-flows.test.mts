/**
 * How a flow is made on eSign: signers as rows, as items, as JSON; seals on a page, across pages, anywhere, at a keyword; the
 * documented limits, found before anything is sent; and what must never happen twice.
 */
import type { IDataObject } from 'n8n-workflow';
import { Desk, credentialFor, runEsign, wordsPdf, type More } from './esign-desk.mts';
import { esignEnvelope, startRecorder, type Recorded, type Recorder, type Reply } from './recorder.mts';

const FILE = 'c64665aa4f25462e8d8aaf33cd7733bd';
const OTHER_FILE = 'd64665aa4f25462e8d8aaf33cd7733be';
const ACCOUNT = '19900000011';
const DAY_MS = 86_400_000;

let recorder: Recorder;
let reply: Reply;
let desk: Desk;

const created: Reply = (_request, response) => response.end(esignEnvelope({ signFlowId: 'flow-1' }));

beforeAll(async () => {
	recorder = await startRecorder((...given) => reply(...given));
	desk = await Desk.open();
});
afterAll(async () => {
	await recorder.close();
	await desk.close();
});
beforeEach(async () => {
	recorder.requests.length = 0;
	reply = created;
	await desk.reset();
});

const base = () => recorder.baseUrl.replace('/api', '');
const KEY = 'signFlowV3.createFromFiles';

const field = (more: IDataObject = {}): IDataObject => ({ kind: 'page', positionPage: 2, positionX: 400, positionY: 150, ...more });
const person = (more: IDataObject = {}, ...fields: IDataObject[]): IDataObject => ({
	kind: 'person',
	identifiedBy: 'account',
	psnName: '张三',
	psnAccount: ACCOUNT,
	signFields: { signField: fields.length > 0 ? fields : [field()] },
	...more,
});
const company = (more: IDataObject = {}, ...fields: IDataObject[]): IDataObject => ({
	kind: 'organization',
	identifiedBy: 'account',
	orgName: '测试示例有限公司',
	psnName: '李四',
	psnAccount: '19900000012',
	signFields: { signField: fields.length > 0 ? fields : [field()] },
	...more,
});

const flowOf = (signers: IDataObject[], more: IDataObject = {}): IDataObject => ({
	signFlowTitle: '劳动合同',
	documents: { document: [{ fileId: FILE }] },
	signersFrom: 'form',
	signers: { signer: signers },
	...more,
});

async function send(parameters: IDataObject, more: More = {}) {
	return await runEsign(credentialFor(base()), KEY, parameters, more);
}

/** The body of the one request that the parameters make. */
async function bodyOf(parameters: IDataObject, more: More = {}): Promise<IDataObject> {
	const { error } = await send(parameters, more);
	expect(error).toBeUndefined();
	expect(recorder.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v3/sign-flow/create-by-file']);
	return JSON.parse(recorder.requests[0].body.toString()) as IDataObject;
}

/** What is said where nothing may be sent. */
async function refusal(parameters: IDataObject): Promise<string> {
	const { error, items } = await send(parameters);
	expect(items).toEqual([]);
	expect(recorder.requests).toEqual([]);
	return String(error?.message).replace(/ \[item 0\]$/, '');
}

const signersIn = (body: IDataObject) => body.signers as IDataObject[];
const fieldsIn = (signer: IDataObject) => signer.signFields as IDataObject[];

describe('signers in rows', () => {
	it('an operator signs together with the organization for which he acts, also where organizations are named by ID', async () => {
		const of = (number: number, kind = 'organization') => company({ kind, identifiedBy: 'id', orgId: `org-${number}`, psnId: `psn-${number}` });
		const body = await bodyOf(flowOf([of(1), of(2), of(2, 'operator')]));
		expect(signersIn(body).map(({ signConfig }) => signConfig)).toEqual([{ signOrder: 1 }, { signOrder: 2 }, { signOrder: 2 }]);
	});

	it('become the platform’s body: a person, an organization, its legal representative, an operator, silent ones, in their order', async () => {
		const body = await bodyOf(
			flowOf(
				[
					person({ noticeTypes: ['1', '2'], forcedReadingTime: 10, willingnessAuthModes: ['CODE_SMS'], psnIDCardNum: '000000199001010018' }),
					person({ identifiedBy: 'id', psnId: 'psn-1' }),
					company({ orgIDCardNum: '91000000MA00000000', legalRepName: '王五' }, field({ orgSealBizTypes: ['PUBLIC', 'CONTRACT'] })),
					company({ kind: 'operator' }, field({ psnSealStyles: ['0', '1'] })),
					company({ kind: 'legalRepresentative', identifiedBy: 'id', orgId: 'org-1', psnId: 'psn-2', signOrder: 9 }),
					{ kind: 'organizationSilent', signFields: { signField: [field({ assignedSealId: 'seal-1' })] } },
					{ kind: 'legalRepresentativeSilent', signFields: { signField: [field()] } },
				],
				{
					autoFinish: true,
					attachments: {},
					optionalFields: {},
				},
			),
		);
		const position = { signFieldStyle: 1, signFieldPosition: { positionPage: '2', positionX: 400, positionY: 150 } };
		expect(body).toEqual({
			docs: [{ fileId: FILE, order: 1 }],
			signFlowConfig: { signFlowTitle: '劳动合同', autoStart: true, autoFinish: true },
			signers: [
				{
					signConfig: { signOrder: 1, forcedReadingTime: 10 },
					noticeConfig: { noticeTypes: '1,2' },
					authConfig: { willingnessAuthModes: ['CODE_SMS'] },
					signerType: 0,
					psnSignerInfo: {
						psnAccount: ACCOUNT,
						psnInfo: { psnName: '张三', psnIDCardNum: '000000199001010018', psnIDCardType: 'CRED_PSN_CH_IDCARD' },
					},
					signFields: [{ fileId: FILE, normalSignFieldConfig: position }],
				},
				{ signConfig: { signOrder: 2 }, signerType: 0, psnSignerInfo: { psnId: 'psn-1' }, signFields: [{ fileId: FILE, normalSignFieldConfig: position }] },
				{
					signConfig: { signOrder: 3 },
					signerType: 1,
					orgSignerInfo: {
						orgName: '测试示例有限公司',
						orgInfo: { orgIDCardNum: '91000000MA00000000', orgIDCardType: 'CRED_ORG_USCC', legalRepName: '王五' },
						transactorInfo: { psnAccount: '19900000012', psnInfo: { psnName: '李四' } },
					},
					signFields: [{ fileId: FILE, normalSignFieldConfig: { orgSealBizTypes: 'PUBLIC,CONTRACT', ...position } }],
				},
				{
					// With the organization it stands beside.
					signConfig: { signOrder: 3 },
					signerType: 3,
					orgSignerInfo: { orgName: '测试示例有限公司', transactorInfo: { psnAccount: '19900000012', psnInfo: { psnName: '李四' } } },
					signFields: [{ fileId: FILE, normalSignFieldConfig: { psnSealStyles: '0,1', ...position } }],
				},
				{
					signConfig: { signOrder: 9 },
					signerType: 2,
					orgSignerInfo: { orgId: 'org-1', transactorInfo: { psnId: 'psn-2' } },
					signFields: [{ fileId: FILE, normalSignFieldConfig: position }],
				},
				{ signConfig: { signOrder: 6 }, signerType: 1, signFields: [{ fileId: FILE, normalSignFieldConfig: { autoSign: true, assignedSealId: 'seal-1', ...position } }] },
				{ signConfig: { signOrder: 7 }, signerType: 2, signFields: [{ fileId: FILE, normalSignFieldConfig: { autoSign: true, ...position } }] },
			],
		});
	});

	it('put seals on a page, across pages and anywhere, with dates, sizes and numbers', async () => {
		const body = await bodyOf(
			flowOf(
				[
					person(
						{},
						field({ fileId: OTHER_FILE, movableSignField: true, mustSign: false, showSignDate: '1', dateFormat: 'yyyy-MM-dd', signFieldSize: 96, customBizNum: 'HR-1' }),
						{ kind: 'acrossPages', positionY: 300 },
						{ kind: 'acrossPages', acrossPages: '1-3,6-10', positionY: 400, assignedSealId: 'seal-1' },
						{ kind: 'free' },
						field({ showSignDate: '2' }),
					),
				],
				{ documents: { document: [{ fileId: FILE, fileName: '合同.pdf', pageCount: 12 }, { fileId: OTHER_FILE }] } },
			),
		);
		expect(body.docs).toEqual([{ fileId: FILE, fileName: '合同.pdf', order: 1 }, { fileId: OTHER_FILE, order: 2 }]);
		expect(fieldsIn(signersIn(body)[0])).toEqual([
			{
				fileId: OTHER_FILE,
				customBizNum: 'HR-1',
				mustSign: false,
				normalSignFieldConfig: { movableSignField: true, signFieldSize: 96, signFieldStyle: 1, signFieldPosition: { positionPage: '2', positionX: 400, positionY: 150 } },
				signDateConfig: { showSignDate: 1, dateFormat: 'yyyy-MM-dd' },
			},
			{ fileId: FILE, normalSignFieldConfig: { signFieldStyle: 2, signFieldPosition: { acrossPageMode: 'ALL', positionY: 300 } } },
			{ fileId: FILE, normalSignFieldConfig: { assignedSealId: 'seal-1', signFieldStyle: 2, signFieldPosition: { acrossPageMode: 'AssignedPages', positionPage: '1-3,6-10', positionY: 400 } } },
			{ fileId: FILE, normalSignFieldConfig: { freeMode: true } },
			{ fileId: FILE, normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition: { positionPage: '2', positionX: 400, positionY: 150 } }, signDateConfig: { showSignDate: 2 } },
		]);
	});

	it('send all that is set about the flow, and nothing that is not', async () => {
		const deadline = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
		const body = await bodyOf(
			flowOf([person(), person({ psnAccount: 'zhang@example.com' })], {
				autoFinish: false,
				attachments: { attachment: [{ fileId: OTHER_FILE, fileName: '附录.pdf' }] },
				optionalFields: {
					attachments: { attachment: [{ fileId: OTHER_FILE, fileName: '附录.pdf' }] },
					autoStart: false,
					signFlowExpireTime: deadline,
					noticeTypes: ['1', '2'],
					examineNotice: false,
					notifyUrl: 'https://n8n.example.com/webhook/esign',
					redirectUrl: 'https://www.example.com/done',
					redirectDelayTime: '0',
					identityVerify: false,
					availableSignClientTypes: ['1'],
					willingnessAuthModes: ['CODE_SMS', 'SIGN_PWD'],
					psnAvailableAuthModes: ['PSN_FACE'],
					orgAvailableAuthModes: ['ORG_LEGALREP'],
					signTaskType: '1',
					remark: '急件',
					initiator: { party: { kind: 'organization', orgId: 'org-9', psnId: 'psn-9' } },
					copiers: { copier: [{ kind: 'person', identifiedBy: 'account', psnAccount: 'li@example.com' }, { kind: 'organization', identifiedBy: 'id', orgId: 'org-2', psnId: 'psn-2' }] },
				},
			}),
		);
		const { signers, docs, ...rest } = body;
		expect(docs).toHaveLength(1);
		expect(signers).toMatchObject([{ signConfig: { signOrder: 1, signTaskType: 1 } }, { signConfig: { signOrder: 2, signTaskType: 1 } }]);
		expect(rest).toEqual({
			attachments: [{ fileId: OTHER_FILE, fileName: '附录.pdf' }],
			signFlowConfig: {
				signFlowTitle: '劳动合同',
				// The end of that day in China.
				signFlowExpireTime: Date.parse(`${deadline}T23:59:59+08:00`),
				autoStart: false,
				autoFinish: false,
				identityVerify: false,
				notifyUrl: 'https://n8n.example.com/webhook/esign',
				noticeConfig: { noticeTypes: '1,2', examineNotice: false },
				redirectConfig: { redirectUrl: 'https://www.example.com/done', redirectDelayTime: 0 },
				signConfig: { availableSignClientTypes: '1' },
				authConfig: { willingnessAuthModes: ['CODE_SMS', 'SIGN_PWD'], psnAvailableAuthModes: ['PSN_FACE'], orgAvailableAuthModes: ['ORG_LEGALREP'] },
			},
			signFlowInitiator: { orgInitiator: { orgId: 'org-9', transactor: { psnId: 'psn-9' } }, initialRemarks: ['急件'] },
			copiers: [{ copierPsnInfo: { psnAccount: 'li@example.com' } }, { copierOrgInfo: { orgId: 'org-2' }, copierPsnInfo: { psnId: 'psn-2' } }],
		});
	});

	it('a field that an earlier choice left behind is not sent', async () => {
		const body = await bodyOf(flowOf([person({ identifiedBy: 'id', psnId: 'psn-1', orgName: '旧公司' }, field({ keyword: '旧', assignedSealId: 'seal-1', orgSealBizTypes: ['PUBLIC'] }))]));
		expect(signersIn(body)[0].psnSignerInfo).toEqual({ psnId: 'psn-1' });
		expect(JSON.stringify(body)).not.toMatch(/旧|orgSealBizTypes/);
	});
});

describe('where the signers come from', () => {
	const people = [
		{ name: '张三', mobile: '19900000021' },
		{ name: '李四', mobile: '19900000022' },
		{ name: '王五', mobile: '19900000023' },
	];
	const row = person({ psnName: '={{ $json.name }}', psnAccount: '={{ $json.mobile }}' }, field({ positionX: 100 }));

	it('rows make a flow of every item', async () => {
		const { items } = await send(flowOf([row]), { items: people });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(recorder.requests).toHaveLength(3);
	});

	it('items make one flow of all of them, each with its own signer, paired with all', async () => {
		const { items, error } = await send(flowOf([row], { signersFrom: 'items' }), { items: people });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(items[0].pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(recorder.requests).toHaveLength(1);
		const body = JSON.parse(recorder.requests[0].body.toString()) as IDataObject;
		expect(signersIn(body).map(({ signConfig, psnSignerInfo }) => [signConfig, psnSignerInfo])).toEqual(
			people.map(({ name, mobile }, index) => [{ signOrder: index + 1 }, { psnAccount: mobile, psnInfo: { psnName: name } }]),
		);
	});

	it('of a wrong row among the items is told which signer it is', async () => {
		const { error } = await send(flowOf([row], { signersFrom: 'items' }), { items: [people[0], { name: '李四', mobile: '不是号码' }, people[2]] });
		expect(error?.message).toContain('“Signer 2 > Mobile or Email” is neither a mobile number nor an email address');
		expect(recorder.requests).toEqual([]);
	});

	it('JSON is sent in the platform’s words, with what only it has', async () => {
		const signersJson = [
			{
				signerType: 0,
				psnSignerInfo: { psnAccount: ACCOUNT, psnInfo: { psnName: '张三' } },
				signFields: [{ fileId: FILE, signFieldType: 1, remarkSignFieldConfig: { inputType: 2, signFieldPosition: { positionPage: '1', positionX: 1, positionY: 2 } } }],
			},
		];
		const body = await bodyOf(flowOf([], { signersFrom: 'json', signersJson: JSON.stringify(signersJson) }));
		expect(body.signers).toEqual(signersJson);
		recorder.requests.length = 0;
		expect(await refusal(flowOf([], { signersFrom: 'json', signersJson: '{"signerType":0}' }))).toBe('“Signers (JSON)” must be a JSON list');
		expect(await refusal(flowOf([], { signersFrom: 'json', signersJson: JSON.stringify([{ signerType: 0, psnSignerInfo: { psnAccount: '某某', psnInfo: { psnName: '甲' } }, signFields: [{ fileId: FILE, normalSignFieldConfig: { freeMode: true } }] }]) }))).toBe(
			'Signer 1 (甲): psnAccount is neither a mobile number nor an email address',
		);
	});
});

describe('before anything is sent', () => {
	const many = <T,>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
	const silent = (...fields: IDataObject[]): IDataObject => ({ kind: 'organizationSilent', signFields: { signField: fields } });
	const inDays = (days: number) => ({ optionalFields: { signFlowExpireTime: new Date(Date.now() + days * DAY_MS).toISOString() } });
	const json = (signer: IDataObject) => flowOf([], { signersFrom: 'json', signersJson: JSON.stringify([signer]) });
	const free = [{ fileId: FILE, normalSignFieldConfig: { freeMode: true } }];

	it.each<[string, IDataObject, string]>([
		['51 documents', flowOf([person()], { documents: { document: many(51, (index) => ({ fileId: index === 0 ? FILE : `f${index}` })) } }), '“Documents” has 51; the platform takes 50 at most'],
		['51 attachments', flowOf([person()], { optionalFields: { attachments: { attachment: many(51, (index) => ({ fileId: `f${index}` })) } } }), '“Attachments” has 51; the platform takes 50 at most'],
		['11 signers', flowOf(many(11, () => person())), '“Signers” has 11; the platform takes 10 at most'],
		['301 sign fields', flowOf([person({}, ...many(151, () => field())), person({}, ...many(150, () => field()))]), '“Sign Fields” has 301; the platform takes 300 at most'],
		['a deadline that has passed', flowOf([person()], inDays(-1)), '“Signing Deadline” has passed'],
		['a deadline after 90 days', flowOf([person()], inDays(91)), '“Signing Deadline” is more than 90 days away'],
		['a deadline that is no time', flowOf([person()], { optionalFields: { signFlowExpireTime: 'soon' } }), '“Signing Deadline” is no date and time'],
		['a title with one of the nine characters', flowOf([person()], { signFlowTitle: '合同/张三' }), '“Title” has the character / in it; none of / \\ : * " < > | ? may stand there'],
		['a title with an emoji', flowOf([person()], { signFlowTitle: '合同👍' }), '“Title” has an emoji in it'],
		['a file name of 101 characters', flowOf([person()], { documents: { document: [{ fileId: FILE, fileName: `${'长'.repeat(97)}.pdf` }] } }), '“Document 1 > File Name” has 101 characters; at most 100 are taken'],
		['a remark of 301 characters', flowOf([person()], { optionalFields: { remark: '长'.repeat(301) } }), '“Remark” has 301 characters; at most 300 are taken'],
		['a redirect delay without an address', flowOf([person()], { optionalFields: { redirectDelayTime: '3' } }), '“Redirect Delay” is set without a “Redirect URL”'],
		['an address that is none', flowOf([person()], { optionalFields: { notifyUrl: 'n8n.example.com' } }), '“Notify URL” must be an address that starts with http:// or https://'],
		['an order of 256', flowOf([person({ signOrder: 256 })]), '“Signer 1 > Signing Order” is 256; it must be from 0 to 255'],
		['a reading time of 1000 seconds', flowOf([person({ forcedReadingTime: 1000 })]), '“Signer 1 > Reading Time” is 1000; it must be from 0 to 999'],
		['an account that is none', flowOf([person(), person({ psnAccount: '张三' })]), '“Signer 2 > Mobile or Email” is neither a mobile number nor an email address'],
		['a signer without a name', flowOf([person({ psnName: ' ' })]), '“Signer 1 > Name” is empty'],
		['a signer without a sign field', flowOf([person({ signFields: {} })]), 'Signer 1 (张三) has no sign field'],
		['a field in a file that is none of the documents', flowOf([person({}, field(), field({ fileId: OTHER_FILE }))]), `Signer 1 (张三), sign field 2 is on the file “${OTHER_FILE}”, which is none of the documents`],
		['a page the document does not have', flowOf([company({}, field({ positionPage: 13 }))], { documents: { document: [{ fileId: FILE, pageCount: 12 }] } }), 'Signer 1 (测试示例有限公司), sign field 1 is on page 13 of a file with 12'],
		['a range of pages beyond the document', flowOf([company({}, { kind: 'acrossPages', acrossPages: '1-3,6-13' })], { documents: { document: [{ fileId: FILE, pageCount: 12 }] } }), 'Signer 1 (测试示例有限公司), sign field 1 is on page 13 of a file with 12'],
		['pages that are none', flowOf([company({}, { kind: 'acrossPages', acrossPages: 'all' })]), '“Signer 1 > Sign Field 1 > Pages” must be page numbers and ranges'],
		['a silent seal anywhere', flowOf([silent({ kind: 'free' })]), 'Signer 1, sign field 1 is signed silently, so its place must be given'],
		['a silent seal that may be left out', flowOf([silent(field({ mustSign: false }))]), 'Signer 1, sign field 1 is signed silently, so it cannot be left to the signer'],
		['any one of a single signer', flowOf([person()], { optionalFields: { signTaskType: '1' } }), 'There is one signer, where any one of several is to sign'],
		['any one with a silent signer', flowOf([person(), silent(field())], { optionalFields: { signTaskType: '1' } }), 'Signer 2 signs silently, where any one of several is to sign'],
		['no documents in a flow that starts', flowOf([person()], { documents: {} }), '“Documents” is empty'],
		['no signers in a flow that starts', flowOf([]), '“Signers” is empty'],
		['JSON: a person that signs silently', json({ signerType: 0, psnSignerInfo: { psnId: 'p' }, signFields: [{ fileId: FILE, normalSignFieldConfig: { autoSign: true, signFieldStyle: 1, signFieldPosition: { positionPage: '1', positionX: 1, positionY: 1 } } }] }), 'Signer 1 (p) is a person, and people cannot sign silently'],
		['JSON: account and ID', json({ signerType: 0, psnSignerInfo: { psnId: 'p', psnAccount: ACCOUNT, psnInfo: { psnName: '张三' } }, signFields: free }), 'Signer 1 (张三) has both mobile or email and person ID'],
		['JSON: neither account nor ID', json({ signerType: 0, psnSignerInfo: {}, signFields: free }), 'Signer 1 has neither mobile or email nor person ID'],
		['JSON: an account without a name', json({ signerType: 0, psnSignerInfo: { psnAccount: ACCOUNT }, signFields: free }), 'Signer 1 has an account and no name'],
		['JSON: person and organization at once', json({ signerType: 1, psnSignerInfo: { psnId: 'p' }, orgSignerInfo: { orgId: 'o' }, signFields: free }), 'Signer 1 (o) is a person and an organization at once'],
		['JSON: an organization nobody acts for', json({ signerType: 1, orgSignerInfo: { orgId: 'o' }, signFields: free }), 'Signer 1 (o) has nobody who acts for it'],
		['JSON: an organization by name, who acts for it by ID', json({ signerType: 1, orgSignerInfo: { orgName: '甲公司', transactorInfo: { psnId: 'p' } }, signFields: free }), 'Signer 1 (甲公司): the organization and who acts for it are named in two ways'],
		['JSON: a seal ID and seal types', json({ signerType: 0, psnSignerInfo: { psnId: 'p' }, signFields: [{ fileId: FILE, normalSignFieldConfig: { assignedSealId: 's', orgSealBizTypes: 'PUBLIC', signFieldStyle: 1, signFieldPosition: { positionPage: '1', positionX: 1, positionY: 1 } } }] }), 'Signer 1 (p), sign field 1 has a seal ID and seal types'],
		['JSON: a place without X', json({ signerType: 0, psnSignerInfo: { psnId: 'p' }, signFields: [{ fileId: FILE, normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition: { positionPage: '1', positionY: 1 } } }] }), 'Signer 1 (p), sign field 1 has no page, X or Y'],
		['JSON: two pages for one seal', json({ signerType: 0, psnSignerInfo: { psnId: 'p' }, signFields: [{ fileId: FILE, normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition: { positionPage: '1-2', positionX: 1, positionY: 1 } } }] }), 'Signer 1 (p), sign field 1 is on page 1-2; a seal on one page has one page number'],
		...['0', '01', 'x', '1.5'].map((page): [string, IDataObject, string] => [
			`JSON: a seal on page ${page}`,
			json({ signerType: 0, psnSignerInfo: { psnId: 'p' }, signFields: [{ fileId: FILE, normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition: { positionPage: page, positionX: 1, positionY: 1 } } }] }),
			`Signer 1 (p), sign field 1 is on page ${page}; a seal on one page has one page number`,
		]),
		...['0-3', '5-2', '1,0', 'x', '1-2-3'].map((pages): [string, IDataObject, string] => [
			`JSON: a seal across the pages ${pages}`,
			json({ signerType: 0, psnSignerInfo: { psnId: 'p' }, signFields: [{ fileId: FILE, normalSignFieldConfig: { signFieldStyle: 2, signFieldPosition: { acrossPageMode: 'AssignedPages', positionPage: pages, positionY: 1 } } }] }),
			`Signer 1 (p), sign field 1 is on the pages ${pages}`,
		]),
		['pages from the back to the front', flowOf([company({}, { kind: 'acrossPages', acrossPages: '5-2' })]), 'Signer 1 (测试示例有限公司), sign field 1 is on the pages 5-2'],
		['JSON: an order of 0', json({ signerType: 0, signConfig: { signOrder: 0 }, psnSignerInfo: { psnId: 'p' }, signFields: free }), 'Signer 1 (p): the signing order is 0; it must be a whole number from 1 to 255'],
	])('%s is refused by name', async (_what, parameters, message) => {
		expect(await refusal(parameters)).toBe(message);
	});

	it('a list until a day has that day in it, to its end in China', async () => {
		reply = (_request, response) => response.end(esignEnvelope({ total: 0, signFlowInfos: [] }));
		const day = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
		const parameters = { returnAll: true, signFlowStartTimeFrom: day(9), optionalFields: { signFlowStartTimeTo: day(2) } };
		await runEsign(credentialFor(base()), 'signFlowV3.getMany', parameters);
		expect(JSON.parse(recorder.requests[0].body.toString())).toMatchObject({
			signFlowStartTimeFrom: Date.parse(`${day(9)}T00:00:00+08:00`),
			signFlowStartTimeTo: Date.parse(`${day(2)}T23:59:59+08:00`),
		});
	});

	it('a draft may have no signers and no documents', async () => {
		const body = await bodyOf(flowOf([], { documents: {}, optionalFields: { autoStart: false } }));
		expect(body).toEqual({ signFlowConfig: { signFlowTitle: '劳动合同', autoStart: false, autoFinish: true } });
	});

	it.each<[string, IDataObject, string]>([
		['a reason of 51 characters', { operation: 'revoke', signFlowId: 'f', optionalFields: { revokeReason: '长'.repeat(51) } }, '“Reason” has 51 characters; at most 50 are taken'],
		['a new deadline that has passed', { operation: 'extend', signFlowId: 'f', signFlowExpireTime: '2020-01-01' }, '“New Signing Deadline” has passed'],
		['a new deadline after 90 days', { operation: 'extend', signFlowId: 'f', signFlowExpireTime: '2099-01-01' }, '“New Signing Deadline” is more than 90 days away'],
		['a list of no time at all', { operation: 'getMany', returnAll: true }, '“Started From” or “Finished From” is needed'],
		['a list of more than a year', { operation: 'getMany', returnAll: true, signFlowStartTimeFrom: new Date(Date.now() - 400 * DAY_MS).toISOString() }, '“Started From” and “Started Until” are more than one year apart'],
		['a list from six years ago', { operation: 'getMany', returnAll: true, signFlowStartTimeFrom: new Date(Date.now() - 6 * 365 * DAY_MS).toISOString(), optionalFields: { signFlowStartTimeTo: new Date(Date.now() - 5.9 * 365 * DAY_MS).toISOString() } }, '“Started From” is more than 5 years ago'],
		['a list that ends before it begins', { operation: 'getMany', returnAll: true, signFlowStartTimeFrom: '2026-02-02', optionalFields: { signFlowStartTimeTo: '2026-02-01' } }, '“Started Until” is before “Started From”'],
		['a list with an end only', { operation: 'getMany', returnAll: true, signFlowStartTimeFrom: '2026-02-02', optionalFields: { signFlowFinishTimeTo: '2026-02-01' } }, '“Finished From” is empty, and “Finished Until” is set'],
	])('%s is refused by name', async (_what, { operation, ...parameters }, message) => {
		const { error } = await runEsign(credentialFor(base()), `signFlowV3.${String(operation)}`, parameters);
		expect(error?.message.replace(/ \[item 0\]$/, '')).toBe(message);
		expect(recorder.requests).toEqual([]);
	});
});

describe('a seal at a keyword', () => {
	/** Three pages: the keyword once, twice, never. */
	const document = async () =>
		await wordsPdf([
			[{ text: 'Seal of A: ', x: 100, y: 200 }],
			[
				{ text: 'Seal of A: ', x: 100, y: 500 },
				{ text: 'Seal of A: ', x: 320, y: 120 },
				{ text: 'Date, place', x: 60, y: 60 },
			],
			[{ text: 'Nothing', x: 60, y: 60 }],
		]);
	const at = (more: IDataObject = {}): IDataObject => ({ kind: 'keyword', keyword: 'Seal of A', ...more });

	/** Where the seals of the flow's first signer are, on the platform. */
	async function placesOf(fields: IDataObject[], more: IDataObject = {}): Promise<Array<[number, number, number]>> {
		const fileId = await desk.upload(await document());
		const parameters = flowOf([person({}, ...fields)], { documents: { document: [{ fileId }] }, ...more });
		const { signFlowId } = await desk.ask(KEY, parameters);
		const { signers } = await desk.flow(signFlowId);
		return ((signers as IDataObject[])[0].fields as IDataObject[]).map(({ place }) => {
			const { page, x, y } = place as Record<string, number>;
			return [page, x, y];
		});
	}

	it('goes where the platform finds it in a real PDF: the first place, one by number, or each, moved by the offsets', async () => {
		expect(await placesOf([at()])).toEqual([[1, 100, 200]]);
		expect(await placesOf([at({ offsetX: 60.5, offsetY: -20 })])).toEqual([[1, 160.5, 180]]);
		expect(await placesOf([at({ occurrence: 'nth', nth: 3 })])).toEqual([[2, 320, 120]]);
		expect(await placesOf([at({ occurrence: 'all', offsetX: 10 })])).toEqual([[1, 110, 200], [2, 110, 500], [2, 330, 120]]);
		expect(await placesOf([at({ keyword: 'Date, place' }), field({ positionPage: 1 }), at({ occurrence: 'nth', nth: 2 })])).toEqual([[2, 60, 60], [1, 400, 150], [2, 100, 500]]);
	});

	it('also of signers in JSON', async () => {
		const fileId = await desk.upload(await document());
		const signersJson = JSON.stringify([
			{
				signerType: 0,
				psnSignerInfo: { psnAccount: ACCOUNT, psnInfo: { psnName: '张三' } },
				signFields: [{ fileId, byKeyword: { keyword: 'Seal of A', occurrence: 2, offsetX: 5 }, normalSignFieldConfig: { psnSealStyles: '1' } }],
			},
		]);
		const { signFlowId } = await desk.ask(KEY, flowOf([], { documents: { document: [{ fileId }] }, signersFrom: 'json', signersJson }));
		expect(((await desk.flow(signFlowId)).signers as IDataObject[])[0].fields).toMatchObject([{ place: { page: 2, x: 105, y: 500 } }]);
	});

	it('asks each file once in a run, also for many items', async () => {
		const fileId = await desk.upload(await document());
		const items = Array.from({ length: 4 }, (_, index) => ({ mobile: `1990000003${index}` }));
		const parameters = flowOf([person({ psnAccount: '={{ $json.mobile }}' }, at(), at({ keyword: 'Date, place' }))], { documents: { document: [{ fileId }] } });
		expect(await desk.list(KEY, parameters, { items })).toHaveLength(4);
		const calls = await desk.calls();
		expect(calls.filter((call) => call.endsWith('/keyword-positions'))).toHaveLength(1);
		expect(calls.filter((call) => call.endsWith('/create-by-file'))).toHaveLength(4);
	});

	it.each<[string, IDataObject, RegExp]>([
		['a keyword that is not there', at({ keyword: 'Seal of B' }), /^Signer 1 \(张三\), sign field 1: the keyword “Seal of B” does not stand in the file “[0-9a-f]+” \[item 0\]$/],
		['a fourth place where there are three', at({ occurrence: 'nth', nth: 4 }), /^Signer 1 \(张三\), sign field 1: the keyword “Seal of A” stands 3 times in the file, and its occurrence 4 is wanted \[item 0\]$/],
	])('%s is an error that names signer and field, and nothing is created', async (_what, wanted, message) => {
		const fileId = await desk.upload(await document());
		const error = await desk.fail(KEY, flowOf([person({}, wanted)], { documents: { document: [{ fileId }] } }));
		expect(error?.message).toMatch(message);
		expect((await desk.state()).flows).toEqual([]);
	});

	it('in a file that is not there fails as the platform says, and nothing is created', async () => {
		const error = await desk.fail(KEY, flowOf([person({}, at())]));
		expect(error?.message).toMatch(/\(eSign code 14\d{5}\) \[item 0\]$/);
		expect(error?.description).toContain('The platform was asked, and nothing was made for this item');
		expect((await desk.state()).flows).toEqual([]);
	});

	it('more than 300 places are refused', async () => {
		reply = (request, response) =>
			response.end(
				request.url.endsWith('keyword-positions')
					? esignEnvelope({ keywordPositions: [{ keyword: '盖章', searchResult: true, positions: [{ pageNum: 1, coordinates: Array.from({ length: 301 }, () => ({ positionX: 1, positionY: 1 })) }] }] })
					: esignEnvelope({ signFlowId: 'flow-1' }),
			);
		const { error } = await send(flowOf([person({}, at({ keyword: '盖章', occurrence: 'all' }))]));
		expect(error?.message).toBe('“Sign Fields” has 301; the platform takes 300 at most [item 0]');
		expect(recorder.requests.map(({ url }) => url)).toEqual([`/v3/files/${FILE}/keyword-positions`]);
	});

	it('that stands in two files goes where it stands in its own', async () => {
		const placeIn = (url: string) => (url.includes(OTHER_FILE) ? { positionX: 300, positionY: 400 } : { positionX: 100, positionY: 200 });
		reply = (request, response) =>
			response.end(
				esignEnvelope(
					request.url.endsWith('keyword-positions')
						? { keywordPositions: [{ keyword: '盖章', searchResult: true, positions: [{ pageNum: 1, coordinates: [placeIn(request.url)] }] }] }
						: { signFlowId: 'flow-1' },
				),
			);
		const fields = [FILE, OTHER_FILE].map((fileId) => at({ keyword: '盖章', fileId }));
		await send(flowOf([person({}, ...fields)], { documents: { document: [{ fileId: FILE }, { fileId: OTHER_FILE }] } }));
		const body = JSON.parse(String(recorder.requests.at(-1)?.body)) as IDataObject;
		expect(fieldsIn(signersIn(body)[0]).map(({ normalSignFieldConfig }) => normalSignFieldConfig)).toMatchObject([
			{ signFieldPosition: { positionX: 100, positionY: 200 } },
			{ signFieldPosition: { positionX: 300, positionY: 400 } },
		]);
	});

	it.each([
		[1, [1]],
		[30, [30]],
		[32, [30, 2]],
		[60, [30, 30]],
	])('%i keywords of one file are asked for in parts of %j; one with a comma stays whole', async (count, parts) => {
		const keywords = ['甲方,盖章', ...Array.from({ length: count - 1 }, (_, index) => `关键字${index}`)];
		reply = (request, response) => {
			const asked = (JSON.parse(request.body.toString()) as { keywords?: string[] }).keywords;
			const answer = asked?.map((keyword) => ({ keyword, searchResult: true, positions: [{ pageNum: 1, coordinates: [{ positionX: 10, positionY: 20 }] }] }));
			response.end(esignEnvelope(answer ? { keywordPositions: answer } : { signFlowId: 'flow-1' }));
		};
		const { error } = await send(flowOf([person({}, ...keywords.map((keyword) => at({ keyword })))]));
		expect(error).toBeUndefined();
		const asked = recorder.requests.slice(0, -1).map(({ body }) => (JSON.parse(body.toString()) as { keywords: string[] }).keywords);
		expect(asked.map(({ length }) => length)).toEqual(parts);
		expect(asked.flat()).toEqual(keywords);
		const body = JSON.parse(String(recorder.requests.at(-1)?.body)) as IDataObject;
		expect(JSON.stringify(body)).not.toContain('byKeyword');
		expect(fieldsIn(signersIn(body)[0])).toHaveLength(count);
	});

	const asksFor = ({ url, body }: Recorded) => (url.endsWith('keyword-positions') ? String((JSON.parse(body.toString()) as { keywords: string[] }).keywords) : undefined);
	const found = (keyword: string, positionX: number) =>
		esignEnvelope({ keywordPositions: [{ keyword, searchResult: true, positions: [{ pageNum: 1, coordinates: [{ positionX, positionY: 2 }] }] }] });

	it('of each item is its own, though the file is the same', async () => {
		reply = (request, response) => {
			const keyword = asksFor(request);
			response.end(keyword === undefined ? esignEnvelope({ signFlowId: 'flow-1' }) : found(keyword, keyword.length * 100));
		};
		const items = [{ keyword: '甲' }, { keyword: '甲方' }, { keyword: '甲' }];
		const flow = { ...flowOf([person({}, at({ keyword: '={{ $json.keyword }}' }))]), options: { requestsInFlight: 1 } };
		const { error } = await send(flow, { items });
		expect(error).toBeUndefined();
		expect(recorder.requests.map(asksFor).filter(Boolean)).toEqual(['甲', '甲方']);
		const places = recorder.requests.filter(({ url }) => url.endsWith('create-by-file')).map(({ body }) => /"positionX":(\d+)/.exec(body.toString())?.[1]);
		expect(places).toEqual(['100', '200', '100']);
	});

	it('that could not be asked for is asked for again by the next item', async () => {
		let asked = 0;
		reply = (request, response) => {
			const keyword = asksFor(request);
			if (keyword === undefined) return response.end(esignEnvelope({ signFlowId: 'flow-1' }));
			return response.end(++asked === 1 ? esignEnvelope(null, 1435999, '某种错误') : found(keyword, 1));
		};
		const { items } = await send(flowOf([person({}, at({ keyword: '盖章' }))]), { items: [{}, {}, {}], onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json.error ?? json.signFlowId)).toEqual(['eSign refused: 某种错误 (code 1435999) [item 0]', 'flow-1', 'flow-1']);
		expect(asked).toBe(2);
	});

	it('is asked for at the address that Endpoint Corrections name', async () => {
		reply = (request, response) =>
			response.end(
				request.url === `/v3/moved/${FILE}/positions`
					? esignEnvelope({ keywordPositions: [{ keyword: '盖章', searchResult: true, positions: [{ pageNum: 1, coordinates: [{ positionX: 1, positionY: 2 }] }] }] })
					: esignEnvelope({ signFlowId: 'flow-1' }),
			);
		const credential = { ...credentialFor(base()), endpointCorrections: JSON.stringify({ 'fileV3.findKeywordPositions': { path: '/v3/moved/{fileId}/positions' } }) };
		const { error } = await runEsign(credential, KEY, flowOf([person({}, at({ keyword: '盖章' }))]));
		expect(error).toBeUndefined();
		expect(recorder.requests.map(({ url }) => url)).toEqual([`/v3/moved/${FILE}/positions`, '/v3/sign-flow/create-by-file']);
	});
});

describe('a create', () => {
	it('is never repeated: after a lost answer it says how to find out', async () => {
		reply = (_request, response) => response.destroy();
		const { error } = await send(flowOf([person()]));
		expect(recorder.requests).toHaveLength(1);
		expect(error?.description).toContain('Sign Flow (V3) > Get Many, started from a few minutes ago on, shows a flow with this title');
		expect(error?.description).toContain('eSign takes no key of your own');
	});

	it('is not repeated after a 503 either', async () => {
		reply = (_request, response) => {
			response.statusCode = 503;
			response.end('');
		};
		await send(flowOf([person()]));
		expect(recorder.requests).toHaveLength(1);
	});

	it('keeps accounts and numbers out of what a failure says', async () => {
		reply = (_request, response) => response.end(esignEnvelope(null, 1437328, `传入的指定签署人信息与实名信息不一致：${ACCOUNT} 000000199001010018`));
		const { error } = await send(flowOf([person({ psnIDCardNum: '000000199001010018' })]));
		expect(error?.message).toMatch(/^The data of a signer differ from those verified by eSign.*\(eSign code 1437328\)/);
		expect(JSON.stringify(error)).not.toMatch(/19900000011|000000199001010018/);
	});

	it('takes a real company, a person beside it and a silent seal of the app’s own organization', async () => {
		const fileId = await desk.upload(await wordsPdf([[{ text: 'A', x: 10, y: 10 }], [{ text: 'B', x: 10, y: 10 }]]));
		const { signFlowId } = await desk.ask(
			KEY,
			flowOf(
				[
					{ kind: 'organizationSilent', signFields: { signField: [field(), { kind: 'acrossPages', positionY: 400 }] } },
					company({}, field()),
					company({ kind: 'operator' }, field({ positionX: 200 })),
					person({}, { kind: 'free' }),
				],
				{ documents: { document: [{ fileId }] } },
			),
		);
		const { signers } = await desk.flow(signFlowId);
		expect((signers as IDataObject[]).map(({ signOrder, name, signStatus }) => [signOrder, name, signStatus])).toEqual([
			[1, '示例集成方科技有限公司', 2],
			[2, '李四', 1],
			[4, '张三', 0],
		]);
	});
});

describe('Create and Wait', () => {
	it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'keeps what was created for the one that wakes it and for the limit, with On Error: %s',
		async (onError) => {
			const parameters = flowOf([person()], { waitLimit: 2, waitUnit: 'hours' });
			const { run, error } = await runEsign(credentialFor(base()), 'signFlowV3.createAndWait', parameters, { onError });
			expect(error).toBeUndefined();
			expect(run.status).toBe('waiting');
			const asleep = run.data.executionData?.nodeExecutionStack[0];
			expect(asleep?.node.name).toBe('Node');
			expect(asleep?.data.main[0]?.map(({ json }) => json)).toEqual([
				{ signFlowId: 'flow-1', signingStatus: 'signing', limitReached: true, waitedUntil: expect.any(String) },
			]);
		},
	);
});

describe('Sign Flow (V1) > Create In One Step', () => {
	const V1 = 'signFlowV1.createInOneStep';
	const signField = (more: IDataObject = {}): IDataObject => ({ kind: 'page', posPage: 1, posX: 100, posY: 200, ...more });
	const signer = (more: IDataObject = {}, ...fields: IDataObject[]): IDataObject => ({ kind: 'person', signerAccountId: 'acc-1', signFields: { signField: fields.length > 0 ? fields : [signField()] }, ...more });
	const v1Flow = (signers: IDataObject[], more: IDataObject = {}): IDataObject => ({
		businessScene: '劳动合同',
		documents: { document: [{ fileId: FILE }] },
		signersFrom: 'form',
		signers: { signer: signers },
		...more,
	});
	const sendV1 = async (parameters: IDataObject, more: More = {}) => await runEsign(credentialFor(base()), V1, parameters, more);

	it('sends who signs as the page’s table wants it', async () => {
		const { error } = await sendV1(
			v1Flow(
				[
					signer({ thirdOrderNo: 'HR-1' }, signField({ sealType: '0', signDateBeanType: '1', width: 96 })),
					signer({ kind: 'personSilent' }),
					signer({ kind: 'organization', authorizedAccountId: 'org-1' }, { kind: 'acrossPages', acrossPages: '1-5', posY: 300, sealId: 'seal-1' }),
					signer({ kind: 'organizationSilent', signerAccountId: 'stale', authorizedAccountId: 'org-2' }),
					signer({ kind: 'platform', signerAccountId: 'stale' }),
					signer({ signOrder: 9 }, { kind: 'free' }),
				],
				{
					optionalFields: {
						signValidity: new Date(Date.now() + DAY_MS).toISOString().slice(0, 10),
						noticeType: ['1', '2'],
						noticeDeveloperUrl: 'https://n8n.example.com/webhook/esign',
						copiers: { copier: [{ kind: 'organization', copierAccountId: 'acc-3', copierIdentityAccountId: 'org-3' }] },
					},
				},
			),
		);
		expect(error).toBeUndefined();
		const body = JSON.parse(recorder.requests[0].body.toString()) as IDataObject;
		const onPage = { fileId: FILE, signType: 1, posBean: { posPage: '1', posX: 100, posY: 200 } };
		expect(body).toMatchObject({
			docs: [{ fileId: FILE }],
			flowInfo: {
				businessScene: '劳动合同',
				autoArchive: true,
				autoInitiate: true,
				signValidity: expect.any(Number),
				flowConfigInfo: { noticeType: '1,2', noticeDeveloperUrl: 'https://n8n.example.com/webhook/esign' },
			},
			copiers: [{ copierAccountId: 'acc-3', copierIdentityAccountType: 1, copierIdentityAccountId: 'org-3' }],
		});
		expect(body.signers).toEqual([
			{
				platformSign: false,
				signOrder: 1,
				signerAccount: { signerAccountId: 'acc-1' },
				thirdOrderNo: 'HR-1',
				signfields: [{ ...onPage, sealType: '0', width: 96, signDateBeanType: 1, autoExecute: false, actorIndentityType: 0 }],
			},
			{ platformSign: false, signOrder: 2, signerAccount: { signerAccountId: 'acc-1' }, signfields: [{ ...onPage, autoExecute: true, actorIndentityType: 0 }] },
			{
				platformSign: false,
				signOrder: 3,
				signerAccount: { signerAccountId: 'acc-1', authorizedAccountId: 'org-1' },
				signfields: [{ fileId: FILE, sealId: 'seal-1', signType: 2, posBean: { posPage: '1-5', posY: 300 }, autoExecute: false, actorIndentityType: 2 }],
			},
			{ platformSign: false, signOrder: 4, signerAccount: { authorizedAccountId: 'org-2' }, signfields: [{ ...onPage, autoExecute: true, actorIndentityType: 2 }] },
			{ platformSign: true, signOrder: 5, signfields: [{ ...onPage, autoExecute: true, actorIndentityType: 2 }] },
			{ platformSign: false, signOrder: 9, signerAccount: { signerAccountId: 'acc-1' }, signfields: [{ fileId: FILE, signType: 0, autoExecute: false, actorIndentityType: 0 }] },
		]);
	});

	it.each<[string, IDataObject, string]>([
		['51 documents', v1Flow([signer()], { documents: { document: Array.from({ length: 51 }, (_, index) => ({ fileId: index === 0 ? FILE : `f${index}` })) } }), '“Documents” has 51; the platform takes 50 at most'],
		['301 sign fields', v1Flow([signer({}, ...Array.from({ length: 301 }, () => signField()))]), '“Sign Fields” has 301; the platform takes 300 at most'],
		['a signer without an account', v1Flow([signer(), signer({ signerAccountId: ' ' })]), '“Signer 2 > Account ID” is empty'],
		['a signer without a sign field', v1Flow([signer({ signFields: {} })]), 'Signer 1 (acc-1) has no sign field'],
		['a file that is none of the documents', v1Flow([signer({}, signField({ fileId: 'x' }))]), 'Signer 1 (acc-1), sign field 1 is on the file “x”, which is none of the documents'],
		['a silent seal anywhere', v1Flow([signer({ kind: 'personSilent' }, { kind: 'free' })]), 'Signer 1 (acc-1), sign field 1 is signed silently, so its place must be given'],
		['a deadline that has passed', v1Flow([signer()], { optionalFields: { signValidity: '2020-01-01' } }), '“Signing Deadline” has passed'],
		['a reminder without an end', v1Flow([signer()], { optionalFields: { contractRemind: 24 } }), '“Remind Before Contract End” is set without a “Contract End”'],
		['a reminder of 361 hours', v1Flow([signer()], { optionalFields: { contractRemind: 361, contractValidity: '2099-01-01' } }), '“Remind Before Contract End” is 361; it must be from 1 to 360'],
		['a title with a star', v1Flow([signer()], { businessScene: '合同*' }), '“Title” has the character * in it; none of / \\ : * " < > | ? may stand there'],
		['JSON: no signers', v1Flow([], { signersFrom: 'json', signersJson: '[]' }), 'No signer is given'],
		['JSON: a signer without an account', v1Flow([], { signersFrom: 'json', signersJson: JSON.stringify([{ signfields: [{ fileId: FILE, signType: 0 }] }]) }), 'Signer 1 has no account'],
	])('%s is refused by name', async (_what, parameters, message) => {
		const { error } = await sendV1(parameters);
		expect(error?.message.replace(/ \[item 0\]$/, '')).toBe(message);
		expect(recorder.requests).toEqual([]);
	});

	it('a reason of more than 400 bytes is refused by name', async () => {
		const { error } = await runEsign(credentialFor(base()), 'signFlowV1.revoke', { flowId: 'f', optionalFields: { revokeReason: '长'.repeat(134) } });
		expect(error?.message).toBe('“Reason” has 402 bytes; at most 400 are taken [item 0]');
		expect(recorder.requests).toEqual([]);
	});

	it('is never repeated', async () => {
		reply = (_request, response) => response.destroy();
		const { error } = await sendV1(v1Flow([signer()]));
		expect(recorder.requests).toHaveLength(1);
		expect(error?.description).toContain('eSign has no way to look for a V1 flow of which the ID is not known');
	});

	it('makes one flow of all items', async () => {
		reply = (_request, response) => response.end(esignEnvelope({ flowId: 'flow-1' }));
		const { items } = await sendV1(v1Flow([signer({ signerAccountId: '={{ $json.id }}' })], { signersFrom: 'items' }), { items: [{ id: 'a' }, { id: 'b' }] });
		expect(items.map(({ json }) => json)).toEqual([{ flowId: 'flow-1' }]);
		expect((JSON.parse(recorder.requests[0].body.toString()) as { signers: IDataObject[] }).signers).toMatchObject([{ signerAccount: { signerAccountId: 'a' } }, { signerAccount: { signerAccountId: 'b' } }]);
	});
});
