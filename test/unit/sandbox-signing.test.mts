// Signing a contract: on its page, silently, and what the console shows of it.
import {
	authorizeCode,
	contract,
	control,
	fileCode,
	goAhead,
	json,
	sandbox,
	setUpSigning,
} from './sandbox-contract-setup.mts';
import { at, contractOf, crossPage, signAs } from './sandbox-contract-support.mts';
import { call, codeFor, postJson, read, result } from './sandbox-support.mts';

setUpSigning();

const signUrl = async (contractId: string, accountId: string, more: object = {}) =>
	(await result(sandbox, 'POST', '/open/contract/signUrl', { contractId, accountId, ...more }))[
		'url'
	] ?? '';

const statusOf = async (contractId: string) =>
	(await result(sandbox, 'GET', '/open/contract/detail', { contractId }))['status'];

describe('the signing page', () => {
	it('shows contract, places and seals, and signs with the SMS code', async () => {
		const contractId = await contract();
		const url = await signUrl(contractId, 'PSN_1', { clientType: 'pc' });
		const page = await (await fetch(url)).text();
		for (const text of ['采购合同.pdf', 'page 1, 100 points', 'Send code', 'application/pdf'])
			expect(page).toContain(text);
		expect(await json(url)).toMatchObject({
			signStatus: 'signing',
			needsCode: true,
			name: '测试甲',
		});
		expect((await postJson(`${url}`, {})).status).toBe(422);
		await postJson(`${url}/code`, {});
		expect((await postJson(url, { smsCode: 'wrong!' })).status).toBe(422);
		const smsCode = await codeFor(sandbox, contractId);
		expect(await (await postJson(url, { smsCode })).json()).toMatchObject({
			signStatus: 'finished',
		});
		expect(await (await postJson(url, { smsCode })).json()).toMatchObject({
			error: expect.stringContaining('已签署'),
		});
		expect(await (await fetch(url)).text()).toContain('Signed (已签署)');
	});

	it('works as a form in a browser, and sends the person on afterwards', async () => {
		const contractId = await contract();
		const redirectConfig = { redirectUrl: 'https://crm.example/done?a=1', redirectDelayTime: 3 };
		const url = await signUrl(contractId, 'PSN_1', { clientType: 'h5', redirectConfig });
		expect(await (await fetch(url)).text()).not.toContain('refresh');
		const post = (path: string, fields: Record<string, string>) =>
			fetch(path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
		expect((await post(`${url}/code`, {})).status).toBe(200);
		const signed = await post(url, { smsCode: await codeFor(sandbox, contractId) });
		expect(signed.status).toBe(303);
		expect(await (await fetch(url)).text()).toContain(
			'content="3;url=https://crm.example/done?a=1"',
		);
	});

	it('refuses before the signer’s turn and after the deadline', async () => {
		const contractId = await contract();
		const url = await signUrl(contractId, 'CORP_1');
		expect(await (await postJson(`${url}/code`, {})).json()).toMatchObject({
			signStatus: 'waiting',
			error: expect.stringContaining('未到签署顺序'),
		});
		await signAs(sandbox, contractId, 'PSN_1');
		goAhead(365 * 24 * 3_600_000);
		expect(await (await postJson(url, {})).json()).toMatchObject({
			signStatus: 'expired',
			error: expect.stringContaining('合同已过期'),
		});
	});

	it('asks for no code when the will is shown otherwise, and takes another seal', async () => {
		const contractId = await contractOf(sandbox, {
			docs: [{ fileCode }],
			signFlowInitiator: { accountId: 'CORP_1' },
			signers: [
				{
					accountId: 'CORP_1',
					signFields: [at(fileCode, 1, 1, 1)],
					authConfig: { willingnessAuthModes: ['FACE'] },
				},
			],
		});
		const url = await signUrl(contractId, 'CORP_1');
		const { seals } = (await json(url)) as { seals: Array<{ sealId: string; sealName: string }> };
		expect(seals.map(({ sealName }) => sealName)).toEqual([
			'示例科技有限公司公章',
			'示例科技有限公司合同专用章',
		]);
		expect((await postJson(url, { sealId: '1' })).status).toBe(422);
		expect((await postJson(url, { sealId: seals[1]?.sealId })).status).toBe(200);
		expect(await statusOf(contractId)).toBe('finished');
	});

	it('locks the code after five wrong tries', async () => {
		const contractId = await contract();
		const url = await signUrl(contractId, 'PSN_1');
		await postJson(`${url}/code`, {});
		const smsCode = await codeFor(sandbox, contractId);
		for (let turn = 0; turn < 5; turn += 1) await postJson(url, { smsCode: 'x' });
		expect((await postJson(url, { smsCode })).status).toBe(422);
	});

	it('is refused for whoever does not sign, has signed, or when the contract is over', async () => {
		const contractId = await contract();
		const ask = (accountId: string, id = contractId) =>
			call(sandbox, 'POST', '/open/contract/signUrl', { contractId: id, accountId });
		expect(await ask('PSN_2')).toMatchObject({ code: 'oc_40005' });
		expect(await ask('PSN_1', '1')).toMatchObject({ code: 'oc_40006' });
		await signAs(sandbox, contractId, 'PSN_1');
		expect(await ask('PSN_1')).toMatchObject({ code: 'oc_40005' });
		await signAs(sandbox, contractId, 'CORP_1');
		expect(await ask('PSN_1')).toMatchObject({ code: 'oc_40006' });
		expect((await fetch(control('/h5/sign/0123'))).status).toBe(404);
	});
});

describe('silent signing', () => {
	it('happens by itself when it is the signer’s turn, with the permitted seal', async () => {
		const code = await authorizeCode();
		const contractId = await contract({}, [
			at(fileCode, 2, 300, 300, { authorizeCode: code }),
			crossPage(fileCode, 400, { authorizeCode: code }),
		]);
		expect(await statusOf(contractId)).toBe('signing');
		await signAs(sandbox, contractId, 'PSN_1');
		expect(await statusOf(contractId)).toBe('finished');
		expect(
			await call(sandbox, 'POST', '/open/contract/autoSign', { contractId, accountId: 'CORP_1' }),
		).toMatchObject({ result: true });
	});

	it('waits for the call when the settings say so', async () => {
		await postJson(control('/sandbox/settings'), { silentSigning: 'onCall' });
		const code = await authorizeCode();
		const contractId = await contract({}, [at(fileCode, 2, 3, 3, { authorizeCode: code })]);
		const signNow = () =>
			call(sandbox, 'POST', '/open/contract/autoSign', { contractId, accountId: 'CORP_1' });
		expect(await signNow()).toMatchObject({ code: 'oc_40005' });
		await signAs(sandbox, contractId, 'PSN_1');
		expect(await statusOf(contractId)).toBe('signing');
		expect(await signNow()).toMatchObject({ code: '200', result: true });
		expect(await statusOf(contractId)).toBe('finished');
	});

	it('is refused for a signer with ordinary fields, and with a permission that is over', async () => {
		const ordinary = await contract();
		expect(
			await call(sandbox, 'POST', '/open/contract/autoSign', {
				contractId: ordinary,
				accountId: 'PSN_1',
			}),
		).toMatchObject({ code: '400' });
		const endTime = new Date(Date.now() + 9 * 3_600_000)
			.toISOString()
			.slice(0, 19)
			.replace('T', ' ');
		const code = await authorizeCode({ endTime });
		const contractId = await contract({}, [at(fileCode, 2, 3, 3, { authorizeCode: code })]);
		goAhead(2 * 3_600_000);
		await signAs(sandbox, contractId, 'PSN_1');
		const { contracts = [] } = await read(sandbox, '/sandbox/state');
		expect(contracts.find((one) => one['contractId'] === contractId)).toMatchObject({
			status: 'signing',
		});
	});

	it('is not permitted with the code of somebody else’s seal', async () => {
		const code = await authorizeCode();
		expect(
			await call(sandbox, 'POST', '/open/contract/createByFile', {
				docs: [{ fileCode }],
				signFlowInitiator: { accountId: 'CORP_1' },
				signers: [
					{ accountId: 'PSN_1', signFields: [at(fileCode, 1, 1, 1, { authorizeCode: code })] },
				],
			}),
		).toMatchObject({ code: '400', msg: expect.stringContaining('authorizeCode: ') });
	});
});

it('shows contracts, files and seals on the console', async () => {
	const contractId = await contract();
	const page = await (await fetch(sandbox.console)).text();
	for (const text of [contractId, '采购合同.pdf', '示例科技有限公司公章'])
		expect(page).toContain(text);
	expect(page).toContain(`/sandbox/contracts/${contractId}/${fileCode}`);
});

it('leads from the console to the page of whoever is to sign, also where no workflow asked for a link', async () => {
	const contractId = await contract();
	const linksIn = (html: string) =>
		[...html.matchAll(/href="([^"]+)"[^>]*>signing page</g)].map(([, link = '']) => control(link));
	const [first, ...others] = linksIn(await (await fetch(sandbox.console)).text());
	expect(others).toEqual([]);
	const opened = await fetch(first ?? '');
	expect(await opened.text()).toContain('采购合同.pdf');
	expect(new URL(opened.url).pathname).toMatch(/^\/h5\/sign\//);
	expect((await fetch(first ?? '')).url).toBe(opened.url);
	const asked = await signUrl(contractId, 'PSN_1');
	expect((await fetch(first ?? '')).url).toBe(asked);
	expect((await fetch(control(`/sandbox/contracts/${contractId}/signers/3`))).status).toBe(404);
});
