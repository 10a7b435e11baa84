// The eSign credential in OAuth2 token mode, tried in this n8n: several executions, one token, kept in n8n's credential store.
import axios from 'axios';
import { type CredentialReference, wire, type Wiring } from './examples.mts';
import { type Employee, thirdPartyUserIdOf } from './hr-sync.mts';
import { type Json, record, text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { executionStartedBy, type Played, type Stage, successOf } from './stage.mts';

/** There only while it is played. */
const WORKFLOW = 'npm start tries the token mode of eSign (is deleted at once)';
const WEBHOOK = 'npm-start-esign-token-mode';
const EXECUTIONS = 3;
const END_WITHIN_MS = 60_000;

/**
 * Asks for one account in several executions, each with the eSign node and with n8n's HTTP Request node, and counts the tokens.
 *
 * @param credential of token mode; it has no token yet
 * @param employee whose account it is; it is created where there is none
 * @throws StepFailure when an execution failed, or more than one token was issued for them, or n8n did not keep it
 */
export async function playTokenMode(
	stage: Omit<Stage, 'workflow'>,
	wiring: Wiring,
	credential: CredentialReference,
	employee: Employee,
): Promise<Played> {
	const { n8n, sandbox, steps, children } = stage;
	return await steps.run('eSign in OAuth2 token mode, with the second credential', async () => {
		const credentials = { ...wiring.credentials, esignApi: credential };
		const workflow = wire(workflowFor(employee, sandbox.esign.baseUrl), { ...wiring, credentials });
		const before = await sandbox.client.tokenCalls();
		const id = await children.guard(n8n.createTemporary(workflow));
		const executions: Execution[] = [];
		try {
			const playing = { ...stage, workflow: { id, name: WORKFLOW, edited: false } };
			for (let number = 0; number < EXECUTIONS; number++) executions.push(await playOnce(playing, employee));
		} finally {
			if (children.brokenBy === undefined) await n8n.deleteWorkflow(id);
		}
		const tokens = (await sandbox.client.tokenCalls()) - before;
		if (tokens !== 1) throw new Error(`${EXECUTIONS} executions asked for ${tokens} tokens instead of one.`);
		if (!(await n8n.hasHidden(credential.id, 'accessToken'))) {
			throw new Error(`n8n does not keep the token of the credential "${credential.name}".`);
		}
		steps.note(`${EXECUTIONS} executions, one token: n8n keeps it in the credential. Their workflow is deleted again.`);
		return { workflow: WORKFLOW, executions };
	});
}

async function playOnce(stage: Stage, employee: Employee): Promise<Execution> {
	const thirdPartyUserId = thirdPartyUserIdOf(employee);
	const url = `${stage.n8nUrl}/webhook/${WEBHOOK}`;
	const started = executionStartedBy(stage, async () => {
		const answer = await axios.get<unknown>(url, { proxy: false, timeout: 30_000, validateStatus: () => true });
		const { data, message } = record(answer.data);
		if (text(record(data).thirdPartyUserId) !== thirdPartyUserId) {
			throw new Error(`The account ${thirdPartyUserId} was not found: HTTP ${answer.status} ${text(message)}`);
		}
	});
	return await successOf(stage, await stage.children.guard(started), END_WITHIN_MS);
}

/** Answers what the HTTP Request node got, behind an eSign node that made sure of the account. */
function workflowFor(employee: Employee, baseUrl: string): Json {
	const thirdPartyUserId = thirdPartyUserIdOf(employee);
	const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	return {
		name: WORKFLOW,
		nodes: [
			{
				id: 'call',
				name: 'Call',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: WEBHOOK,
				parameters: { path: WEBHOOK, responseMode: 'lastNode', options: {} },
			},
			{
				id: 'create',
				name: 'Create Account',
				type: 'n8n-nodes-qiandun.esign',
				typeVersion: 1,
				position: [224, 0],
				parameters: {
					resource: 'personAccount',
					operation: 'create',
					thirdPartyUserId,
					name: employee.name,
					optionalFields: { returnExisting: true },
					options: {},
				},
			},
			{
				id: 'request',
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				position: [448, 0],
				parameters: {
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'esignApi',
					url: `${baseUrl}/v1/accounts/getByThirdId`,
					sendQuery: true,
					queryParameters: { parameters: [{ name: 'thirdPartyUserId', value: thirdPartyUserId }] },
					options: {},
				},
			},
		],
		connections: { Call: to('Create Account'), 'Create Account': to('HTTP Request') },
		settings: { executionOrder: 'v1' },
	};
}
