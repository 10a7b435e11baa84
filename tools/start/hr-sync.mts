// The HR example, played through: an employee is hired, then has another mobile; what came out is read back each time.
import { text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { executionStartedBy, postAccepted, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/esign-hr-account-sync.json, and the path of its webhook. */
export const HR_SYNC = 'eSign: sync a person account from HR';
export const HR_SYNC_WEBHOOK = 'hr-employee-changed';

const END_WITHIN_MS = 60_000;

/** An employee as the HR system announces a change. */
export interface Employee {
	employeeId: string;
	name: string;
	mobile: string;
	email: string;
	idNumber: string;
}

/** A visibly fictional employee, new each time: no region of China has the number 000000. */
export function fictionalEmployee(now: number): Employee {
	return {
		employeeId: `demo-${now}`,
		name: '测试丙',
		mobile: '13900000001',
		email: `demo-${now}@example.com`,
		idNumber: '000000199001010018',
	};
}

/** The id by which the example's account is known on eSign. */
export function thirdPartyUserIdOf({ employeeId }: Employee): string {
	return `hr-${employeeId}`;
}

/**
 * Plays the example twice, in two steps: the employee is new, then has another mobile.
 *
 * @returns both executions, which have succeeded
 * @throws StepFailure naming the step
 */
export async function playHrSync(stage: Stage, employee: Employee): Promise<Execution[]> {
	const { steps } = stage;
	const created = await steps.run('HR event: a new employee', () => playEvent(stage, employee, 'created'));
	const moved = { ...employee, mobile: '13900000002' };
	const updated = await steps.run('HR event: the employee has a new mobile', () => playEvent(stage, moved, 'updated'));
	steps.note(`execution: ${stage.n8n.executionPage(stage.workflow.id, updated.id)}`);
	return [created, updated];
}

async function playEvent(stage: Stage, employee: Employee, outcome: string): Promise<Execution> {
	const { children, steps } = stage;
	const started = executionStartedBy(stage, () =>
		postAccepted(stage, HR_SYNC_WEBHOOK, employee, `{"employeeId":"${employee.employeeId}", ...}`),
	);
	const execution = await successOf(stage, await children.guard(started), END_WITHIN_MS);
	steps.note(`nodes: ${execution.nodes.join(' > ')}`);
	await children.guard(readBack(stage, employee, outcome));
	return execution;
}

async function readBack({ sandbox, steps }: Stage, employee: Employee, outcome: string): Promise<void> {
	const thirdPartyUserId = thirdPartyUserIdOf(employee);
	const person = await sandbox.client.person(thirdPartyUserId);
	if (person === undefined) throw new Error(`The sandbox has no person account ${thirdPartyUserId}.`);
	for (const field of ['name', 'mobile', 'email', 'idNumber'] as const) {
		if (text(person[field]) === employee[field]) continue;
		throw new Error(`The sandbox's person account ${thirdPartyUserId} has not the ${field} of the HR event.`);
	}
	steps.note(`the sandbox has the person account ${thirdPartyUserId} with the mobile ${employee.mobile}`);
	const report = (await sandbox.client.employeeReports(employee.employeeId)).at(-1);
	if (report === undefined) throw new Error(`Nothing was reported to HR about ${employee.employeeId}.`);
	if (text(report.status) !== outcome || text(report.accountId) !== text(person.accountId)) {
		throw new Error(`HR heard "${text(report.status)}" about ${employee.employeeId} instead of "${outcome}". ${text(report.reason)}`);
	}
	steps.note(`HR heard: ${employee.employeeId} is ${outcome}`);
}
