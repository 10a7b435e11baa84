// Contract / Create built by nothing but clicks in a real n8n editor, and held against what the sandbox then has.
// node tools/setup.mjs test/e2e/contract-create.mts [--keep: docs/ gets the new picture]   (needs Chromium, see tools/screenshot.mts)
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/server.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { pdfOf, sendForm } from '../unit/sandbox-contract-support.mts';
import { ID_NUMBER, MOBILE, send } from '../unit/sandbox-support.mts';
import { inEditor, openNodeList } from './support/editor.mts';
import { NodeForm } from './support/node-form.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { exactly } from './support/bounds.mts';
import { inRun, REPOSITORY } from './support/run.mts';
import { ACTION } from './support/workflows.mts';

const PICTURE = 'contract-create.png';
const FILE_NAME = '劳动合同.pdf';
const CONTRACT_NAME = '劳动合同 点击';
const CREATE = '/api/open/contract/createByFile';

void inRun(REGULAR_STEPS + 1, async (run) => {
	const sandbox = await run.sandbox();
	const { editor } = await startRegular(run, sandbox, [ACTION]);
	const fileCode = await prepare(sandbox);
	const viewing = { editor, owner: run.folder, viewport: { width: 1400, height: 1100 }, name: 'contract-create' };
	const picture = path.join(run.folder, PICTURE);
	await run.steps.run('Click: Contract / Create', () => inEditor(viewing, (page) => play(page, editor, sandbox, fileCode, picture)));
	if (run.keep) fs.copyFileSync(picture, path.join(REPOSITORY, 'docs', 'images', PICTURE));
	return [exactly('contracts made by all these clicks', (await creations(sandbox)).length, 1)];
});

/** In an empty sandbox a verified person PSN-A, a verified company CORP-1, and a file of three pages. @returns its code */
async function prepare(sandbox: Sandbox): Promise<string> {
	const call = async (url: string, body: Json) => resultOf(await send(sandbox, 'POST', url, body));
	const person = { psnName: '测试甲', psnIDCardType: 'CRED_PSN_CH_IDCARD', psnIDCardNum: ID_NUMBER, psnMobile: MOBILE };
	const { flowNo } = await call('/open/psnCert/3element', person);
	await call('/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE });
	const message = records((await told(sandbox, 'outbox')).messages).find((one) => one.flowNo === flowNo);
	await call('/open/psnCert/checkSms', { flowNo, smsCode: message?.code });
	await call('/open/psnCreate', { accountId: 'PSN-A', flowNo });
	const company = await call('/open/corpCert/4element', {
		corpName: '示例科技有限公司',
		corpIDCardType: 'CRED_ORG_USCC',
		corpIDCardNum: '99990000MA00000000',
		legalRepName: '测试法人',
		legalRepIDCardType: 'CRED_PSN_CH_IDCARD',
		legalRepIDCardNum: ID_NUMBER,
	});
	await call('/open/corpCreate', { accountId: 'CORP-1', flowNo: company.flowNo, informPhone: MOBILE });
	const form = new FormData();
	form.append('file', new Blob([Buffer.from(await pdfOf([{}, {}, {}]))]), FILE_NAME);
	return text((await resultOf(await sendForm(sandbox, '/open/file/upload', form))).fileCode);
}

/** The result of an answer that says yes. */
async function resultOf(answer: Response): Promise<Json> {
	const envelope = record(await answer.json());
	assert.equal(envelope.code, '200', JSON.stringify(envelope));
	return record(envelope.result);
}

/** What the sandbox's control API knows. */
async function told(sandbox: Sandbox, what: 'calls' | 'outbox' | 'state'): Promise<Json> {
	return record(await (await fetch(new URL(`/sandbox/${what}`, sandbox.console))).json());
}

/** Bodies of the calls to Contract / Create, newest first. */
async function creations(sandbox: Sandbox): Promise<unknown[]> {
	const calls = records((await told(sandbox, 'calls')).calls).filter((call) => call.path === CREATE && text(call.requestBody).includes(CONTRACT_NAME));
	return calls.map((call) => JSON.parse(text(call.requestBody)) as unknown);
}

/** Every step of the proof, in the order in which a person takes them. */
async function play(page: Page, editor: string, sandbox: Sandbox, fileCode: string, picture: string): Promise<void> {
	const form = new NodeForm(page);
	await addNode(page, editor);
	await form.chooseCredential('Qiandun API');
	assert.equal(await form.shown('resource'), 'Contract');
	assert.equal(await form.shown('operation'), 'Create');
	const deadline = await fillIn(form, fileCode);

	const first = await form.execute('alreadyExisted');
	assert.match(first, /\bfalse\b/);
	const { contracts } = await told(sandbox, 'state');
	assert.equal(records(contracts).length, 1);
	const contractId = text(records(contracts)[0]?.contractId);
	assert.ok(first.includes(contractId), `the output does not show ${contractId}: ${first}`);
	assert.deepEqual(await creations(sandbox), [wanted(fileCode, deadline)]);
	console.log(`Made as clicked: contract ${contractId}`);
	await form.photograph(picture, 'signersFrom');

	const second = await form.execute('createTimeIso');
	assert.match(second, /\btrue\b/);
	assert.ok(second.includes(contractId));
	console.log('Executed again: returned, not made twice');

	await provoke(form, deadline);
	assert.equal((await creations(sandbox)).length, 1);
	await switchForms(form);
}

/** Trigger and node, found by both Chinese words. */
async function addNode(page: Page, editor: string): Promise<void> {
	await openNodeList(page, editor);
	const search = page.getByTestId('node-creator-search-bar');
	const found = page.getByTestId('node-creator-item-name').getByText('Qiandun', { exact: true });
	for (const word of ['电子合同', '签盾']) {
		await search.fill('');
		await found.waitFor({ state: 'hidden' });
		await search.fill(word);
		await found.waitFor();
		console.log(`Found by ${word}`);
	}
	await found.click();
	await page.getByText('Create a contract', { exact: true }).click();
	await page.getByTestId('ndv').waitFor();
}

/** Everything the form of Contract / Create has for two signers. @returns the deadline as the editor shows it */
async function fillIn(form: NodeForm, fileCode: string): Promise<string> {
	await form.write('contractName', CONTRACT_NAME);
	await form.addRow('documents');
	await form.write('documents.document[0].fileCode', fileCode);
	await form.write('documents.document[0].fileName', FILE_NAME);
	await form.write('documents.document[0].pageCount', '3');
	await form.write('initiatorAccountId', 'CORP-1');

	await form.addRow('signers');
	await form.write('signers.signer[0].accountId', 'PSN-A');
	await form.choose('signers.signer[0].willingnessAuthModes', 'Face');
	await form.write('signers.signer[0].seqNo', '2');
	await form.addRow('signFields', 0);
	const ofPerson = 'signers.signer[0].signFields.signField[0]';
	await form.write(`${ofPerson}.positionPage`, '3');
	await form.write(`${ofPerson}.positionX`, '150');
	await form.write(`${ofPerson}.positionY`, '200');
	await form.flip(`${ofPerson}.showDate`);

	await form.addRow('signers');
	await form.write('signers.signer[1].accountId', 'CORP-1');
	await form.write('signers.signer[1].seqNo', '1');
	await form.addRow('signFields', 1);
	const ofCompany = 'signers.signer[1].signFields.signField';
	await form.write(`${ofCompany}[0].positionPage`, '3');
	await form.write(`${ofCompany}[0].positionY`, '200');
	await form.addRow('signFields', 1);
	await form.choose(`${ofCompany}[1].kind`, 'Across All Pages');
	for (const name of ['positionPage', 'positionX', 'showDate']) await form.at(`${ofCompany}[1].${name}`).waitFor({ state: 'hidden' });
	await form.write(`${ofCompany}[1].positionY`, '500');

	await form.write('businessCode', 'click-1');
	await form.addOptional('Signing Deadline');
	return await form.pickDate('optionalFields.signDeadline', '15', '18:00:00');
}

/** The body that belongs to what was filled in. */
function wanted(fileCode: string, signDeadline: string): Json {
	const onPage = (positionX: number) => ({
		fileCode,
		signFieldStyle: 1,
		signFieldPosition: { positionPage: 3, positionX, positionY: 200 },
	});
	return {
		contractName: CONTRACT_NAME,
		businessCode: 'click-1',
		signDeadline,
		signFileType: 'PDF',
		docs: [{ fileId: '1', fileCode, fileOrder: 1, fileName: FILE_NAME }],
		signFlowInitiator: { accountId: 'CORP-1' },
		signers: [
			{
				accountId: 'PSN-A',
				seqNo: 2,
				signFields: [{ ...onPage(150), dateFormat: 'YYYY-MM-DD' }],
				authConfig: { willingnessAuthModes: ['CODE_SMS', 'FACE'] },
				noticeConfig: { noticeTypes: 0 },
			},
			{
				accountId: 'CORP-1',
				seqNo: 1,
				signFields: [
					onPage(400),
					{ fileCode, signFieldStyle: 2, signFieldPosition: { positionPage: 0, positionX: 0, positionY: 500 } },
				],
				authConfig: { willingnessAuthModes: ['CODE_SMS'] },
				noticeConfig: { noticeTypes: 0 },
			},
		],
	};
}

/** Three mistakes: the editor says in words what is wrong, and nothing is sent. */
async function provoke(form: NodeForm, deadline: string): Promise<void> {
	const x = 'signers.signer[1].signFields.signField[0].positionX';
	await form.write('businessCode', 'click-2');
	await form.write(x, '150');
	await form.execute('Signer 2 (CORP-1), sign field 1 has the same place as Signer 1 (PSN-A), sign field 1');
	await form.write(x, '400');
	await form.write('optionalFields.signDeadline', '2020-01-01 00:00:00');
	await form.execute('“Signing Deadline” has passed');
	await form.write('optionalFields.signDeadline', deadline);
	await form.addRow('signers');
	await form.write('signers.signer[2].accountId', 'PSN-B');
	await form.execute('Signer 3 (PSN-B) has no sign field');
	console.log('Three mistakes: named, and nothing sent');
}

/** Signers From shows the rows or the JSON, never both. */
async function switchForms(form: NodeForm): Promise<void> {
	await form.choose('signersFrom', 'Input Items');
	await form.rows('signers').waitFor();
	await form.at('signersJson').waitFor({ state: 'hidden' });
	await form.choose('signersFrom', 'JSON');
	await form.at('signersJson').waitFor();
	await form.rows('signers').waitFor({ state: 'hidden' });
	console.log('Signers From: Input Items and JSON switch the form');
}
