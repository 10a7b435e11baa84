// The Chinese edition in the real editor, put in the place of the English one and back: one workflow runs in both.
// node tools/setup.mjs test/e2e/zh-editor.mts [--keep: the folder keeps its pictures, and docs/ gets the new one]   (needs Chromium, see tools/screenshot.mts)
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import type { Page } from 'playwright-core';
import { makeChinesePackage } from '../../tools/build-zh.mts';
import { type Json, record, text } from '../../tools/start/json.mts';
import { inEditor } from './support/editor.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { type Bound, exactly } from './support/bounds.mts';
import { inRun, REPOSITORY } from './support/run.mts';
import { ACTION, plainWebhook, publish, TRIGGER, trigger } from './support/workflows.mts';

const DRAWN_WITHIN_MS = 15_000;
/** Where the docs have the picture. */
const PICTURE = path.join(REPOSITORY, 'docs', 'images', 'zh-node-panel.png');

void inRun(REGULAR_STEPS + 2, async (run) => {
	const sandbox = await run.sandbox();
	const { n8n, process, credential, webhooks, editor } = await startRegular(run, sandbox, [ACTION, TRIGGER]);
	const credentials = { qiandunApi: credential };
	const received = plainWebhook('GET');
	const webhook = { ...received, parameters: { ...record(received.parameters), responseMode: 'lastNode' } };
	const register: Json = {
		name: '登记员工',
		type: ACTION,
		typeVersion: 1,
		credentials,
		onError: 'continueRegularOutput',
		parameters: { resource: 'user', operation: 'createUnverified', accountId: '={{ $json.query.id }}', psnName: '张三', optionalFields: {}, options: {} },
	};
	const flow = await publish(n8n, '员工登记', [webhook, register]);
	const contract = await publish(n8n, '劳动合同签署', [{ ...trigger(credential, { events: ['*'] }), name: '签盾触发器' }, contractNode(credentials)]);
	const call = async (query: Json) => {
		const answer = await axios.get<unknown>(`${webhooks[0]}/${flow.path}`, { params: query, proxy: false, validateStatus: () => true });
		return record(answer.data);
	};
	const bounds: Bound[] = [];
	const runs = async (edition: string, accountId: string) => {
		const id = `crm-contact-${edition}`;
		bounds.push(exactly(`${edition}: the workflow runs`, text((await call({ id })).accountId), id));
		const { error, message } = await call({});
		bounds.push(exactly(`${edition}: its message names the field as the editor does`, (text(error) || text(message)).replace(/ is empty.*/s, ''), `“${accountId}”`));
	};
	const folder = path.join(process.folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-qiandun');
	const english = path.join(run.folder, 'english');
	const restart = async () => {
		await process.stop();
		await process.restart();
	};

	await runs('English', 'Account ID');
	await run.steps.run('The Chinese edition in its place', async () => {
		fs.renameSync(folder, english);
		makeChinesePackage(REPOSITORY, folder);
		await restart();
		await runs('Chinese', '账号 ID');
		const viewing = { editor, owner: run.folder, viewport: { width: 1400, height: 1560 }, locale: 'zh-CN', name: 'zh-editor' };
		bounds.push(...(await inEditor(viewing, (page) => look(page, editor, contract.id, run.folder))));
	});
	await run.steps.run('And the English one again', async () => {
		fs.rmSync(folder, { recursive: true });
		fs.renameSync(english, folder);
		await restart();
		await runs('English again', 'Account ID');
	});
	if (run.keep) fs.copyFileSync(path.join(run.folder, 'panel.png'), PICTURE);
	return bounds;
});

function contractNode(credentials: Json): Json {
	return {
		name: '创建劳动合同',
		type: ACTION,
		typeVersion: 1,
		credentials,
		parameters: {
			resource: 'contract',
			operation: 'create',
			contractName: '劳动合同 张三',
			businessCode: 'HR-2030-0042',
			documents: { document: [{ fileCode: 'FC_20241212171254RkztvLleUICgRSe', fileName: '劳动合同.pdf', pageCount: 3 }] },
			initiatorAccountId: 'crm-company-7',
			signersFrom: 'form',
			signers: {
				signer: [
					{
						accountId: 'crm-company-7',
						seqNo: 1,
						notify: false,
						willingnessAuthModes: ['CODE_SMS'],
						signFields: { signField: [{ kind: 'acrossPages', positionY: 560 }] },
					},
				],
			},
			optionalFields: {},
			options: {},
		},
	};
}

async function look(page: Page, editor: string, workflowId: string, folder: string): Promise<Bound[]> {
	const bounds: Bound[] = [];
	const check = (what: string, holds: boolean, found: string) => bounds.push({ what, found: found.slice(0, 40), wanted: 'yes', holds });
	await page.goto(`${editor}/workflow/${workflowId}`);
	const node = page.getByTestId('canvas-node').filter({ hasText: '创建劳动合同' }).first();
	await node.waitFor();
	await page.keyboard.press('1');
	await page.waitForTimeout(1500);
	const canvas = await page.getByTestId('canvas-wrapper').first().innerText();
	check('the subtitle on the canvas', canvas.includes('合同：创建'), '合同：创建');
	await page.screenshot({ path: path.join(folder, 'canvas.png') });
	await node.dblclick();
	const ndv = page.getByTestId('ndv');
	await ndv.waitFor();
	await ndv.getByText('业务标识', { exact: true }).first().waitFor();
	// Rows within rows are drawn a little later.
	for (const label of ['资源', '操作', '合同名称', '发起方账号 ID', '签署方', '签署区', 'Y 坐标', '假定']) {
		const isThere = await ndv.getByText(label).first().waitFor({ state: 'attached', timeout: DRAWN_WITHIN_MS }).then(() => true, () => false);
		check(`the panel has ${label}`, isThere, label);
	}
	// What the mouse is over shows more than the rest.
	await page.mouse.move(250, 600);
	await page.waitForTimeout(1000);
	await ndv.screenshot({ path: path.join(folder, 'panel.png') });

	await page.goto(`${editor}/workflow/new?${randomUUID()}`);
	await page.getByTestId('canvas-add-button').click();
	await page.getByTestId('node-creator-search-bar').fill('电子签');
	const found = page.getByTestId('node-creator-item-name');
	await found.getByText('签盾', { exact: true }).first().waitFor();
	check('found by Chinese, named in Chinese', true, (await found.allInnerTexts()).join(', '));
	await found.getByText('签盾', { exact: true }).first().click();
	// By the word Trigger in its name the editor knows that the node has one.
	await page.getByText('On new 签盾 event').first().waitFor();
	check('its trigger is offered with it', true, 'On new 签盾 event');
	// Folded where there is a trigger to begin with.
	await page.getByText(/^Actions \(/).first().click();
	await page.getByText('创建合同', { exact: true }).first().waitFor();
	check('its actions are Chinese', true, '创建合同');
	await page.screenshot({ path: path.join(folder, 'actions.png') });
	return bounds;
}
