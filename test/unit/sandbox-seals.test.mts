// Seals, placing them by hand, and getting a contract's files.
import { unzipSync } from 'fflate';
import {
	authorizeCode,
	contract,
	control,
	fileCode,
	goAhead,
	json,
	sandbox,
	sealOf,
	setUpSigning,
} from './sandbox-contract-setup.mts';
import { at, contractOf, fileCodeOf, signAs } from './sandbox-contract-support.mts';
import { call, postJson, read, result, send } from './sandbox-support.mts';

setUpSigning();

describe('seals', () => {
	it('are listed by page, a company has two', async () => {
		await postJson(control('/sandbox/seals'), { accountId: 'CORP_1', count: 23 });
		const list = async (query: object) =>
			(await call(sandbox, 'GET', '/open/seal/list', { accountId: 'CORP_1', ...query })).result;
		expect(await list({})).toMatchObject({ total: 25, pageNum: 1, pageSize: 10 });
		const last = (await list({ pageNum: 3, pageSize: 10 })) as { list: object[] };
		expect(last.list).toHaveLength(5);
		expect(last.list[0]).toEqual({
			sealId: expect.any(Number),
			sealName: expect.any(String),
			status: 1,
			style: 2,
		});
		expect(await list({ pageNum: 4 })).toMatchObject({ total: 25, list: [] });
		expect(await call(sandbox, 'GET', '/open/seal/list', { accountId: 'PSN_1' })).toMatchObject({
			result: { total: 1, list: [{ sealName: '测试甲个人章' }] },
		});
	});

	it.each([
		[{}, '400'],
		[{ accountId: 'CORP_1', pageNum: 0 }, '400'],
		[{ accountId: 'CORP_1', pageSize: 'ten' }, '400'],
		[{ accountId: 'NOBODY' }, 'oc_10011'],
	])('are refused for %j with %s', async (query, code) => {
		expect(await call(sandbox, 'GET', '/open/seal/list', query)).toMatchObject({ code });
	});

	it('show the permissions to use them silently, in force and over', async () => {
		const sealId = await sealOf('CORP_1');
		const code = await authorizeCode({ beginTime: '2020-01-01', endTime: '2099-12-31' });
		const detail = await call(sandbox, 'GET', '/open/seal/detail', { sealId });
		expect(detail.result).toEqual({
			sealId,
			sealName: '示例科技有限公司公章',
			status: 1,
			style: 1,
			autosignAuthorizeList: [
				{
					appKey: 'sandbox-key',
					authorizeCode: code,
					authorizeTime: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
					beginTime: '2020-01-01 00:00:00',
					endTime: '2099-12-31 23:59:59',
					authorizeStatus: 'authorized',
				},
			],
		});
		const { events = [] } = await read(sandbox, '/sandbox/state');
		expect(events[0]).toMatchObject({
			businessType: 'OPEN_CONTRACT_AUTO_SIGN_SEAL_AUTH',
			data: { sealId, authorizeCode: code },
		});
	});

	it('are permitted once per link, in a browser too', async () => {
		const { url = '' } = await result(sandbox, 'POST', '/open/seal/autoSignAuthUrl', {
			sealId: await sealOf('CORP_1'),
			accountId: 'CORP_1',
			redirectConfig: { redirectUrl: 'https://crm.example/' },
		});
		expect(await (await fetch(url)).text()).toContain('Authorize (同意授权)');
		expect(await json(url)).toMatchObject({ authorizeCode: null });
		for (let turn = 0; turn < 2; turn += 1)
			expect((await fetch(url, { method: 'POST', redirect: 'manual' })).status).toBe(303);
		expect(await (await fetch(url)).text()).toContain('0;url=https://crm.example/');
		const { seals = [] } = await read(sandbox, '/sandbox/state');
		expect(seals[0]?.['autosignAuthorizeList']).toHaveLength(1);
	});

	it('are oc_20001 when unknown or somebody else’s; a period that is over is 400', async () => {
		const sealId = await sealOf('CORP_1');
		const ask = (body: object) => call(sandbox, 'POST', '/open/seal/autoSignAuthUrl', body);
		expect(await call(sandbox, 'GET', '/open/seal/detail', { sealId: 1 })).toMatchObject({
			code: 'oc_20001',
		});
		expect(await ask({ sealId, accountId: 'PSN_1' })).toMatchObject({ code: 'oc_20001' });
		expect(
			await ask({ sealId, accountId: 'CORP_1', beginTime: '2020-01-01', endTime: '2020-02-01' }),
		).toMatchObject({ code: '400' });
		expect(await ask({ sealId: String(sealId), accountId: 'CORP_1' })).toMatchObject({
			code: '200',
		});
	});

	it('have a picture', async () => {
		const answer = await fetch(control(`/assets/seals/${await sealOf('CORP_1')}.svg`));
		expect(answer.headers.get('Content-Type')).toContain('image/svg+xml');
		expect(await answer.text()).toMatch(/^<svg .*<path d="M/);
	});
});

describe('placing seals by hand', () => {
	const placement = async () => {
		const { url = '', serviceId = '' } = await result(
			sandbox,
			'POST',
			'/open/contract/sealPositionUrl',
			{ docs: [{ fileCode }], signers: [{ accountId: 'PSN_1' }, { accountId: 'CORP_1' }] },
		);
		return { url, serviceId };
	};

	it('gives sign fields that a contract takes as they are', async () => {
		const { url, serviceId } = await placement();
		const ask = () => call(sandbox, 'GET', '/open/contract/sealPosition', { serviceId });
		expect(await ask()).toMatchObject({ result: { status: 'pending', signFields: [] } });
		expect(await (await fetch(url)).text()).toContain('data-page="2"');
		const form = new URLSearchParams([
			...[
				['accountId', 'PSN_1'],
				['fileCode', fileCode],
				['signFieldStyle', '1'],
				['positionPage', '2'],
				['positionX', '120'],
				['positionY', '200'],
			],
			...[
				['accountId', 'CORP_1'],
				['fileCode', fileCode],
				['signFieldStyle', '2'],
				['positionPage', ''],
				['positionX', '0'],
				['positionY', '300'],
			],
		]);
		const posted = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
		expect(posted.status).toBe(303);
		const { result: placed } = (await ask()) as {
			result: { status: string; signFields: Array<Record<string, unknown>> };
		};
		expect(placed).toEqual({
			status: 'finished',
			signFields: [
				{
					accountId: 'PSN_1',
					fileCode,
					signFieldStyle: 1,
					signFieldPosition: { positionPage: 2, positionX: 120, positionY: 200 },
				},
				{
					accountId: 'CORP_1',
					fileCode,
					signFieldStyle: 2,
					signFieldPosition: { positionPage: 0, positionX: 0, positionY: 300 },
				},
			],
		});
		await contractOf(sandbox, {
			docs: [{ fileCode }],
			signFlowInitiator: { accountId: 'CORP_1' },
			signers: placed.signFields.map(({ accountId, ...field }) => ({
				accountId,
				signFields: [field],
			})),
		});
		const { events = [] } = await read(sandbox, '/sandbox/state');
		expect(events[0]).toMatchObject({
			businessType: 'OPEN_GET_SEAL_POSITION',
			data: { serviceId },
		});
	});

	it('refuses places off the file, missing ones and doubled ones', async () => {
		const { url } = await placement();
		const place = async (...signFields: object[]) => {
			const answer = await postJson(url, { signFields });
			expect(answer.status).toBe(422);
			return ((await answer.json()) as { error: string }).error;
		};
		const both = (field: object) => [
			{ accountId: 'PSN_1', ...field },
			{ accountId: 'CORP_1', ...field },
		];
		expect(await place(...both(at(fileCode, 3, 1, 1)))).toContain('not on the file');
		expect(await place(...both(at(fileCode, 1, 1000, 1)))).toContain('not on the file');
		expect(await place(...both(at(fileCode, 1, 1, 1)))).toContain('same place');
		expect(await place({ accountId: 'PSN_1', ...at(fileCode, 1, 1, 1) })).toContain('CORP_1');
		expect(await place({ accountId: 'OTHER', ...at(fileCode, 1, 1, 1) })).toContain('OTHER');
	});

	it('is 400 for an unknown service', async () => {
		expect(
			await call(sandbox, 'GET', '/open/contract/sealPosition', { serviceId: 'SP1' }),
		).toMatchObject({ code: '400' });
	});
});

describe('downloading', () => {
	const withAttachment = async () => {
		const attachment = await fileCodeOf(sandbox, '报价单(含税).xlsx', Buffer.from('PK1'));
		return await contract({ attachmentFiles: [{ fileCode: attachment }], contractName: '采购' });
	};

	it('answers links to every file, that need no signature and end after an hour', async () => {
		const contractId = await withAttachment();
		await signAs(sandbox, contractId, 'PSN_1');
		const answer = await call(sandbox, 'GET', '/open/contract/download', { contractId });
		const { docs, attachmentFiles } = answer.result as Record<
			'docs' | 'attachmentFiles',
			Array<{ fileCode: string; fileName: string; fileUrl: string }>
		>;
		expect(docs).toMatchObject([{ fileCode, fileName: '采购合同.pdf' }]);
		const pdf = await fetch(docs[0]?.fileUrl ?? '');
		expect(pdf.headers.get('Content-Type')).toBe('application/pdf');
		expect(pdf.headers.get('Content-Disposition')).toBe(
			`attachment; filename="____.pdf"; filename*=UTF-8''${encodeURIComponent('采购合同.pdf')}`,
		);
		const bytes = Buffer.from(await pdf.arrayBuffer());
		expect(Number(pdf.headers.get('Content-Length'))).toBe(bytes.length);
		expect(bytes.toString('latin1', 0, 5)).toBe('%PDF-');
		const sheet = await fetch(attachmentFiles[0]?.fileUrl ?? '');
		expect(sheet.headers.get('Content-Disposition')).toContain(
			"filename*=UTF-8''%E6%8A%A5%E4%BB%B7%E5%8D%95%28%E5%90%AB%E7%A8%8E%29.xlsx",
		);
		expect(await sheet.text()).toBe('PK1');
		goAhead(2 * 3_600_000);
		expect((await fetch(docs[0]?.fileUrl ?? '')).status).toBe(403);
		expect((await fetch(control('/files/0123'))).status).toBe(404);
	});

	it('answers the file itself, or all in a zip, as the settings say', async () => {
		const contractId = await withAttachment();
		const download = () => send(sandbox, 'GET', '/open/contract/download', { contractId });
		await postJson(control('/sandbox/settings'), { download: 'binary' });
		const pdf = await download();
		expect(pdf.headers.get('Content-Type')).toBe('application/pdf');
		expect((await pdf.text()).startsWith('%PDF-')).toBe(true);
		await postJson(control('/sandbox/settings'), { download: 'zip' });
		const zip = await download();
		expect(zip.headers.get('Content-Type')).toBe('application/zip');
		expect(zip.headers.get('Content-Disposition')).toContain(encodeURIComponent('采购.zip'));
		expect(Object.keys(unzipSync(Buffer.from(await zip.arrayBuffer())))).toEqual([
			'采购合同.pdf',
			'报价单(含税).xlsx',
		]);
	});

	it('settings: unknown ones and values are refused, a reset takes them back', async () => {
		const set = (body: object) => postJson(control('/sandbox/settings'), body);
		for (const wrong of [{ download: 'fax' }, { upload: 'urls' }, []])
			expect((await set(wrong)).status).toBe(400);
		await set({ download: 'zip' });
		await postJson(control('/sandbox/reset'), {});
		expect(await json(control('/sandbox/settings'))).toEqual({
			settings: { download: 'urls', silentSigning: 'automatic' },
		});
	});

	it('is oc_40006 for an unknown contract and 400 without any', async () => {
		const ask = (query: object) => call(sandbox, 'GET', '/open/contract/download', query);
		expect(await ask({ contractId: '1' })).toMatchObject({ code: 'oc_40006' });
		expect(await ask({})).toMatchObject({ code: '400' });
	});
});
