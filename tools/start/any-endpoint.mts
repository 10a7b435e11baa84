// The second example, played through: n8n's own HTTP Request node calls the platform, signed by our credential.
import axios from 'axios';
import { record, text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { executionStartedBy, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/any-endpoint-http-request.json, and the path of its webhook. */
export const ANY_ENDPOINT = 'Qiandun: call any endpoint with the HTTP Request node';
export const ANY_ENDPOINT_WEBHOOK = 'qiandun-any-endpoint';

const END_WITHIN_MS = 60_000;

/** @returns the execution, which has succeeded. @throws StepFailure when the sandbox refused a signature of that node */
export async function playAnyEndpoint(stage: Stage): Promise<Execution> {
	const { n8nUrl, steps, children, n8n, workflow } = stage;
	const url = `${n8nUrl}/webhook/${ANY_ENDPOINT_WEBHOOK}`;
	// Chinese and a blank, because they must be signed as they are and sent encoded.
	const user = { accountId: `示例 ${Date.now()}`, name: '测试乙' };
	const execution = await steps.run('The HTTP Request node calls the platform with the same credential', async () => {
		const call = executionStartedBy(stage, async () => {
			const answer = await axios.post<unknown>(url, user, { proxy: false, timeout: 30_000, validateStatus: () => true });
			const { found, accountId, answer: said, message } = record(answer.data);
			if (found !== true || accountId !== user.accountId) {
				throw new Error(`The user was not found again: HTTP ${answer.status} ${text(message)}${text(said)}`);
			}
			steps.note(`POST /open/psnTempCreate and GET /open/psnGet for account "${user.accountId}": found again`);
		});
		return successOf(stage, await children.guard(call), END_WITHIN_MS);
	});
	steps.note(`execution: ${n8n.executionPage(workflow.id, execution.id)}`);
	return execution;
}
