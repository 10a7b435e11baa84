// Takes the README's picture: runs `npm start`, opens the onboarding workflow in the real editor, and photographs it.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { installBrowser } from './screenshot-browser.mts';

const REPOSITORY = path.dirname(import.meta.dirname);
const PICTURE = path.join(REPOSITORY, 'docs', 'images', 'onboarding.png');
/** Wide, as the workflow is. */
const VIEWPORT = { width: 2200, height: 900 };
const STARTED_WITHIN_MS = 20 * 60_000;

void main();

async function main(): Promise<void> {
	const browserPath = installBrowser();
	const data = fs.mkdtempSync(path.join(os.tmpdir(), 'qiandun-screenshot-'));
	const running = spawn(process.execPath, ['--import', 'tsx', path.join('tools', 'start.mts'), '--data', data], {
		cwd: REPOSITORY,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		const workflowUrl = await editorAddress(running);
		await photograph(browserPath, workflowUrl, data);
		console.log(`Written: ${path.relative(REPOSITORY, PICTURE)}`);
	} finally {
		running.kill('SIGINT');
		await new Promise((resolve) => running.once('exit', resolve));
		fs.rmSync(data, { recursive: true, force: true });
	}
}

/** The address of the workflow, which `npm start` prints once all is in place. */
function editorAddress(running: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error('npm start took too long')), STARTED_WITHIN_MS);
		let output = '';
		running.stdout?.on('data', (chunk: Buffer) => {
			process.stdout.write(chunk);
			output += chunk.toString();
			const address = /n8n editor\s+(http\S+)/.exec(output)?.[1];
			if (address === undefined) return;
			clearTimeout(late);
			resolve(address);
		});
		running.once('exit', () => {
			clearTimeout(late);
			reject(new Error('npm start ended early; its last lines say why'));
		});
	});
}

async function photograph(browserPath: string, workflowUrl: string, data: string): Promise<void> {
	const owner: unknown = JSON.parse(fs.readFileSync(path.join(data, 'owner.json'), 'utf8'));
	const { email, password } = owner as { email: string; password: string };
	const browser = await chromium.launch({
		executablePath: browserPath,
		args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
	});
	try {
		const page = await browser.newPage({ viewport: VIEWPORT, locale: 'en-US' });
		await logIn(page, new URL(workflowUrl).origin, email, password);
		await page.goto(workflowUrl);
		await page.locator('[data-test-id="canvas-node"]').first().waitFor();
		// "1" fits the workflow into the window.
		await page.keyboard.press('1');
		await page.waitForTimeout(2_000);
		await closeChecklist(page);
		fs.mkdirSync(path.dirname(PICTURE), { recursive: true });
		await page.locator('[data-test-id="canvas-wrapper"]').first().screenshot({ path: PICTURE });
	} finally {
		await browser.close();
	}
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
