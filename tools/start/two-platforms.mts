// The example that begins with both triggers, played through: on each platform one contract is signed and one refused.
import { CONTRACT_OVER, QIANDUN_TRIGGER } from './callback-hub.mts';
import { checkSigned, reportedOnce } from './contract-case.mts';
import { contractElsewhere } from './contract-signed.mts';
import type { Deal } from './contract-wait.mts';
import { type Order, orderCodeOf, sentOrder } from './esign-template.mts';
import { type Json, record, text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { refuseOnPage, signOnPage } from './parties.mts';
import { executionStartedBy, type Played, productionUrl, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/two-platforms-one-flow.json. */
export const TWO_PLATFORMS = 'Qiandun and eSign: one flow for both';
export const ESIGN_TRIGGER = 'n8n-nodes-qiandun.esignTrigger';

const END_WITHIN_MS = 60_000;

/** What happens to contracts of one platform. */
interface Scenario {
	platform: string;
	caseId: string;
	status: string;
	happens: () => Promise<void>;
}

/**
 * Plays the example four times, in one step. Meanwhile Qiandun calls this workflow instead of the hub; eSign goes on calling it.
 *
 * @param hubUrl the callback URL that Qiandun gets back; empty for none
 * @param deals contracts on Qiandun: one that is signed, one that is refused
 * @param orders whose contracts on eSign are out: the same
 * @param samples folder with the sample files of the examples
 */
export async function playTwoPlatforms(
	stage: Stage,
	hubUrl: string,
	deals: [Deal, Deal],
	orders: [Order, Order],
	samples: string,
): Promise<Played> {
	const { steps, children, sandbox } = stage;
	const { client } = sandbox;
	return steps.run('Both platforms, one flow: on each one contract is signed, and one refused', async () => {
		const urls = await children.guard(Promise.all([productionUrl(stage, QIANDUN_TRIGGER), productionUrl(stage, ESIGN_TRIGGER)]));
		await children.guard(client.configureCallbacks({ url: urls[0] }));
		await children.guard(client.subscribeToEsign({ url: urls[1] }));
		steps.note(`Qiandun calls ${urls[0]}, eSign ${urls[1]}`);
		try {
			const scenarios = [...(await onQiandun(stage, deals, samples)), ...(await onEsign(stage, orders))];
			return await children.guard(playAll(stage, scenarios));
		} finally {
			await children.guard(client.configureCallbacks({ url: hubUrl }));
		}
	});
}

async function onQiandun(stage: Stage, [first, second]: [Deal, Deal], samples: string): Promise<Scenario[]> {
	const { client } = stage.sandbox;
	const signed = await contractElsewhere(stage, first, orderCodeOf(first), samples);
	const refused = await contractElsewhere(stage, second, orderCodeOf(second), samples);
	return [
		{ platform: 'qiandun', caseId: first.caseId, status: 'signed', happens: () => signOnPage(client, signed.page, signed.contractId) },
		{
			platform: 'qiandun',
			caseId: second.caseId,
			status: 'refused',
			// The sandbox's page of Qiandun has no button for it: how a contract is refused there is not known.
			happens: () => client.report(CONTRACT_OVER, { contractId: refused.contractId, businessCode: orderCodeOf(second), status: 'rejected' }),
		},
	];
}

async function onEsign(stage: Stage, [first, second]: [Order, Order]): Promise<Scenario[]> {
	const { client } = stage.sandbox;
	const signed = await sentOrder(stage, first);
	const refused = await sentOrder(stage, second);
	return [
		{ platform: 'esign', caseId: first.caseId, status: 'signed', happens: () => signOnPage(client, signed.signingUrl, signed.signFlowId) },
		{ platform: 'esign', caseId: second.caseId, status: 'refused', happens: () => refuseOnPage(client, refused.signingUrl, '数量有误') },
	];
}

/** One after the other: they are executions of the same workflow. */
async function playAll(stage: Stage, scenarios: readonly Scenario[]): Promise<Played> {
	const executions: Execution[] = [];
	const told = new Map<string, string>();
	for (const scenario of scenarios) {
		const { platform, caseId, status } = scenario;
		const execution = await successOf(stage, await executionStartedBy(stage, scenario.happens), END_WITHIN_MS);
		stage.steps.note(`nodes: ${execution.nodes.join(' > ')}`);
		const report = status === 'signed' ? await checkSigned(stage, caseId, orderCodeOf({ caseId })) : await reportedOnce(stage, caseId, status);
		if (report.platform !== platform) throw new Error(`The CRM heard that ${caseId} is on ${text(report.platform)} instead of ${platform}.`);
		checkSameWords(told, status, report);
		executions.push(execution);
	}
	stage.steps.note('the CRM heard the same of both platforms, in the same fields');
	return { workflow: TWO_PLATFORMS, executions };
}

/** @throws Error when the CRM heard of the same status in other fields before */
function checkSameWords(told: Map<string, string>, status: string, report: Json): void {
	const fields = Object.keys(record(report.body)).sort().join(', ');
	const before = told.get(status) ?? fields;
	if (before !== fields) throw new Error(`Of "${status}" the CRM heard ${before} from one platform, and ${fields} from the other.`);
	told.set(status, fields);
}
