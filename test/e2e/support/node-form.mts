// The form of an open node in the editor, handled as a person does.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { until } from '../../../tools/start/steps.mts';
import { STEP_WITHIN_MS } from './editor.mts';

/** The open node, handled by the names of its parameters as a person does by their labels. */
export class NodeForm {
	private readonly output: Locator;

	constructor(private readonly page: Page) {
		this.output = page.getByTestId('output-panel');
	}

	at(parameter: string): Locator {
		return this.page.locator(`[data-parameter-path="parameters.${parameter}"]`);
	}

	rows(collection: string): Locator {
		return this.page.getByTestId(`fixed-collection-${collection}`);
	}

	/** What a list shows as chosen. */
	async shown(parameter: string): Promise<string> {
		return await this.at(parameter).locator('input').first().inputValue();
	}

	async write(parameter: string, value: string): Promise<void> {
		const input = this.at(parameter).locator('input').first();
		await input.fill(value);
		await input.press('Tab');
		await until(`${parameter} with ${value}`, STEP_WITHIN_MS, async () => (await input.inputValue()) === value || undefined, 50);
	}

	async choose(parameter: string, name: string): Promise<void> {
		await this.at(parameter).click();
		await this.option(name).click();
		// A list of which several can be chosen stays open.
		if (await this.option(name).isVisible()) await this.page.getByTestId('ndv').getByText('Parameters', { exact: true }).click();
		await this.option(name).waitFor({ state: 'hidden' });
	}

	async flip(parameter: string): Promise<void> {
		await this.at(parameter).locator('.el-switch').click();
	}

	/** The button under the rows, of the signer at this place where rows are in rows. */
	async addRow(collection: string, place = 0): Promise<void> {
		await this.rows(collection).nth(place).getByTestId('fixed-collection-add').last().click();
	}

	async addOptional(name: string): Promise<void> {
		await this.page.getByTestId('collection-parameter-add').first().click();
		await this.page.getByTestId('collection-parameter-option').filter({ visible: true, hasText: name }).click();
	}

	/** A day of the next month and a time. @returns both as the editor shows them */
	async pickDate(parameter: string, day: string, time: string): Promise<string> {
		const input = this.at(parameter).locator('input');
		await input.click();
		const calendar = this.page.locator('.el-picker-panel').filter({ visible: true });
		await calendar.getByLabel('Next Month').click();
		await calendar.locator('td.available').getByText(day, { exact: true }).click();
		await calendar.getByPlaceholder('Select time').fill(time);
		await calendar.getByPlaceholder('Select time').press('Enter');
		await calendar.getByRole('button', { name: 'OK' }).last().click();
		await calendar.first().waitFor({ state: 'hidden' });
		const picked = await input.inputValue();
		assert.match(picked, new RegExp(`^\\d{4}-\\d{2}-${day} ${time}$`));
		return picked;
	}

	async chooseCredential(name: string): Promise<void> {
		await this.page.getByTestId('node-credentials-select').click();
		await this.option(name).click();
	}

	/** Executes the step until the output shows this. @returns all it shows */
	async execute(expected: string): Promise<string> {
		await this.page.getByTestId('node-execute-button').click();
		await this.output.getByText(expected).first().waitFor();
		return await this.output.innerText();
	}

	/** Executes the step until the output shows this as its error. */
	async executeWrongly(expected: string): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
		await this.output.getByTestId('node-error-message').filter({ hasText: expected }).waitFor();
		// It stays until it is closed; another one may be fading beside it.
		const told = this.page.locator('.el-notification').filter({ hasText: 'Problem in node' }).last();
		await told.locator('.el-notification__closeBtn').click();
		await told.waitFor({ state: 'hidden' });
	}

	/** All that the output says of an error, opened to its details. */
	async errorInFull(): Promise<string> {
		for (const details of await this.output.locator('summary').all()) await details.click();
		return await this.output.innerText();
	}

	/** The open node, scrolled so that the parameter is the first one in view. */
	async photograph(file: string, parameter: string): Promise<void> {
		await this.page.locator('.el-notification').first().waitFor({ state: 'hidden' });
		const item = this.at(parameter).locator('xpath=ancestor::*[@data-test-id="parameter-item"][1]');
		await item.evaluate((element) => element.scrollIntoView({ block: 'start' }));
		await this.page.mouse.move(0, 0);
		await this.page.getByTestId('ndv').screenshot({ path: file });
	}

	private option(name: string): Locator {
		return optionIn(this.page, name);
	}
}

/** The dialog in which a credential is made. */
export class CredentialForm {
	private readonly dialog: Locator;

	constructor(private readonly page: Page) {
		this.dialog = page.getByTestId('editCredential-modal');
	}

	async choose(parameter: string, name: string): Promise<void> {
		await this.at(parameter).click();
		await optionIn(this.page, name).click();
	}

	async write(parameter: string, value: string): Promise<void> {
		const input = this.at(parameter).locator('input').first();
		await input.fill(value);
		await input.press('Tab');
	}

	/** Saves it, which tests it. The test fails. @returns what the box above the form then says, opened to its details */
	async saveWrong(): Promise<string> {
		await this.save();
		const box = this.box();
		await box.getByText('More details', { exact: true }).click();
		return await box.innerText();
	}

	/** Saves it, which tests it; when the test succeeds n8n closes the dialog. Opened again, it says how the test went. @returns that */
	async saveRight(): Promise<string> {
		await this.save();
		await this.dialog.waitFor({ state: 'hidden' });
		await this.page.getByTestId('credential-edit-button').click();
		return await this.box().innerText();
	}

	async close(): Promise<void> {
		await this.dialog.getByLabel('Close this dialog').click();
		await this.dialog.waitFor({ state: 'hidden' });
	}

	async photograph(file: string): Promise<void> {
		await this.page.locator('.el-notification').first().waitFor({ state: 'hidden' });
		await this.page.mouse.move(0, 0);
		await this.dialog.screenshot({ path: file });
	}

	private async save(): Promise<void> {
		await this.dialog.getByTestId('credential-save-button').click();
	}

	/** Red or green. */
	private box(): Locator {
		return this.dialog.locator('.el-tag').filter({ visible: true }).first();
	}

	private at(parameter: string): Locator {
		return this.dialog.getByTestId(`parameter-input-${parameter}`);
	}
}

const optionIn = (page: Page, name: string): Locator => page.locator('[role="option"]').filter({ visible: true, hasText: name }).first();
