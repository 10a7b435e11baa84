// Takes the pictures that need no clicks: runs `npm start`, and photographs workflows and the sandbox as a person sees them.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { installBrowser } from './screenshot-browser.mts';
import { type Json, text } from './start/json.mts';

const REPOSITORY = path.dirname(import.meta.dirname);
const PICTURES = path.join(REPOSITORY, 'docs', 'images');
/** Wide, as a workflow is. */
const WIDE = { width: 2200, height: 900 };
const STARTED_WITHIN_MS = 20 * 60_000;

/** Pictures of a canvas, by the file of their example. */
const CANVASES: Readonly<Record<string, string>> = { 'onboarding.png': 'crm-person-onboarding.json', 'hr-sync.png': 'esign-hr-account-sync.json' };
const CONSOLE = { picture: 'sandbox-console.png', viewport: { width: 1400, height: 935 } };

/** What `npm start` has printed. */
interface Started {
	/** Page of a workflow in the editor. */
	pageOf(workflow: string): string;
	console: string;
}

void main();

async function main(): Promise<void> {
	const browserPath = installBrowser();
	const data = fs.mkdtempSync(path.join(os.tmpdir(), 'qiandun-screenshot-'));
	const running = spawn(process.execPath, ['--import', 'tsx', path.join('tools', 'start.mts'), '--data', data], {
		cwd: REPOSITORY,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		const started = await whenStarted(running);
		const browser = await chromium.launch({
			executablePath: browserPath,
			args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
		});
		try {
			await photographAll(browser, started, data);
		} finally {
			await browser.close();
		}
	} finally {
		running.kill('SIGINT');
		await new Promise((resolve) => running.once('exit', resolve));
		fs.rmSync(data, { recursive: true, force: true });
	}
}

/** Once `npm start` has everything in place. */
function whenStarted(running: ChildProcess): Promise<Started> {
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error('npm start took too long')), STARTED_WITHIN_MS);
		let output = '';
		running.stdout?.on('data', (chunk: Buffer) => {
			process.stdout.write(chunk);
			output += chunk.toString();
			const console = /\n {2}sandbox +(http\S+)/.exec(output)?.[1];
			if (console === undefined) return;
			clearTimeout(late);
			const pageOf = (workflow: string): string => {
				const [, page] = output.split(`"${workflow}": `);
				if (page === undefined) throw new Error(`npm start has printed no address of "${workflow}".`);
				return page.split('\n')[0]?.trim() ?? '';
			};
			resolve({ console, pageOf });
		});
		running.once('exit', () => {
			clearTimeout(late);
			reject(new Error('npm start ended early; its last lines say why'));
		});
	});
}

async function photographAll(browser: Browser, started: Started, data: string): Promise<void> {
	const page = await browser.newPage({ viewport: WIDE, locale: 'en-US' });
	const owner: unknown = JSON.parse(fs.readFileSync(path.join(data, 'owner.json'), 'utf8'));
	const { email, password } = owner as { email: string; password: string };
	const [first = ''] = Object.values(CANVASES);
	await logIn(page, new URL(started.pageOf(text(exampleIn(first).name))).origin, email, password);
	for (const [picture, file] of Object.entries(CANVASES)) {
		await page.goto(started.pageOf(text(exampleIn(file).name)));
		await page.locator('[data-test-id="canvas-node"]').first().waitFor();
		// "1" fits the workflow into the window.
		await page.keyboard.press('1');
		await page.waitForTimeout(2_000);
		await closeChecklist(page);
		await page.locator('[data-test-id="canvas-wrapper"]').first().screenshot({ path: placeOf(picture) });
	}
	await page.setViewportSize(CONSOLE.viewport);
	await page.goto(started.console);
	await page.waitForTimeout(2_000);
	await page.screenshot({ path: placeOf(CONSOLE.picture) });
}

const exampleIn = (file: string): Json => JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'examples', file), 'utf8')) as Json;

function placeOf(picture: string): string {
	fs.mkdirSync(PICTURES, { recursive: true });
	console.log(`Picture: docs/images/${picture}`);
	return path.join(PICTURES, picture);
}

/** n8n opens a checklist over a published workflow. Other releases may not. */
async function closeChecklist(page: Page): Promise<void> {
	const title = page.getByText('Production Checklist', { exact: true });
	if ((await title.count()) === 0) return;
	await title.locator('xpath=following-sibling::*[1]').first().click();
	await title.first().waitFor({ state: 'hidden' });
}

async function logIn(page: Page, origin: string, email: string, password: string): Promise<void> {
	await page.goto(`${origin}/signin`);
	await page.fill('input[autocomplete="email"]', email);
	await page.fill('input[type="password"]', password);
	await page.click('[data-test-id="form-submit-button"]');
	await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
}
