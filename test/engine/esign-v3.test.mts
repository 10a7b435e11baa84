/**
 * Identity, files, flows and seals of V3, and flows of V1, in n8n's own engine against the sandbox over HTTP: what a user gets
 * from each operation, from the upload to the signed file.
 */
import type { IDataObject } from 'n8n-workflow';
import { allOperations } from '../../engine/operation.ts';
import { provider } from '../../nodes/Esign/provider.ts';
import { readStored } from './binary-store.mts';
import { Desk, wordsPdf } from './esign-desk.mts';

const PERSON = { psnAccount: '19900000011', psnName: '测试员甲' };
const COMPANY = { orgName: '测试示例有限公司' };
const DAY_MS = 86_400_000;

let desk: Desk;

beforeAll(async () => {
	desk = await Desk.open();
});
afterAll(async () => await desk.close());
beforeEach(async () => await desk.reset());

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00$/);
const ID = expect.stringMatching(/^[0-9a-f-]{16,40}$/);

/** Two pages, each with a place to sign. */
const contract = async () =>
	await wordsPdf([
		[{ text: 'Party A: sign here', x: 100, y: 200 }],
		[
			{ text: 'Party A: sign here', x: 100, y: 300 },
			{ text: 'Party B: sign here', x: 320, y: 300 },
		],
	]);

const onPage = (more: IDataObject = {}): IDataObject => ({ kind: 'page', positionPage: 1, positionX: 150, positionY: 250, ...more });

/** Rows of a person who signs. */
const person = (more: IDataObject = {}): IDataObject => ({
	kind: 'person',
	identifiedBy: 'account',
	...PERSON,
	signFields: { signField: [onPage()] },
	...more,
});

/** A flow of one document, with these signers. */
async function create(signers: IDataObject[] = [person()], more: IDataObject = {}): Promise<string> {
	const fileId = await desk.upload(await contract());
	const { signFlowId } = await desk.ask('signFlowV3.createFromFiles', {
		signFlowTitle: '劳动合同 张三',
		documents: { document: [{ fileId }] },
		signersFrom: 'form',
		signers: { signer: signers },
		...more,
	});
	return String(signFlowId);
}

describe('Identity (V3)', () => {
	it('knows a person by account, ID and ID number, and gives data only once authorized', async () => {
		const { psnId } = await desk.control('persons', { ...PERSON, psnIDCardNum: '000000199001010018' });
		const found = await desk.ask('identityV3.getPerson', { findBy: 'psnAccount', psnAccount: PERSON.psnAccount });
		expect(found).toMatchObject({ realnameStatus: 1, authorizeUserInfo: false, psnId });
		expect(await desk.ask('identityV3.getPerson', { findBy: 'psnId', psnId })).toMatchObject({ psnId });
		const byNumber = { findBy: 'psnIDCardNum', psnIDCardNum: '000000199001010018', psnIDCardType: 'CRED_PSN_CH_IDCARD' };
		expect(await desk.ask('identityV3.getPerson', byNumber)).toMatchObject({ psnId });
		await desk.control('persons', { psnAccount: PERSON.psnAccount, scopes: ['get_psn_identity_info'] });
		expect(await desk.ask('identityV3.getPerson', { findBy: 'psnId', psnId })).toMatchObject({
			authorizeUserInfo: true,
			psnAccount: { accountMobile: PERSON.psnAccount },
			psnInfo: { psnName: PERSON.psnName },
		});
	});

	it('knows an organization by name, ID and number', async () => {
		const { orgId } = await desk.control('organizations', { ...COMPANY, orgIDCardNum: '91000000MA00000000' });
		const found = await desk.ask('identityV3.getOrganization', { findBy: 'orgName', ...COMPANY });
		expect(found).toMatchObject({ realnameStatus: 1, orgId, ...COMPANY });
		expect(await desk.ask('identityV3.getOrganization', { findBy: 'orgId', orgId })).toMatchObject({ orgId });
		const byNumber = { findBy: 'orgIDCardNum', orgIDCardNum: '91000000MA00000000', orgIDCardType: 'CRED_ORG_USCC' };
		expect(await desk.ask('identityV3.getOrganization', byNumber)).toMatchObject({ orgId });
	});

	it('says what to do about who is not known', async () => {
		const error = await desk.fail('identityV3.getPerson', { findBy: 'psnAccount', psnAccount: '19900009999' });
		expect(error?.message).toMatch(/^eSign does not know this person or organization.*\(eSign code 1450008\) \[item 0\]$/);
		expect(error?.description).toContain('Who was never verified by eSign is not found');
		expect(JSON.stringify(error)).not.toContain('19900009999');
	});

	it('gives a page on which a person is verified, and tells afterwards that it happened, with times in ISO', async () => {
		const page = await desk.ask('identityV3.getPersonVerificationPageUrl', {
			findBy: 'psnAccount',
			psnAccount: PERSON.psnAccount,
			optionalFields: {
				psnName: PERSON.psnName,
				psnIDCardNum: '000000199001010018',
				psnDefaultAuthMode: 'PSN_MOBILE3',
				authorizedScopes: ['get_psn_identity_info', 'psn_initiate_sign'],
				redirectUrl: 'https://www.example.com/done',
				redirectDelayTime: 0,
				clientType: 'H5',
			},
		});
		expect(page).toEqual({ authFlowId: expect.any(String), authUrl: expect.stringMatching(/^http/), authShortUrl: expect.stringMatching(/^http/) });
		expect(await desk.ask('identityV3.getVerificationFlow', { authFlowId: page.authFlowId })).toMatchObject({ authType: 'PSN', realNameStatus: 0 });
		await desk.control('authorize', { authFlowId: page.authFlowId });
		const flow = await desk.ask('identityV3.getVerificationFlow', { authFlowId: page.authFlowId });
		expect(flow).toMatchObject({
			realNameStatus: 1,
			authorizedStatus: 1,
			authInfo: { authFlowCreateTime: expect.any(Number), authFlowCreateTimeIso: ISO, authFlowUpdateTimeIso: ISO },
			authorizedInfo: [{ effectiveTimeIso: ISO, expireTimeIso: ISO }, {}],
		});
		const again = await desk.fail('identityV3.getPersonVerificationPageUrl', { findBy: 'psnAccount', psnAccount: PERSON.psnAccount });
		expect(again?.message).toMatch(/^The person is verified already.*\(eSign code 1450005\)/);
	});

	it('gives a page on which an organization is verified by somebody', async () => {
		const page = await desk.ask('identityV3.getOrganizationVerificationPageUrl', {
			findBy: 'orgName',
			...COMPANY,
			optionalFields: {
				orgIDCardNum: '91000000MA00000000',
				orgIDCardType: 'CRED_ORG_USCC',
				legalRepName: '测试员乙',
				psnAccount: PERSON.psnAccount,
				psnName: PERSON.psnName,
				authorizedScopes: ['org_initiate_sign'],
				transactorUseSeal: true,
			},
		});
		const { authFlowId } = page;
		await desk.control('authorize', { authFlowId });
		expect(await desk.ask('identityV3.getVerificationFlow', { authFlowId })).toMatchObject({ authType: 'ORG', realNameStatus: 1 });
		expect(await desk.ask('identityV3.getOrganization', { findBy: 'orgName', ...COMPANY })).toMatchObject({ realnameStatus: 1 });
	});
});

describe('File (V3)', () => {
	it('takes a PDF, waits until it can be used, and tells its pages, name, size and hash', async () => {
		await desk.control('settings', { processingMs: 600 });
		const content = await contract();
		const file = await desk.ask(
			'fileV3.upload',
			{ fileSource: 'binary', binaryPropertyName: 'data' },
			{ inputs: [{ json: {}, binary: { data: { data: Buffer.from(content).toString('base64'), mimeType: 'application/pdf', fileName: '合同.pdf' } } }] },
		);
		expect(file).toMatchObject({ fileId: ID, fileName: '合同.pdf', fileSize: content.length, fileStatus: 2, fileTotalPageCount: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
		const got = await desk.ask('fileV3.get', { fileId: file.fileId, optionalFields: { pageSize: true } });
		expect(got).toMatchObject({ fileId: file.fileId, fileStatus: 2, pageWidth: 595, pageHeight: 842 });
	});

	it('has what is no PDF converted to one unless the user says otherwise', async () => {
		const page = Buffer.from('<html><body>合同</body></html>');
		const converted = await desk.ask('fileV3.upload', { fileSource: 'binary', binaryPropertyName: 'data' }, { inputs: [{ json: {}, binary: { data: { data: page.toString('base64'), mimeType: 'text/html', fileName: '合同.html' } } }] });
		expect(converted).toMatchObject({ fileStatus: 5, fileTotalPageCount: expect.any(Number) });
		const left = await desk.ask('fileV3.upload', { fileSource: 'binary', binaryPropertyName: 'data', optionalFields: { convertToPDF: false } }, { inputs: [{ json: {}, binary: { data: { data: page.toString('base64'), mimeType: 'text/html', fileName: '合同.html' } } }] });
		expect(left).toMatchObject({ fileStatus: 2 });
	});

	it('finds keywords where they stand, one item for each', async () => {
		const fileId = await desk.upload(await contract());
		const found = await desk.list('fileV3.findKeywordPositions', { fileId, keywords: 'Party A,Party B,Party C' });
		expect(found).toEqual([
			{
				keyword: 'Party A',
				searchResult: true,
				positions: [
					{ pageNum: 1, coordinates: [{ positionX: 100, positionY: 200 }] },
					{ pageNum: 2, coordinates: [{ positionX: 100, positionY: 300 }] },
				],
			},
			{ keyword: 'Party B', searchResult: true, positions: [{ pageNum: 2, coordinates: [{ positionX: 320, positionY: 300 }] }] },
			{ keyword: 'Party C', searchResult: false, positions: [] },
		]);
		const lines = await desk.list('fileV3.findKeywordPositions', { fileId, keywords: 'Party A: sign here\nParty B\n' });
		expect(lines.map(({ keyword, searchResult }) => [keyword, searchResult])).toEqual([['Party A: sign here', true], ['Party B', true]]);
	});

	it('that is not there is an error with the way out', async () => {
		const error = await desk.fail('fileV3.get', { fileId: 'f'.repeat(32) });
		expect(error?.message).toMatch(/^The file does not exist.*\(eSign code 1430608\) \[item 0\]$/);
		expect(error?.description).toContain('Production and sandbox have files of their own');
	});
});

describe('Sign Flow (V3)', () => {
	it('goes from the upload to the signed file, its state as a word all the way', async () => {
		const signFlowId = await create();
		const fresh = await desk.ask('signFlowV3.get', { signFlowId });
		expect(fresh).toMatchObject({
			signFlowStatus: 1,
			signingStatus: 'signing',
			signFlowCreateTimeIso: ISO,
			signFlowStartTimeIso: ISO,
			signFlowFinishTime: null,
			signFlowConfig: { signFlowTitle: '劳动合同 张三', autoFinish: true, signFlowExpireTimeIso: ISO },
			signers: [{ signStatus: 1, signFields: [{ statusUpdateTimeIso: ISO }] }],
		});
		expect(fresh).not.toHaveProperty('signFlowFinishTimeIso');
		expect(Object.keys(fresh).indexOf('signingStatus')).toBe(Object.keys(fresh).indexOf('signFlowStatus') + 1);
		expect(new Date(String(fresh.signFlowStartTimeIso)).getTime()).toBe(fresh.signFlowStartTime);

		const urls = await desk.ask('signFlowV3.getSigningUrl', { signFlowId, who: 'account', psnAccount: PERSON.psnAccount });
		expect(urls).toEqual({ shortUrl: expect.stringMatching(/^http/), url: expect.stringMatching(/^http/) });
		const early = await desk.fail('signFlowV3.downloadFiles', { signFlowId, outputField: 'data' });
		expect(early?.message).toMatch(/^The flow is not completed, so its files cannot be had.*\(eSign code 1437518\)/);

		await desk.control('sign', { signFlowId, all: true });
		expect(await desk.ask('signFlowV3.get', { signFlowId })).toMatchObject({ signFlowStatus: 2, signingStatus: 'completed', signFlowFinishTimeIso: ISO });
		const { items } = await desk.call('signFlowV3.downloadFiles', { signFlowId, outputField: 'file' });
		expect(items.map(({ json }) => json)).toEqual([
			{ signFlowId, fileId: ID, kind: 'document', fileName: '合同.pdf', fileSize: expect.any(Number), sha256: expect.any(String), mimeType: 'application/pdf' },
		]);
		const signed = items[0].binary?.file && (await readStored(items[0].binary.file));
		expect(signed?.subarray(0, 5).toString()).toBe('%PDF-');
		expect(signed?.length).toBe(items[0].json.fileSize);
	});

	it('can be a draft that starts later, and end only when it is told to', async () => {
		const signFlowId = await create([person()], { autoFinish: false, optionalFields: { autoStart: false } });
		expect(await desk.ask('signFlowV3.get', { signFlowId })).toMatchObject({ signFlowStatus: 0, signingStatus: 'draft' });
		const early = await desk.fail('signFlowV3.getSigningUrl', { signFlowId, who: 'account', psnAccount: PERSON.psnAccount });
		expect(early?.message).toMatch(/^The flow has not started.*\(eSign code 1437103\)/);
		expect(await desk.ask('signFlowV3.start', { signFlowId })).toEqual({ started: true, signFlowId });
		const again = await desk.fail('signFlowV3.start', { signFlowId });
		expect(again?.message).toMatch(/^The flow is no draft any more.*\(eSign code 1437108\)/);
		const unfinished = await desk.fail('signFlowV3.finish', { signFlowId });
		expect(unfinished?.message).toMatch(/\(eSign code 14\d{5}\) \[item 0\]$/);
		await desk.control('sign', { signFlowId, all: true });
		expect(await desk.ask('signFlowV3.get', { signFlowId })).toMatchObject({ signingStatus: 'signing' });
		expect(await desk.ask('signFlowV3.finish', { signFlowId })).toEqual({ finished: true, signFlowId });
		expect(await desk.ask('signFlowV3.get', { signFlowId })).toMatchObject({ signingStatus: 'completed' });
	});

	it('is revoked with a reason, refused by a signer, or expires', async () => {
		const [revoked, refused, expired] = [await create(), await create(), await create()];
		expect(await desk.ask('signFlowV3.revoke', { signFlowId: revoked, optionalFields: { revokeReason: '合同条款错误' } })).toEqual({ revoked: true, signFlowId: revoked });
		await desk.control('refuse', { signFlowId: refused, reason: '金额不对' });
		await desk.control('expire', { signFlowId: expired });
		expect(await desk.ask('signFlowV3.get', { signFlowId: revoked })).toMatchObject({ signFlowStatus: 3, signingStatus: 'revoked', revokeReason: '合同条款错误' });
		expect(await desk.ask('signFlowV3.get', { signFlowId: refused })).toMatchObject({ signFlowStatus: 7, signingStatus: 'refused', signFlowDescription: '金额不对' });
		expect(await desk.ask('signFlowV3.get', { signFlowId: expired })).toMatchObject({ signFlowStatus: 5, signingStatus: 'expired' });
		const gone = await desk.fail('signFlowV3.revoke', { signFlowId: revoked });
		expect(gone?.message).toMatch(/\(eSign code 1437(168|203)\) \[item 0\]$/);
	});

	it('gets a later deadline, once', async () => {
		const signFlowId = await create([person()], { optionalFields: { signFlowExpireTime: new Date(Date.now() + DAY_MS).toISOString() } });
		const later = `${new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 19)}Z`;
		expect(await desk.ask('signFlowV3.extend', { signFlowId, signFlowExpireTime: later })).toEqual({ extended: true, signFlowId });
		const { signFlowConfig } = await desk.ask('signFlowV3.get', { signFlowId });
		expect((signFlowConfig as IDataObject).signFlowExpireTime).toBe(Date.parse(later));
		const again = await desk.fail('signFlowV3.extend', { signFlowId, signFlowExpireTime: later });
		expect(again?.message).toMatch(/^eSign cannot do this with the flow as it is: .+\(eSign code 1435011\)/);
	});

	it('has its signers urged, and not again at once', async () => {
		const signFlowId = await create();
		expect(await desk.ask('signFlowV3.urge', { signFlowId, who: 'all' })).toEqual({ urged: true, signFlowId });
		const again = await desk.fail('signFlowV3.urge', { signFlowId, who: 'account', psnAccount: PERSON.psnAccount, optionalFields: { noticeTypes: ['1'] } });
		expect(again?.message).toMatch(/^The signers were urged a moment ago.*\(eSign code 1437138\)/);
	});

	it('is listed with others, page by page, filtered, each with its word and times', async () => {
		const ids: string[] = [];
		for (let index = 0; index < 3; index++) ids.push(await create());
		await desk.control('sign', { signFlowId: ids[0], all: true });
		await desk.ask('signFlowV3.revoke', { signFlowId: ids[1] });
		const since = new Date(Date.now() - DAY_MS).toISOString();
		const all = await desk.list('signFlowV3.getMany', { signFlowStartTimeFrom: since, returnAll: true });
		expect(Object.fromEntries(all.map(({ signFlowId, signingStatus }) => [signFlowId, signingStatus]))).toEqual({ [ids[0]]: 'completed', [ids[1]]: 'revoked', [ids[2]]: 'signing' });
		for (const flow of all) expect(flow).toMatchObject({ signFlowTitle: '劳动合同 张三', signFlowStartTimeIso: ISO });
		const signing = await desk.list('signFlowV3.getMany', { signFlowStartTimeFrom: since, returnAll: false, limit: 5, optionalFields: { signFlowStatus: ['1', '2'] } });
		expect(signing.map(({ signFlowId }) => signFlowId).sort()).toEqual([ids[0], ids[2]].sort());
		const theirs = { operator: { party: { identifiedBy: 'account', psnAccount: PERSON.psnAccount, signStatus: ['2'] } } };
		expect((await desk.list('signFlowV3.getMany', { signFlowStartTimeFrom: since, returnAll: true, optionalFields: theirs })).map(({ signFlowId }) => signFlowId)).toEqual([ids[0]]);
		const completed = await desk.list('signFlowV3.getMany', { signFlowFinishTimeFrom: since, returnAll: true });
		expect(completed.map(({ signFlowId, signFlowEndTimeIso }) => [signFlowId, signFlowEndTimeIso])).toEqual([[ids[0], ISO]]);
		const none = { organization: { party: { identifiedBy: 'account', orgName: COMPANY.orgName } } };
		expect(await desk.list('signFlowV3.getMany', { signFlowStartTimeFrom: since, returnAll: true, optionalFields: none })).toEqual([]);
	});
});

describe('Seal (V3)', () => {
	it('lists the seals of an organization over all pages, and gets one', async () => {
		const { orgId } = await desk.control('organizations', { ...COMPANY, scopes: ['manage_org_seal'] });
		for (let index = 0; index < 22; index++) await desk.control('seals', { ownerId: orgId, sealBizType: 'CONTRACT', sealName: `合同章${index}` });
		const seals = await desk.list('sealV3.getMany', { owner: 'organization', orgId, returnAll: true, optionalFields: { sealBizTypes: ['CONTRACT'] } });
		expect(seals.length).toBeGreaterThanOrEqual(22);
		expect(new Set(seals.map(({ sealBizType }) => sealBizType))).toEqual(new Set(['CONTRACT']));
		const one = await desk.ask('sealV3.get', { owner: 'organization', orgId, sealId: seals[3].sealId });
		expect(one).toMatchObject({ sealId: seals[3].sealId, sealStatus: 1, sealCreateTimeIso: ISO });
		expect(await desk.list('sealV3.getMany', { owner: 'organization', orgId, returnAll: false, limit: 2 })).toHaveLength(2);
	});

	it('lists those of a person at another address', async () => {
		const { psnId } = await desk.control('persons', { ...PERSON, scopes: ['manage_psn_resource'] });
		const seals = await desk.list('sealV3.getMany', { owner: 'person', psnId, returnAll: true });
		expect(seals.length).toBeGreaterThan(0);
		expect(await desk.ask('sealV3.get', { owner: 'person', psnId, sealId: seals[0].sealId })).toMatchObject({ sealId: seals[0].sealId });
		expect((await desk.calls()).filter((call) => call.includes('/v3/seals/')).sort()).toEqual(['GET /v3/seals/psn-seal-info', 'GET /v3/seals/psn-seal-list']);
	});

	it('says which authorization is missing', async () => {
		const { orgId } = await desk.control('organizations', COMPANY);
		const error = await desk.fail('sealV3.getMany', { owner: 'organization', orgId, returnAll: true });
		expect(error?.message).toMatch(/^The owner has not authorized your app to do this.*\(eSign code (1499000|1436116)\)/);
		expect(error?.description).toContain('Get Person or Organization Verification Page URL, with Scopes');
	});
});

describe('Sign Flow (V1)', () => {
	const account = async () => {
		const { items } = await desk.call('personAccount.create', { thirdPartyUserId: 'P1', name: '测试员甲', optionalFields: { idNumber: '000000199001010018', mobile: '13800000001' } });
		return String(items[0].json.accountId);
	};

	async function createV1(more: IDataObject = {}): Promise<{ flowId: string; accountId: string }> {
		const [fileId, accountId] = [await desk.upload(await contract()), await account()];
		const { flowId } = await desk.ask('signFlowV1.createInOneStep', {
			businessScene: '劳动合同 张三',
			documents: { document: [{ fileId }] },
			signersFrom: 'form',
			signers: { signer: [{ kind: 'person', signerAccountId: accountId, signFields: { signField: [{ kind: 'page', posPage: 1, posX: 150, posY: 250 }] } }] },
			...more,
		});
		return { flowId: String(flowId), accountId };
	}

	/** Its times are typed string on the pages, and numbers in their samples: both become ISO. */
	const get = async (flowId: string) => (await desk.call('signFlowV1.get', { flowId })).items[0].json;

	it('goes from creation to the signed file', async () => {
		const { flowId, accountId } = await createV1();
		expect(await get(flowId)).toMatchObject({ flowId, businessScene: '劳动合同 张三', flowStatus: 1, signingStatus: 'signing', flowStartTimeIso: ISO });
		expect(await desk.ask('signFlowV1.getSigningUrl', { flowId, accountId })).toEqual({ shortUrl: expect.stringMatching(/^http/), url: expect.stringMatching(/^http/) });
		await desk.control('sign', { flowId, all: true });
		expect(await get(flowId)).toMatchObject({ flowStatus: 2, signingStatus: 'completed' });
		const { items } = await desk.call('signFlowV1.download', { flowId, outputField: 'data' });
		expect(items.map(({ json }) => json)).toEqual([expect.objectContaining({ flowId, kind: 'document', mimeType: 'application/pdf' })]);
	});

	it('can be a draft, be started, revoked with a reason, or archived', async () => {
		const draft = await createV1({ autoArchive: false, optionalFields: { autoInitiate: false } });
		expect(await get(draft.flowId)).toMatchObject({ flowStatus: 0, signingStatus: 'draft' });
		expect(await desk.ask('signFlowV1.start', { flowId: draft.flowId })).toEqual({ started: true, flowId: draft.flowId });
		const unfinished = await desk.fail('signFlowV1.archive', { flowId: draft.flowId });
		expect(unfinished?.message).toMatch(/\(eSign code 1437113\) \[item 0\]$/);
		await desk.control('sign', { flowId: draft.flowId, all: true });
		expect(await desk.ask('signFlowV1.archive', { flowId: draft.flowId })).toEqual({ archived: true, flowId: draft.flowId });
		const gone = await desk.fail('signFlowV1.revoke', { flowId: draft.flowId, optionalFields: { revokeReason: '条款错误' } });
		expect(gone?.message).toMatch(/\(eSign code 14\d{5}\) \[item 0\]$/);
	});

	it('is revoked while it is being signed', async () => {
		const { flowId } = await createV1();
		expect(await desk.ask('signFlowV1.revoke', { flowId, optionalFields: { revokeReason: '条款错误' } })).toEqual({ revoked: true, flowId });
		expect(await get(flowId)).toMatchObject({ flowStatus: 3, signingStatus: 'revoked' });
	});
});

it('every operation but those of templates and accounts has succeeded', () => {
	const elsewhere = ['fileV3.createFromTemplate', 'personAccount.create', 'signFlowV3.createAndWait'];
	const all = [...allOperations(provider.resources)]
		.filter(({ resource, key }) => /V[13]$/.test(resource.value) && !elsewhere.includes(key))
		.map(({ key }) => key);
	expect([...desk.tried].filter((key) => !elsewhere.includes(key)).sort()).toEqual(all.sort());
});
