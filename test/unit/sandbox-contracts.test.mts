// Creating contracts: what the platform takes, what it refuses and in which words.
import {
	body,
	day,
	DAY_MS,
	onePage,
	sandbox,
	setUpContracts,
	signer,
	twoPages,
} from './sandbox-contract-setup.mts';
import { at, contractOf, crossPage, fileCodeOf, pdfOf } from './sandbox-contract-support.mts';
import { call, read, result } from './sandbox-support.mts';

setUpContracts();

const create = (more: object = {}) =>
	call(sandbox, 'POST', '/open/contract/createByFile', body(more));

describe('creating a contract', () => {
	it('answers with a contractId that no double holds, unquoted', async () => {
		const contractId = await contractOf(sandbox, body());
		expect(String(Number(contractId))).not.toBe(contractId);
	});

	it('makes a second contract for a repeated businessCode; queries by it find the newest', async () => {
		const first = await contractOf(sandbox, body({ businessCode: 'B-1' }));
		const second = await contractOf(sandbox, body({ businessCode: 'B-1', contractName: '第二份' }));
		expect(second).not.toBe(first);
		expect(
			await result(sandbox, 'GET', '/open/contract/detail', { businessCode: 'B-1' }),
		).toMatchObject({ contractId: second, contractName: '第二份', businessCode: 'B-1' });
	});

	it('gives twelve months less a day when no deadline is set', async () => {
		const contractId = await contractOf(sandbox, body());
		const { signDeadline = '' } = await result(sandbox, 'GET', '/open/contract/detail', {
			contractId,
		});
		const days = (Date.parse(`${signDeadline.replace(' ', 'T')}+08:00`) - Date.now()) / DAY_MS;
		expect(Math.round(days)).toBeGreaterThanOrEqual(363);
		expect(Math.round(days)).toBeLessThanOrEqual(365);
	});

	it.each<[string, string, () => object]>([
		['400', 'docs: 不能为空', () => ({ docs: [] })],
		['400', 'docs[0].fileCode: 不能为空', () => ({ docs: [{}] })],
		['400', 'docs[0].fileCode: 文件不存在', () => ({ docs: [{ fileCode: 'FC_no' }] })],
		['400', 'signFileType: ', () => ({ signFileType: 'OFD' })],
		['400', 'signFlowInitiator.accountId: ', () => ({ signFlowInitiator: null })],
		['400', 'signers: 不能为空', () => ({ signers: [] })],
		['400', 'signers[0].signFields: 不能为空', () => ({ signers: [signer('PSN_1')] })],
		['400', 'signers[0].accountId: ', () => ({ signers: [signer('', 1, at(twoPages, 1, 1, 1))] })],
		[
			'400',
			'signers[0].signFields[0].fileCode: 不在docs中',
			() => ({ signers: [signer('PSN_1', 1, at(onePage, 1, 1, 1))] }),
		],
		[
			'400',
			'signers[0].signFields[0].signFieldPosition.positionY: ',
			() => ({
				signers: [
					signer('PSN_1', 1, { fileCode: twoPages, signFieldPosition: { positionPage: 1 } }),
				],
			}),
		],
		[
			'400',
			'signers[0].signFields[0].signFieldPosition.positionPage: 文件只有2页',
			() => ({ signers: [signer('PSN_1', 1, at(twoPages, 3, 1, 1))] }),
		],
		[
			'400',
			'signers[0].signFields[0].signFieldStyle: ',
			() => ({ signers: [signer('PSN_1', 1, at(twoPages, 1, 1, 1, { signFieldStyle: 3 }))] }),
		],
		[
			'400',
			'signers[0].signFields[0].authorizeCode: ',
			() => ({ signers: [signer('PSN_1', 1, at(twoPages, 1, 1, 1, { authorizeCode: 'wrong' }))] }),
		],
		['400', 'signDeadline: ', () => ({ signDeadline: '2027-02-30' })],
		['400', 'signDeadline: ', () => ({ signDeadline: 'tomorrow' })],
		['oc_10011', 'PSN_no', () => ({ signers: [signer('PSN_no', 1, at(twoPages, 1, 1, 1))] })],
		['oc_10011', 'PSN_no', () => ({ signFlowInitiator: { accountId: 'PSN_no' } })],
		['oc_40001', '', () => ({ signDeadline: day(367) })],
		['oc_40002', '', () => ({ signDeadline: day(-1) })],
		['oc_40002', '', () => ({ signDeadline: day(-1).slice(0, 10) })],
		[
			'oc_40003',
			'PSN_1',
			() => ({
				signers: [
					signer('PSN_1', 1, at(twoPages, 1, 1, 1)),
					signer('PSN_1', 2, at(twoPages, 1, 2, 2)),
				],
			}),
		],
		['oc_40014', '', () => ({ docs: [{ fileCode: twoPages }, { fileCode: twoPages }] })],
		[
			'oc_40016',
			'',
			() => ({
				signers: [
					signer('PSN_1', 1, at(twoPages, 1, 280, 420)),
					signer('PSN_2', 2, at(twoPages, 1, 280, 420)),
				],
			}),
		],
		[
			'oc_40020',
			'',
			() => ({
				docs: [{ fileCode: onePage }],
				signers: [signer('CORP_1', 1, crossPage(onePage, 300))],
			}),
		],
		[
			'oc_40027',
			'CORP_1',
			() => ({
				signers: [
					signer(
						'CORP_1',
						1,
						at(twoPages, 1, 1, 1),
						at(twoPages, 1, 2, 2, { authorizeCode: 'RkztvLleUICgRSe' }),
					),
				],
			}),
		],
	])('refuses with %s %s', async (code, detail, more) => {
		const envelope = await create(more());
		expect(envelope).toMatchObject({ code, success: false, result: null });
		expect(envelope.msg).toContain(detail);
		expect(await read(sandbox, '/sandbox/state')).toMatchObject({ contracts: [] });
	});

	it('refuses a person who was created without verification', async () => {
		await result(sandbox, 'POST', '/open/psnTempCreate', { accountId: 'TEMP', psnName: '测试丙' });
		expect(await create({ signers: [signer('TEMP', 1, at(twoPages, 1, 1, 1))] })).toMatchObject({
			code: 'oc_10011',
		});
	});

	it('refuses a contract file that is no PDF or picture, and one that cannot be processed', async () => {
		const word = await fileCodeOf(sandbox, '正文.docx', new Uint8Array([1]));
		const failing = await fileCodeOf(sandbox, '处理失败.pdf', await pdfOf([{}]));
		expect(
			await create({
				docs: [{ fileCode: word }],
				signers: [signer('PSN_1', 1, at(word, 1, 1, 1))],
			}),
		).toMatchObject({ code: 'oc_30005' });
		expect(
			await create({
				docs: [{ fileCode: failing }],
				signers: [signer('PSN_1', 1, at(failing, 1, 1, 1))],
			}),
		).toMatchObject({ code: 'oc_30006' });
		await contractOf(sandbox, body({ attachmentFiles: [{ fileCode: word }] }));
	});

	it('takes a deadline of today, which is its last second, and one twelve months ahead', async () => {
		const contractId = await contractOf(sandbox, body({ signDeadline: day(0).slice(0, 10) }));
		expect(await result(sandbox, 'GET', '/open/contract/detail', { contractId })).toMatchObject({
			signDeadline: `${day(0).slice(0, 10)} 23:59:59`,
		});
		await contractOf(sandbox, body({ signDeadline: day(364) }));
	});

	it('puts the same two positions on different pages or files', async () => {
		await contractOf(sandbox, {
			...body(),
			docs: [{ fileCode: twoPages }, { fileCode: onePage }],
			signers: [
				signer('PSN_1', 1, at(twoPages, 1, 5, 5), at(twoPages, 2, 5, 5), at(onePage, 1, 5, 5)),
			],
		});
	});
});
