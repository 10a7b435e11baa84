// Each trigger found, set up and tried by nothing but clicks in a real n8n editor, with an event of the sandbox.
// node tools/setup.mjs test/e2e/trigger-panel.mts [--keep: docs/ gets the new pictures]   (needs Chromium, see tools/screenshot.mts)
import fs from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/server.mts';
import { record } from '../../tools/start/json.mts';
import { inEditor } from './support/editor.mts';
import { ESIGN_TRIGGER, esignCredential, EsignPlatform } from './support/esign.mts';
import { REGULAR_STEPS, type RegularN8n, startRegular } from './support/regular.mts';
import { type Bound } from './support/bounds.mts';
import { inRun, REPOSITORY } from './support/run.mts';
import { TRIGGER } from './support/workflows.mts';

/** What differs between the two. */
interface Panel {
	/** As the list of nodes has it. */
	node: string;
	/** What a user might type there. */
	search: string;
	credential: string;
	/** Where the panel says that the URL has to be put. */
	place: string;
	/** While it listens. */
	waiting: string;
	/** Makes the platform tell of an event at this URL. @returns `ok`, or what its own test of the URL said */
	happen(url: string): Promise<string>;
	/** What the output then shows. */
	shows: string[];
	picture: string;
}

void inRun(REGULAR_STEPS + 2, async (run) => {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [TRIGGER, ESIGN_TRIGGER]);
	await esignCredential(shape, sandbox);
	const bounds: Bound[] = [];
	for (const panel of [qiandun(sandbox), esign(sandbox)]) {
		const played = await run.steps.run(`Click: ${panel.node}`, () =>
			inEditor({ editor: shape.editor, owner: run.folder, viewport: { width: 1400, height: 1100 }, name: 'trigger-panel' }, (page) => play(page, shape, panel, path.join(run.folder, panel.picture))),
		);
		bounds.push(...played.map((bound) => ({ ...bound, what: `${panel.node}: ${bound.what}` })));
		if (run.keep) fs.copyFileSync(path.join(run.folder, panel.picture), path.join(REPOSITORY, 'docs', 'images', panel.picture));
	}
	return bounds;
});

function qiandun(sandbox: Sandbox): Panel {
	const control = async (route: string, body: object) =>
		record((await axios.post<unknown>(new URL(`/sandbox/qiandun/${route}`, sandbox.console).href, body, { proxy: false })).data);
	return {
		node: 'Qiandun',
		search: '回调',
		credential: 'Qiandun API',
		place: '应用列表',
		waiting: 'Waiting for Qiandun to call the Test URL',
		happen: async (url) => {
			await control('callback', { url });
			const connectivity = await control('callback/test', {});
			await control('events', { businessType: 'OPEN_CONTRACT_SIGNED', data: { contractId: '42', businessCode: 'PANEL-1', signStatus: 'finished' } });
			return connectivity.ok === true ? 'ok' : JSON.stringify(connectivity);
		},
		shows: ['PANEL-1', 'contract.signed'],
		picture: 'trigger.png',
	};
}

function esign(sandbox: Sandbox): Panel {
	const platform = new EsignPlatform(sandbox);
	return {
		node: 'eSign',
		search: 'e签宝',
		credential: 'eSign API',
		place: 'callback subscription (Webhook) of the eSign console',
		waiting: 'Waiting for eSign to call the Test URL',
		happen: async (notifyUrl) => {
			const data = { signFlowId: 'PANEL-2', signFlowTitle: '劳动合同', signFlowStatus: '2', statusDescription: '完成', signFlowFinishTime: Date.now() };
			await platform.control('events', { action: 'SIGN_FLOW_COMPLETE', data, notifyUrl });
			return 'ok';
		},
		shows: ['PANEL-2', 'contract.status', 'completed'],
		picture: 'esign-trigger.png',
	};
}

async function play(page: Page, { editor }: RegularN8n, panel: Panel, picture: string): Promise<Bound[]> {
	const bounds: Bound[] = [];
	const check = (what: string, holds: boolean, found: string) => bounds.push({ what, found: found.slice(0, 60), wanted: 'yes', holds });
	await page.goto(`${editor}/workflow/new`);
	await page.getByTestId('canvas-add-button').click();
	await page.getByTestId('node-creator-search-bar').fill(panel.search);
	await page.getByTestId('node-creator-item-name').getByText(panel.node).first().click();
	const ndv = page.getByTestId('ndv');
	await page.getByText('On any event', { exact: true }).click();
	await ndv.waitFor();
	await page.getByTestId('node-credentials-select').click();
	await page.locator('[role="option"]').filter({ visible: true, hasText: panel.credential }).first().click();
	const shown = ndv.getByText(/^https?:\/\/\S+\/webhook/);
	if (!(await shown.isVisible())) await page.getByText('Webhook URLs').click();
	await page.getByTestId('radio-button-production').click();
	const words = await ndv.innerText();
	const production = /https?:\/\/\S+\/webhook\/\S+\/webhook/.exec(words)?.[0] ?? '';
	check('the panel shows one Production URL', production !== '', production);
	check('it says where to paste it', words.includes(panel.place), panel.place);
	await page.getByTestId('radio-button-test').click();
	const test = /https?:\/\/\S+\/webhook-test\/\S+\/webhook/.exec(await ndv.innerText())?.[0] ?? '';
	check('and one Test URL', test !== '', test);
	await ndv.getByRole('button', { name: /Execute step|Listen for test event/i }).first().click();
	await page.getByText(panel.waiting).first().waitFor();
	const connectivity = await panel.happen(test);
	check('the platform reaches the Test URL', connectivity === 'ok', connectivity);
	const output = page.getByTestId('output-panel');
	for (const word of panel.shows) await output.getByText(word).first().waitFor();
	check('the event is in the output', true, panel.shows.join(', '));
	await ndv.screenshot({ path: picture });
	return bounds;
}
