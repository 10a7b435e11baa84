// The batch example, played through: a sheet with 200 employees goes in twice, with trouble in the middle; each has one contract and a link to sign it.
import fs from 'node:fs';
import path from 'node:path';
import { text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { fictionalIdNumber, OUR_COMPANY, Parties, type Person } from './parties.mts';
import { executionStartedBy, type FormFile, postForm, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/contract-batch-from-sheet.json, and the path of its webhook. */
export const CONTRACT_BATCH = 'Qiandun: contracts for the employees of a sheet';
export const CONTRACT_BATCH_WEBHOOK = 'contract-batch';

const END_WITHIN_MS = 300_000;
/** Of the sheet, who is not verified when it is posted first. */
const LATE = 5;

/** One row of a CSV file by the names in its first line. Our sheets hold neither quotes nor commas. */
type Row = Record<string, string>;

/** A CSV file without quotes as rows. @throws Error when a line has another number of cells than the first */
export function rowsOf(csv: string): Row[] {
	const [names = [], ...lines] = csv
		.replace(/^\uFEFF/, '')
		.trim()
		.split(/\r?\n/)
		.map((line) => line.split(','));
	return lines.map((cells, index) => {
		if (cells.length !== names.length) throw new Error(`Line ${index + 2} of the CSV file has ${cells.length} cells instead of ${names.length}.`);
		return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
	});
}

/** An employee of the sheet as a person on the platform. */
export function employeeOf({ employeeId, name }: Row, index: number): Person {
	return { accountId: `hr-${text(employeeId)}`, name: text(name), idNumber: fictionalIdNumber(index), mobile: '13900000000' };
}

/**
 * Plays the example twice, in three steps: the second time everybody is verified, and only the rest is made.
 *
 * @param samples folder with the sample files of the examples
 * @returns both executions, which have succeeded
 * @throws StepFailure naming the step
 */
export async function playContractBatch(stage: Stage, samples: string): Promise<Execution[]> {
	const { steps, children, sandbox, n8n, workflow } = stage;
	const sheet = { name: 'employees.csv', content: fs.readFileSync(path.join(samples, 'employees.csv')), type: 'text/csv' };
	const employees = rowsOf(sheet.content.toString()).map(employeeOf);
	const parties = new Parties(sandbox);
	await steps.run(`Employees: ${employees.length - LATE} of ${employees.length} are verified users`, () =>
		children.guard(Promise.all([parties.company(OUR_COMPANY), parties.people(employees.slice(0, -LATE))])),
	);

	const first = await steps.run(`A sheet with ${employees.length} employees, trouble in the middle`, async () => {
		const create = '/open/contract/createByFile';
		// The first attempt of three rows has an effect and no answer; two later ones find the platform out of order.
		await sandbox.client.arm({ path: create, fault: 'dropAfter', times: 3, skip: 60 });
		await sandbox.client.arm({ path: create, fault: 'status', status: 500, times: 2, skip: 120 });
		const ended = await post(stage, sheet);
		const failed = ended.rows.filter(({ status }) => status === 'failed');
		const unverified = failed.filter(({ reason }) => text(reason).includes('not verified'));
		if (unverified.length !== LATE) throw new Error(`${unverified.length} rows say that the employee is not verified instead of ${LATE}.`);
		await sandbox.client.open(text(ended.rows[0]?.signingUrl));
		steps.note(`${countsOf(ended.rows)}, those with a contract with the employee's link; for example ${text(unverified[0]?.name)}: ${text(unverified[0]?.reason)}`);
		await checkContracts(stage, ended.rows, employees.length - failed.length);
		return ended.execution;
	});

	const second = await steps.run('The same sheet again, with everybody verified', async () => {
		await children.guard(parties.people(employees.slice(-LATE)));
		const ended = await post(stage, sheet);
		steps.note(countsOf(ended.rows));
		if (ended.rows.some(({ status }) => status === 'failed')) {
			throw new Error(`A row failed: ${text(ended.rows.find(({ status }) => status === 'failed')?.reason)}`);
		}
		await checkContracts(stage, ended.rows, employees.length);
		steps.note(`the sandbox has ${employees.length} contracts for ${employees.length} rows: none is missing, none is there twice`);
		return ended.execution;
	});
	steps.note(`execution: ${n8n.executionPage(workflow.id, second.id)}`);
	return [first, second];
}

async function post(stage: Stage, sheet: FormFile): Promise<{ execution: Execution; rows: Row[] }> {
	const { children, steps } = stage;
	let answer = '';
	const done = steps.progress((elapsed) => `the rows are worked off: ${elapsed}`);
	const id = await children
		.guard(executionStartedBy(stage, async () => void (answer = await postForm(stage, CONTRACT_BATCH_WEBHOOK, {}, sheet, 200))))
		.finally(done);
	return { execution: await successOf(stage, id, END_WITHIN_MS), rows: rowsOf(answer) };
}

function countsOf(rows: readonly Row[]): string {
	const count = (wanted: string) => rows.filter(({ status }) => status === wanted).length;
	return `${rows.length} rows came back: ${['created', 'existed', 'failed'].map((status) => `${count(status)} ${status}`).join(', ')}`;
}

/** Compares what the rows say with what the sandbox has. @throws Error naming the first row that is wrong */
async function checkContracts({ sandbox }: Stage, rows: readonly Row[], wanted: number): Promise<void> {
	const all = (await sandbox.client.contracts()).filter(({ businessCode }) => text(businessCode).startsWith('employees-'));
	const ids = new Map(all.map(({ businessCode, contractId }) => [text(businessCode), text(contractId)]));
	if (all.length !== wanted || ids.size !== wanted) {
		throw new Error(`The sandbox has ${all.length} contracts for ${ids.size} rows of the sheet instead of ${wanted} for as many.`);
	}
	const wrong = rows.find(({ businessCode, contractId }) => (ids.get(text(businessCode)) ?? '') !== contractId);
	if (wrong !== undefined) throw new Error(`Row ${text(wrong.rowId)} came back with the contract "${text(wrong.contractId)}", which is not the sandbox's.`);
	const unsigned = rows.find(({ contractId, signingUrl }) => text(contractId) !== '' && text(signingUrl) === '');
	if (unsigned !== undefined) throw new Error(`Row ${text(unsigned.rowId)} has a contract and no link to sign it: ${text(unsigned.reason)}`);
	if (rows.some(({ line }, index) => line !== String(index + 2))) throw new Error('The rows came back in another order.');
}
