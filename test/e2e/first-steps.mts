// What somebody new does first, by clicks and typing alone in a real n8n: finds the nodes, makes a credential (red, then green),
// runs a step, and reads what went wrong.
// node tools/setup.mjs test/e2e/first-steps.mts [--keep: the folder keeps its pictures, and docs/ gets the new ones]   (needs Chromium, see tools/screenshot.mts)
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/server.mts';
import { N8nClient } from '../../tools/start/n8n-client.mts';
import { inEditor, openNodeList } from './support/editor.mts';
import { N8nProcess } from './support/n8n-process.mts';
import { CredentialForm, NodeForm } from './support/node-form.mts';
import { type Bound } from './support/bounds.mts';
import { inRun, REPOSITORY, type Run } from './support/run.mts';
import { partsOf } from './support/shape.mts';

/** Pictures that the docs have, under the same name. */
const IN_DOCS = ['credential.png', 'credential-red.png', 'step-output.png', 'step-error.png'];
const PERSON = { accountId: 'crm-1042', name: '测试甲', idNumber: '000000199001010018' };
/** Its check character is wrong. */
const WRONG_ID_NUMBER = '000000199001010017';
const VIEWPORT = { width: 1400, height: 900 };
const CREATE_PATH = '/open/psnTempCreate';

/** What somebody types into the list of nodes, and the names that must come first. */
const SEARCHES: Array<{ word: string; first: string[] }> = [
	{ word: 'qiandun', first: ['Qiandun'] },
	{ word: '签盾', first: ['Qiandun'] },
	{ word: 'e签宝', first: ['eSign'] },
	{ word: '电子合同', first: ['Qiandun', 'eSign'] },
	{ word: '电子签', first: ['Qiandun', 'eSign'] },
];

/** A credential that is filled in with a wrong secret first. */
interface Keys {
	node: string;
	action: string;
	values: Record<string, string>;
	secret: string;
	/** What is said of the wrong secret, and what to do. */
	red: string[];
	picture: string;
}

type Check = (what: string, holds: boolean, found: string) => void;

interface Scene {
	page: Page;
	editor: string;
	sandbox: Sandbox;
	check: Check;
	/** Where a picture goes. */
	at: (picture: string) => string;
}

void inRun(6, async (run) => {
	const sandbox = await run.sandbox();
	const editor = await freshN8n(run);
	const bounds: Bound[] = [];
	const check: Check = (what, holds, found) => bounds.push({ what, found: found.replace(/\s+/g, ' ').slice(0, 70), wanted: 'yes', holds });
	const viewing = { editor, owner: run.folder, viewport: VIEWPORT, name: 'first-steps' };
	await inEditor(viewing, async (page) => {
		const scene: Scene = { page, editor, sandbox, check, at: (picture) => path.join(run.folder, picture) };
		await run.steps.run('Find the nodes', () => find(scene));
		await run.steps.run('Make a credential for eSign', () => makeCredential(scene, esignKeys(sandbox)));
		await run.steps.run('Make a credential for Qiandun, and run a step', async () => {
			const form = await makeCredential(scene, qiandunKeys(sandbox));
			await runStep(scene, form);
			await provoke(scene, form);
			await readBack(scene, form);
		});
	});
	if (run.keep) for (const name of IN_DOCS) fs.copyFileSync(path.join(run.folder, name), path.join(REPOSITORY, 'docs', 'images', name));
	return bounds;
});

/** An n8n that has the package and an owner, and nothing else. @returns the address of its editor */
async function freshN8n(run: Run): Promise<string> {
	const parts = await partsOf(run);
	return await run.steps.run('Start n8n', async () => {
		const n8n = await N8nProcess.prepare(run, { ...parts, name: 'n8n', role: 'start', port: await run.port(), env: {} });
		await n8n.restart();
		await new N8nClient(n8n.url).signIn(run.folder);
		run.steps.note(`editor: ${n8n.url}, pictures: ${run.folder}`);
		return n8n.url;
	});
}

async function find({ page, editor, check, at }: Scene): Promise<void> {
	await openNodeList(page, editor);
	const search = page.getByTestId('node-creator-search-bar');
	const names = page.getByTestId('node-creator-item-name');
	for (const { word, first } of SEARCHES) {
		const last = names.getByText(first.at(-1) ?? '', { exact: true }).first();
		await search.fill('');
		await last.waitFor({ state: 'hidden' });
		await search.fill(word);
		await last.waitFor();
		const found = await names.allInnerTexts();
		check(`“${word}” finds ${first.join(' and ')} first`, first.every((name, place) => found[place] === name), found.join(', '));
		await page.screenshot({ path: at(`search-${word}.png`) });
	}
	for (const words of ['Make contracts and verify people', 'Make sign flows and verify people']) {
		check(`the list says what they do: ${words}`, await page.getByText(words).isVisible(), words);
	}
}

function qiandunKeys({ qiandun }: Sandbox): Keys {
	const { baseUrl, appKey, appSecret } = qiandun;
	return {
		node: 'Qiandun',
		action: 'Create an unverified personal user',
		values: { baseUrl, appKey },
		secret: appSecret,
		red: ['The app secret does not belong to the app key', 'Copy the app secret into the credential again'],
		picture: 'credential',
	};
}

function esignKeys({ esign }: Sandbox): Keys {
	const { baseUrl, appId, appSecret } = esign;
	return {
		node: 'eSign',
		action: 'Get an organization account',
		values: { baseUrl, appId },
		secret: appSecret,
		red: ['The app secret does not belong to the app ID', 'Check the app secret in the credential'],
		picture: 'credential-esign',
	};
}

/** Adds the node to a new workflow and makes its credential there: first with a wrong secret. */
async function makeCredential({ page, editor, check, at }: Scene, keys: Keys): Promise<NodeForm> {
	await openNodeList(page, editor);
	await page.getByTestId('node-creator-search-bar').fill(keys.node);
	await page.getByTestId('node-creator-item-name').getByText(keys.node, { exact: true }).first().click();
	await page.getByText(keys.action, { exact: true }).click();
	await page.getByTestId('ndv').waitFor();
	await page.getByTestId('node-credentials-empty-state').getByRole('button').click();
	const form = new CredentialForm(page);
	await form.choose('environment', 'Custom');
	for (const [parameter, value] of Object.entries(keys.values)) await form.write(parameter, value);
	const wrongSecret = randomUUID();
	await form.write('appSecret', wrongSecret);
	const red = await form.saveWrong();
	for (const words of keys.red) check(`${keys.node}: a wrong secret is red: ${words}`, red.includes(words), red);
	check(`${keys.node}: the secret is not shown`, !red.includes(wrongSecret), red);
	await form.photograph(at(`${keys.picture}-red.png`));
	await form.write('appSecret', keys.secret);
	const green = await form.saveRight();
	check(`${keys.node}: the right one is green`, green.includes('Connection tested successfully'), green);
	await form.photograph(at(`${keys.picture}.png`));
	await form.close();
	return new NodeForm(page);
}

/** Fills in the form and executes it. */
async function runStep({ check, at }: Scene, form: NodeForm): Promise<void> {
	check('the action has set the resource', (await form.shown('resource')) === 'User', await form.shown('resource'));
	check('and the operation', (await form.shown('operation')) === 'Create Unverified', await form.shown('operation'));
	await form.photograph(at('form.png'), 'resource');
	await form.write('accountId', PERSON.accountId);
	await form.write('psnName', PERSON.name);
	await form.addOptional('ID Number');
	await form.write('optionalFields.psnIDCardNum', PERSON.idNumber);
	const made = await form.execute('accountId');
	check('the output shows the new user', made.includes(PERSON.accountId), made);
}

/** By another operation, chosen in the panel. */
async function readBack({ check, at }: Scene, form: NodeForm): Promise<void> {
	await form.choose('operation', 'Get');
	await form.at('psnIDCardNum').waitFor();
	await form.write('accountId', PERSON.accountId);
	const read = await form.execute(PERSON.name);
	check('another operation shows what was sent', read.includes(PERSON.accountId), read);
	await form.photograph(at('step-output.png'), 'resource');
	await form.choose('resource', 'Contract');
	await form.choose('operation', 'Get Signing URL');
	check('another resource has its own operations and fields', await form.at('contractId').isVisible(), 'contractId');
	await form.photograph(at('other-form.png'), 'resource');
}

interface Mistake {
	what: string;
	/** What is done before the step is executed. */
	prepare: () => Promise<unknown>;
	/** What the panel then says: what happened, to which field, what to do. */
	says: [message: string, ...string[]];
	picture: string;
}

async function provoke(scene: Scene, form: NodeForm): Promise<void> {
	const { sandbox, check, at } = scene;
	const hidden = [PERSON.idNumber, WRONG_ID_NUMBER, sandbox.qiandun.appSecret, sandbox.esign.appSecret];
	for (const { what, prepare, says, picture } of mistakes(scene, form)) {
		await prepare();
		await form.executeWrongly(says[0]);
		await form.photograph(at(picture), 'resource');
		const told = await form.errorInFull();
		for (const words of says) check(`${what}: ${words}`, told.includes(words), told);
		check(`${what}: neither a secret nor an ID number is shown`, !hidden.some((value) => told.includes(value)), told);
	}
}

function mistakes({ sandbox }: Scene, form: NodeForm): Mistake[] {
	const arm = (fault: object) => axios.post(new URL('/sandbox/faults', sandbox.console).href, { platform: 'qiandun', path: CREATE_PATH, ...fault }, { proxy: false });
	return [
		{
			what: 'an ID number with a wrong check character',
			prepare: async () => {
				await form.write('accountId', 'crm-1043');
				await form.write('optionalFields.psnIDCardNum', WRONG_ID_NUMBER);
			},
			says: ['A parameter is wrong or missing', '证件号码格式错误', 'psnIDCardNum is the field “ID Number”.', 'Check the values of this item.'],
			picture: 'step-error.png',
		},
		{
			what: 'the server breaks down',
			prepare: async () => {
				await form.write('optionalFields.psnIDCardNum', PERSON.idNumber);
				await arm({ fault: 'status', status: 500 });
			},
			says: ['The server answered HTTP 500; whether Qiandun carried out the request is unknown', 'User > Get with the same account ID tells whether the user exists.'],
			picture: 'error-500.png',
		},
		{
			what: 'the platform is busy',
			prepare: () => arm({ fault: 'status', status: 200, body: { code: '500', msg: '系统繁忙', success: false, logKey: 'e2e-1' } }),
			says: ['Qiandun is busy (Qiandun code 500)', 'Try again later', 'quote the log key e2e-1'],
			picture: 'error-busy.png',
		},
		{
			what: 'an account ID that is taken',
			prepare: () => form.write('accountId', PERSON.accountId),
			says: ['Qiandun refused: 账号已存在', 'code oc_10002'],
			picture: 'error-taken.png',
		},
	];
}
