// The editor of a running n8n in a real browser, signed in as its owner.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page, selectors } from 'playwright-core';
import { record, text } from '../../../tools/start/json.mts';
import { installBrowser } from '../../../tools/screenshot-browser.mts';

export const STEP_WITHIN_MS = 60_000;

selectors.setTestIdAttribute('data-test-id');

export interface Viewing {
	/** Address of the editor, without a final slash. */
	editor: string;
	/** The folder with owner.json, the login that tools/start made. */
	owner: string;
	viewport: { width: number; height: number };
	/** Of the browser; `en-US` unless told. */
	locale?: string;
	/** What the picture of a failure is called. */
	name: string;
}

/** Does the work in a page that is signed in. @throws what the work throws, with the place of a picture of what the editor showed */
export async function inEditor<T>({ editor, owner, viewport, locale = 'en-US', name }: Viewing, work: (page: Page) => Promise<T>): Promise<T> {
	const login = record(JSON.parse(fs.readFileSync(path.join(owner, 'owner.json'), 'utf8')));
	const browser = await chromium.launch({
		executablePath: installBrowser(),
		args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
	});
	const page = await browser.newPage({ viewport, locale });
	page.setDefaultTimeout(STEP_WITHIN_MS);
	try {
		await page.goto(`${editor}/signin`);
		await page.fill('input[autocomplete="email"]', text(login.email));
		await page.fill('input[type="password"]', text(login.password));
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
		return await work(page);
	} catch (error) {
		const file = path.join(os.tmpdir(), `${name}-failed.png`);
		await page.screenshot({ path: file });
		throw new Error(`${error instanceof Error ? error.message : String(error)}\nWhat the editor showed: ${file}`, { cause: error });
	} finally {
		await browser.close();
	}
}

/** A new workflow that is started by hand, and the list of nodes open behind its trigger. */
export async function openNodeList(page: Page, editor: string): Promise<void> {
	await page.goto(`${editor}/workflow/new`);
	await page.getByTestId('canvas-add-button').click();
	await page.getByText('Trigger manually').click();
	await page.getByTestId('canvas-trigger-node').waitFor();
	await page.getByTestId('node-creator-plus-button').click();
}
