// The trigger found, set up and tried by nothing but clicks in a real n8n editor, with an event of the sandbox.
// node tools/setup.mjs test/e2e/trigger-panel.mts [--keep: the folder then has a picture of it]   (needs Chromium, see tools/screenshot.mts)
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import axios from 'axios';
import { chromium, type Page, selectors } from 'playwright-core';
import type { Sandbox } from '../../sandbox/server.mts';
import { record, text } from '../../tools/start/json.mts';
import { REGULAR_STEPS, type RegularN8n, startRegular } from './support/regular.mts';
import { type Bound, inRun } from './support/run.mts';
import { TRIGGER } from './support/workflows.mts';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const STEP_WITHIN_MS = 20_000;

selectors.setTestIdAttribute('data-test-id');

void inRun(REGULAR_STEPS + 1, async (run) => {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [TRIGGER]);
	const owner = record(JSON.parse(fs.readFileSync(path.join(run.folder, 'owner.json'), 'utf8')));
	return await run.steps.run('Click', async () => await inEditor(shape, owner, async (page) => await play(page, shape, sandbox, path.join(run.folder, 'trigger-panel.png'))));
});

async function inEditor({ editor }: RegularN8n, owner: Record<string, unknown>, work: (page: Page) => Promise<Bound[]>): Promise<Bound[]> {
	const executablePath = BROWSERS.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()).find(Boolean);
	if (executablePath === undefined) throw new Error(`Install Chromium first: one of ${BROWSERS.join(', ')} must be on PATH.`);
	const browser = await chromium.launch({
		executablePath,
		args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
	});
	const page = await browser.newPage({ viewport: { width: 1400, height: 1100 }, locale: 'en-US' });
	page.setDefaultTimeout(STEP_WITHIN_MS);
	try {
		await page.goto(`${editor}/signin`);
		await page.fill('input[autocomplete="email"]', text(owner.email));
		await page.fill('input[type="password"]', text(owner.password));
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
		return await work(page);
	} catch (error) {
		const file = path.join(os.tmpdir(), 'trigger-panel-failed.png');
		await page.screenshot({ path: file });
		throw new Error(`${error instanceof Error ? error.message : String(error)}\nWhat the editor showed: ${file}`);
	} finally {
		await browser.close();
	}
}

async function play(page: Page, { editor }: RegularN8n, sandbox: Sandbox, picture: string): Promise<Bound[]> {
	const bounds: Bound[] = [];
	const check = (what: string, holds: boolean, found: string) => bounds.push({ what, found: found.slice(0, 60), wanted: 'yes', holds });
	await page.goto(`${editor}/workflow/new`);
	await page.getByTestId('canvas-add-button').click();
	await page.getByTestId('node-creator-search-bar').fill('回调');
	await page.getByTestId('node-creator-item-name').getByText('Qiandun').first().click();
	const ndv = page.getByTestId('ndv');
	await page.getByText('On any event', { exact: true }).click();
	await ndv.waitFor();
	await page.getByTestId('node-credentials-select').click();
	await page.locator('[role="option"]').filter({ visible: true, hasText: 'Qiandun API' }).first().click();
	const shown = ndv.getByText(/^https?:\/\/\S+\/webhook/);
	if (!(await shown.isVisible())) await page.getByText('Webhook URLs').click();
	await page.getByTestId('radio-button-production').click();
	const panel = await ndv.innerText();
	const production = /https?:\/\/\S+\/webhook\/\S+\/webhook/.exec(panel)?.[0] ?? '';
	check('the panel shows one Production URL', production !== '', production);
	check('it says where to paste it', panel.includes('应用列表'), '应用列表 → 回调配置');
	await page.getByTestId('radio-button-test').click();
	const test = /https?:\/\/\S+\/webhook-test\/\S+\/webhook/.exec(await ndv.innerText())?.[0] ?? '';
	check('and one Test URL', test !== '', test);
	await ndv.getByRole('button', { name: /Execute step|Listen for test event/i }).first().click();
	await page.getByText('Waiting for Qiandun to call the Test URL').first().waitFor();
	const control = async (route: string, body: object) =>
		record((await axios.post<unknown>(new URL(`/sandbox/qiandun/${route}`, sandbox.console).href, body, { proxy: false })).data);
	await control('callback', { url: test });
	const connectivity = await control('callback/test', {});
	check('the connectivity test at the Test URL', connectivity.ok === true, JSON.stringify(connectivity));
	await control('events', { businessType: 'OPEN_CONTRACT_SIGNED', data: { contractId: '42', businessCode: 'PANEL-1', signStatus: 'finished' } });
	const output = page.getByTestId('output-panel');
	await output.getByText('PANEL-1').first().waitFor();
	check('the event is in the output', (await output.innerText()).includes('contract.signed'), 'PANEL-1');
	await ndv.screenshot({ path: picture });
	return bounds;
}
