// What 基于文件发起签署 takes and what it refuses, with the platform's codes and words.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	across,
	answer,
	at,
	control,
	detailOf,
	flowOf,
	ok,
	orgSigner,
	ownSigner,
	personSigner,
	uploaded,
	type Json,
} from './sandbox-esign-flow-support.mts';
import { person } from './sandbox-esign-support.mts';
import { ID_NUMBER, OTHER_ID_NUMBER } from './sandbox-support.mts';

const DAY = 86_400_000;

let sandbox: Sandbox;
let fileId = '';
let docs: object[] = [];

beforeAll(async () => {
	sandbox = await startSandbox();
	await control(sandbox, '/settings', { processingMs: 0 });
	fileId = await uploaded(sandbox);
	docs = [{ fileId }];
});

afterAll(async () => {
	await sandbox.close();
});

const one = (fields: object[] = [at(fileId, 1, 100, 100)]) => personSigner('13800000001', '测试甲', fields);
const withField = (config: object, field: object = {}) => ({ signers: [one([at(fileId, 1, 100, 100, config, field)])] });
const withPosition = (signFieldPosition: object, style = 1) => withField({ signFieldStyle: style, signFieldPosition });
const withInfo = (psnSignerInfo: object) => ({ signers: [{ signerType: 0, psnSignerInfo, signFields: [at(fileId, 1, 9, 9)] }] });
const withConfig = (config: object) => ({ signFlowConfig: { signFlowTitle: '测试合同', ...config } });
const body = (more: object = {}): object => ({ docs, signFlowConfig: { signFlowTitle: '测试合同' }, signers: [one()], ...more });
const create = async (more: object) => await answer(sandbox, 'POST', '/v3/sign-flow/create-by-file', body(more));

describe('a flow is refused with 1435002', () => {
	it.each<[string, () => object, string]>([
		['without signFlowConfig', () => ({ signFlowConfig: null }), 'signFlowConfig不能为空'],
		['without a title', () => withConfig({ signFlowTitle: '' }), 'signFlowTitle不能为空'],
		['with a title of 201 characters', () => withConfig({ signFlowTitle: '长'.repeat(201) }), 'signFlowConfig.signFlowTitle: 长度不能超过200'],
		['with an emoji in its title', () => withConfig({ signFlowTitle: '合同😀' }), 'signFlowTitle不可含有特殊字符'],
		['with a deadline after 91 days', () => withConfig({ signFlowExpireTime: Date.now() + 91 * DAY }), '签署截止时间signFlowExpireTime不能超过发起后90天'],
		['with a notifyUrl that is none', () => withConfig({ notifyUrl: 'ftp://example.com' }), 'signFlowConfig.notifyUrl: 地址需符合 https /http 协议'],
		['with an unknown kind of notice', () => withConfig({ noticeConfig: { noticeTypes: '1,9' } }), 'signFlowConfig.noticeConfig.noticeTypes: 通知类型不支持'],
		['with a delay to nowhere', () => withConfig({ redirectConfig: { redirectDelayTime: 0 } }), 'redirectUrl为空时，不允许传入redirectDelayTime'],
		['with text for a truth value', () => withConfig({ autoFinish: 'yes' }), 'signFlowConfig.autoFinish: 应为true或false'],
		['with a document without id', () => ({ docs: [{}] }), 'fileId不能为空'],
		['with a document twice', () => ({ docs: [...docs, ...docs] }), '签署文件重复，fileId：FILE'],
		['with 51 documents', () => ({ docs: Array.from({ length: 51 }, () => ({ fileId })) }), '签署文件不能超过50个'],
		['with 51 attachments', () => ({ attachments: Array.from({ length: 51 }, () => ({ fileId })) }), '附属材料不能超过50个'],
		['with docs that are no list', () => ({ docs: {} }), 'docs: 应为数组'],
		['with two initiators', () => ({ signFlowInitiator: { orgInitiator: { orgId: 'a' }, psnInitiator: { psnId: 'b' } } }), '机构发起方和个人发起方不能同时传值'],
		['with an initiator that is not there', () => ({ signFlowInitiator: { orgInitiator: { orgId: 'nothing', transactor: { psnId: 'x' } } } }), '机构发起方账号不存在,nothing'],
		['with an initiator nobody acts for', () => ({ signFlowInitiator: { orgInitiator: { orgId: 'nothing' } } }), '机构发起方orgId与transactor不能为空'],
		['without a kind of signer', () => ({ signers: [{}] }), 'signerType不能为空'],
		['with an unknown kind of signer', () => ({ signers: [{ signerType: 9 }] }), 'signerType只支持0或1'],
		['without sign fields', () => ({ signers: [one([])] }), 'signFields不能为空'],
		['with a person and an organization in one', () => ({ signers: [{ ...one(), orgSignerInfo: { orgName: '示例公司' } }] }), '同一个签署方，个人和机构不能同时为空或同时传值'],
		['with a person nothing is said about', () => ({ signers: [{ signerType: 0, signFields: [at(fileId, 1, 9, 9)] }] }), '个人签署方psnSignerInfo不能为空'],
		['with neither psnId nor psnAccount', () => withInfo({ psnInfo: { psnName: '测试甲' } }), '个人签署方psnId和psnAccount不能同时为空或同时传值'],
		['with both', () => withInfo({ psnId: 'a', psnAccount: '13800000001' }), '个人签署方psnId和psnAccount不能同时为空或同时传值'],
		['with an account that is no mobile', () => withInfo({ psnAccount: '12345', psnInfo: { psnName: '测试甲' } }), '个人签署方psnAccount必须是手机号或邮箱'],
		['without a name', () => withInfo({ psnAccount: '13800000001' }), '个人签署方psnName不能为空'],
		['with a psnId that is not there', () => withInfo({ psnId: 'nothing' }), '个人签署方账号不存在,nothing'],
		['with a person that seals by itself', () => withField({ autoSign: true }), '个人签署不支持自动签署'],
		['with an organization nobody acts for', () => ({ signers: [{ signerType: 1, orgSignerInfo: { orgName: '示例公司' }, signFields: [at(fileId, 1, 9, 9)] }] }), '非自动签签署机构签署方经办人transactorInfo不能为空'],
		['with an organization nothing is said about', () => ({ signers: [{ signerType: 1, signFields: [at(fileId, 1, 9, 9)] }] }), '机构签署方orgSignerInfo不能为空'],
		['with an orgId beside a psnAccount', () => ({ signers: [{ signerType: 1, orgSignerInfo: { orgId: 'a', transactorInfo: { psnAccount: '13800000001' } }, signFields: [at(fileId, 1, 9, 9)] }] }), '机构签署方与机构签署经办人传入必须为orgId与psnId或orgName与psnAccount'],
		['with somebody who acts where it seals by itself', () => ({ signers: [orgSigner('示例公司', '13800000001', '测试甲', [at(fileId, 1, 9, 9, { autoSign: true })])] }), '自动签署不支持传入transactorInfo'],
		['with a transactor without an organization', () => ({ signers: [{ signerType: 3, orgSignerInfo: { orgName: '示例公司', transactorInfo: { psnAccount: '13800000001', psnInfo: { psnName: '测试甲' } } }, signFields: [at(fileId, 1, 9, 9)] }] }), '指定经办人签署时，必须同时存在机构签署方'],
		['with order 0', () => ({ signers: [{ ...one(), signConfig: { signOrder: 0 } }] }), 'signers[0].signConfig.signOrder: 应在1到255之间'],
		['with two reading times', () => ({ signers: [{ ...one(), signConfig: { forcedReadingTime: 5, fileForcedReadingTime: 5 } }] }), 'forcedReadingTime和fileForcedReadingTime不可同时传入'],
		['with one of one who may sign', () => ({ signers: [{ ...one(), signConfig: { signTaskType: 1 } }] }), '或签的签署方数量必须大于等于2'],
		['with one of several beside one who must', () => ({ signers: [{ ...one(), signConfig: { signTaskType: 1 } }, personSigner('13800000002', '测试乙', [at(fileId, 1, 9, 9)])] }), '会签与或签不能在同一个签署顺序内'],
		['with a field in another file', () => ({ signers: [one([at('nothing', 1, 9, 9)])] }), '文件id不在签署流程中，请先添加文件到流程中，即可添加签署区，fileId：nothing'],
		['with a field without its file', () => ({ signers: [one([at('', 1, 9, 9)])] }), 'fileId不能为空'],
		['with an unknown kind of field', () => withField({}, { signFieldType: 7 }), 'signFieldType无对应枚举值'],
		['with a seal field that says nothing', () => ({ signers: [one([{ fileId }])] }), 'normalSignFieldConfig不能为空'],
		['with style 3', () => withField({ signFieldStyle: 3 }), 'signFieldStyle无对应枚举值'],
		['without a position', () => withField({ signFieldPosition: null }), '非自由模式signFieldPosition不能为空'],
		['without X', () => withPosition({ positionPage: '1', positionY: 5 }), '单页签章区，positionX、positionY、positionPage不能为空'],
		['without Y across pages', () => withPosition({ positionPage: '1' }, 2), '骑缝签署：必须指定y'],
		['with chosen pages not named', () => withPosition({ positionY: 5, acrossPageMode: 'AssignedPages' }, 2), '骑缝签署：指定页码时positionPage不能为空'],
		['with an unknown way across pages', () => withPosition({ positionY: 5, acrossPageMode: 'SOME' }, 2), 'acrossPageMode无对应枚举值'],
		['with free mode that seals by itself', () => ({ signers: [ownSigner([at(fileId, 1, 9, 9, { autoSign: true, freeMode: true })])] }), '自由模式不支持自动签署'],
		['with a seal that is not there', () => withField({ assignedSealId: 'nothing' }), '无效的印章,sealId:nothing'],
		['with two ways to say the size', () => withField({ signFieldSize: '90', signFieldWidth: '90' }), 'signFieldSize不能与signFieldWidth、signFieldHeight同时传入'],
		['with a remark nobody says', () => withField({}, { signFieldType: 1 }), 'remarkSignFieldConfig不能为空'],
		['with a date without a place', () => withField({}, { signFieldType: 2, dateSignFieldConfig: { signDatePositionX: 5 } }), '独立签署日期，signDatePositionX、signDatePositionY、signDatePositionPage不能为空'],
		['with a copier nobody can be', () => ({ copiers: [{ copierPsnInfo: {} }] }), '抄送人psnId、psnAccount不能同时传值或同时为空'],
	])('%s', async (_what, more, message) => {
		const named = message.replace('FILE', fileId);
		expect(await create(more())).toEqual({ code: 1435002, message: `参数错误: ${named}`, data: null });
	});
});

describe('a flow is refused', () => {
	let foreign = '';
	let foreignSeal = '';
	let transactor = '';

	it.each<[string, () => object, number, string]>([
		['without documents', () => ({ docs: [] }), 1435011, '流程自动开启的场景文档和签署人信息不能为空'],
		['without signers', () => ({ signers: [] }), 1435011, '流程自动开启的场景文档和签署人信息不能为空'],
		['with a document that is not there', () => ({ docs: [{ fileId: 'nothing' }] }), 1437511, '文档不存在：nothing'],
		['with an attachment that is not there', () => ({ attachments: [{ fileId: 'nothing' }] }), 1437511, '文档不存在：nothing'],
		['with page 4 of 3', () => withPosition({ positionPage: '4', positionX: 9, positionY: 9 }), 1437306, '单页签署: 签署页码超出文档页数'],
		['with page 0', () => withPosition({ positionPage: '0', positionX: 9, positionY: 9 }), 1437306, '单页签署: 签署页码超出文档页数'],
		['with chosen pages 2 to 5 of 3', () => withPosition({ positionPage: '2-5', positionY: 9, acrossPageMode: 'AssignedPages' }, 2), 1437306, '骑缝签署: 签署页码超出文档页数'],
		['with 11 signers', () => ({ signers: Array.from({ length: 11 }, one) }), 1437608, '流程创建签署人或签署主体个数11超过数量限制，最多允许创建10个。'],
		['with a deadline that is over', () => withConfig({ signFlowExpireTime: Date.now() - 1 }), 1437169, '流程已过期'],
		['with a malformed ID number', () => withInfo({ psnAccount: '13800000001', psnInfo: { psnName: '测试甲', psnIDCardNum: '123', psnIDCardType: 'CRED_PSN_CH_IDCARD' } }), 1435320, '注册账号失败: 证件格式异常. type:CRED_PSN_CH_IDCARD, value:123'],
		['with an organization that may not seal by itself', () => ({ signers: [{ signerType: 1, orgSignerInfo: { orgId: foreign }, signFields: [at(fileId, 1, 9, 9, { autoSign: true })] }] }), 1435011, '机构签署账号:FOREIGN 不允许自动签署'],
		['with a seal that is not authorized', () => ({ signers: [{ signerType: 1, orgSignerInfo: { orgId: foreign }, signFields: [at(fileId, 1, 9, 9, { autoSign: true, assignedSealId: foreignSeal })] }] }), 1437182, '未获取该企业有效的印章授权'],
		['with an initiator that has not authorized it', () => ({ signFlowInitiator: { orgInitiator: { orgId: foreign, transactor: { psnId: transactor } } } }), 1436116, '用户:FOREIGN未授权:org_initiate_sign'],
		['with a person who has not authorized it', () => ({ signFlowInitiator: { psnInitiator: { psnId: transactor } } }), 1436116, '用户:TRANSACTOR未授权:psn_initiate_sign'],
	])('%s', async (_what, more, code, message) => {
		const named = message.replace('FOREIGN', foreign).replace('TRANSACTOR', transactor);
		expect(await create(more())).toEqual({ code, message: named, data: null });
	});

	beforeAll(async () => {
		const made = await control<{ orgId: string; psnId: string }>(sandbox, '/organizations', { orgName: '别家科技有限公司' });
		({ orgId: foreign, psnId: transactor } = made);
		({ sealId: foreignSeal } = await control<{ sealId: string }>(sandbox, '/seals', { ownerId: foreign, sealBizType: 'CONTRACT' }));
	});

	it('while a document is still being processed', async () => {
		await control(sandbox, '/settings', { processingMs: 60_000 });
		const early = await uploaded(sandbox);
		expect(await create({ docs: [{ fileId: early }], signers: [one([at(early, 1, 9, 9)])] })).toEqual({
			code: 1437513,
			message: '文档未成功转换成pdf, 请稍后重试',
			data: null,
		});
		await control(sandbox, '/settings', { processingMs: 0 });
	});

	it('when no contracts are left', async () => {
		await control(sandbox, '/settings', { contractsLeft: 1 });
		expect(await create({})).toMatchObject({ code: 0 });
		expect(await create({})).toEqual({
			code: 1435404,
			message: '企业账户中电子合同份数不足，请购买套餐后再操作',
			data: null,
		});
		await control(sandbox, '/settings', { contractsLeft: null });
	});

	it('for somebody who is verified under another name or number, unless they may correct that', async () => {
		await control(sandbox, '/persons', { psnAccount: '13800000011', psnName: '测试真名', psnIDCardNum: ID_NUMBER });
		const text = '对应用户已实名，传入的指定签署人信息与实名信息不一致，请先确认信息是否准确';
		const named = (psnName: string, psnIDCardNum: string) =>
			withInfo({ psnAccount: '13800000011', psnInfo: { psnName, psnIDCardNum, psnIDCardType: 'CRED_PSN_CH_IDCARD' } });
		expect(await create(named('测试假名', ID_NUMBER))).toEqual({
			code: 1437328,
			message: `该签署人账号：13800000011${text}：姓名测试假名`,
			data: null,
		});
		expect(await create(named('测试真名', OTHER_ID_NUMBER))).toMatchObject({ code: 1437328 });
		expect(await create(named('测试真名', ID_NUMBER))).toMatchObject({ code: 0 });
		expect(
			await create({ ...named('测试假名', ID_NUMBER), signFlowConfig: { signFlowTitle: '测试', identityVerify: false } }),
		).toMatchObject({ code: 0 });
	});

	it('for a person with a V1 account id: those are no psnIds', async () => {
		const accountId = await person(sandbox, 'v1-person', { mobile: '13800000021' });
		expect(await create(withInfo({ psnId: accountId }))).toMatchObject({ code: 1435002 });
	});
});

describe('a flow', () => {
	it('has every signer with their fields, in all the ways they can be named', async () => {
		const { psnId } = await control<{ psnId: string }>(sandbox, '/persons', { psnAccount: 'jia@example.com', psnName: '测试丙' });
		const org = await control<{ orgId: string; psnId: string }>(sandbox, '/organizations', { orgName: '乙方有限公司', psnAccount: '13800000031', psnName: '测试丁' });
		const signFlowId = await flowOf(sandbox, [fileId], [
			personSigner('13800000032', '测试戊', [at(fileId, 1, 100, 100), across(fileId, 400)]),
			{ signerType: 0, psnSignerInfo: { psnId }, signFields: [at(fileId, 2, 100, 100)], signConfig: { signOrder: 2 } },
			orgSigner('丙方有限公司', '13800000033', '测试己', [at(fileId, 3, 100, 100)], { signConfig: { signOrder: 3 } }),
			{ signerType: 1, orgSignerInfo: { orgId: org.orgId, transactorInfo: { psnId: org.psnId } }, signFields: [at(fileId, 3, 300, 100)], signConfig: { signOrder: 4 } },
		]);
		const detail = await detailOf(sandbox, signFlowId);
		expect(detail).toMatchObject({
			signFlowStatus: 1,
			signFlowDescription: '签署中',
			signFlowConfig: { signFlowTitle: '测试合同', autoFinish: true },
			docs: [{ fileId, fileName: '合同.pdf' }],
			signFlowInitiator: { psnInitiator: null, orgInitiator: { orgName: '示例集成方科技有限公司' } },
			signFlowFinishTime: null,
		});
		expect(detail.signers).toMatchObject([
			{
				signerType: 0,
				signOrder: 1,
				signStatus: 1,
				psnSigner: { psnName: '测试戊', psnAccount: { accountMobile: '13800000032', accountEmail: null } },
				orgSigner: null,
				signFields: [
					{ signFieldStatus: '1', signFieldType: 0, signFieldSealType: 0, normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition: { positionPage: '1', positionX: 100, positionY: 100 } } },
					{ normalSignFieldConfig: { signFieldStyle: 2 } },
				],
			},
			{ signOrder: 2, signStatus: 0, psnSigner: { psnId, psnAccount: { accountEmail: 'jia@example.com' } } },
			{ signerType: 1, signOrder: 3, psnSigner: null, orgSigner: { orgName: '丙方有限公司', transactor: { psnName: '测试己' } } },
			{ signerType: 1, signOrder: 4, orgSigner: { orgId: org.orgId, orgName: '乙方有限公司', transactor: { psnId: org.psnId } } },
		]);
	});

	it('is started for another organization, or a person, that let the app', async () => {
		const org = await control<{ orgId: string; psnId: string }>(sandbox, '/organizations', { orgName: '发起有限公司', psnAccount: '13800000041', psnName: '测试庚', scopes: ['org_initiate_sign'] });
		const byOrg = await flowOf(sandbox, [fileId], [one()], {}, {
			signFlowInitiator: { orgInitiator: { orgId: org.orgId, transactor: { psnId: org.psnId } } },
		});
		expect((await detailOf(sandbox, byOrg))['signFlowInitiator']).toMatchObject({
			orgInitiator: { orgId: org.orgId, orgName: '发起有限公司', transactor: { psnId: org.psnId, psnName: '测试庚' } },
		});
		const { psnId } = await control<{ psnId: string }>(sandbox, '/persons', { psnAccount: '13800000042', psnName: '测试辛', scopes: ['psn_initiate_sign'] });
		const byPerson = await flowOf(sandbox, [fileId], [one()], {}, { signFlowInitiator: { psnInitiator: { psnId } } });
		expect((await detailOf(sandbox, byPerson))['signFlowInitiator']).toEqual({
			orgInitiator: null,
			psnInitiator: { psnId, psnName: '测试辛' },
		});
	});

	it('has one signer for a person who is named twice with the same order', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [one(), one([at(fileId, 2, 5, 5)])]);
		const { signers } = await detailOf(sandbox, signFlowId);
		expect(signers).toHaveLength(1);
		expect(signers[0]?.['signFields']).toHaveLength(2);
	});

	it('has a deadline of 90 days unless another is given', async () => {
		const expires = async (id: string) =>
			((await detailOf(sandbox, id))['signFlowConfig'] as Json)['signFlowExpireTime'];
		const usual = await expires(await flowOf(sandbox, [fileId], [one()]));
		expect(Math.abs(Number(usual) - Date.now() - 90 * DAY)).toBeLessThan(60_000);
		const signFlowExpireTime = Date.now() + DAY;
		expect(await expires(await flowOf(sandbox, [fileId], [one()], { signFlowExpireTime }))).toBe(signFlowExpireTime);
	});

	it('keeps names, attachments, copiers and the developer’s numbers', async () => {
		const attachment = await uploaded(sandbox, '附件.png', Buffer.from('picture'));
		const { signFlowId } = await ok(sandbox, 'POST', '/v3/sign-flow/create-by-file', {
			docs: [{ fileId, fileName: '改名.pdf' }],
			attachments: [{ fileId: attachment, fileName: '附件一.png' }],
			signFlowConfig: { signFlowTitle: '测试合同', notifyUrl: 'https://example.com/cb', noticeConfig: { noticeTypes: '1,2' } },
			copiers: [{ copierPsnInfo: { psnAccount: '13800000051' } }],
			signers: [one([at(fileId, 1, 9, 9, {}, { customBizNum: 'BIZ-1' })])],
		});
		expect(await detailOf(sandbox, String(signFlowId))).toMatchObject({
			docs: [{ fileName: '改名.pdf' }],
			attachments: [{ fileId: attachment, fileName: '附件一.png' }],
			signFlowConfig: { notifyUrl: 'https://example.com/cb', noticeConfig: { noticeTypes: '1,2' }, autoFinish: false },
			copiers: [{ copierPsnInfo: { psnAccount: '13800000051' } }],
			signers: [{ signFields: [{ customBizNum: 'BIZ-1' }] }],
		});
	});
});
