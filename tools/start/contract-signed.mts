// The example that files signed contracts, played through: another system makes a contract, its event comes through the hub.
import { checkSigned } from './contract-case.mts';
import { businessCodeOf, type Deal, registerSigner } from './contract-wait.mts';
import { text } from './json.mts';
import { Parties, signOnPage } from './parties.mts';
import { executionStartedBy, type Played, salesOrder, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/contract-signed-to-crm.json. */
export const CONTRACT_SIGNED = 'Qiandun: signed contract to CRM';

const END_WITHIN_MS = 60_000;

/**
 * Plays the example once, without a step of its own.
 *
 * @param samples folder with the sample files of the examples
 */
export async function playContractSigned(stage: Stage, deal: Deal, samples: string): Promise<Played> {
	const { sandbox, steps } = stage;
	const made = await contractElsewhere(stage, deal, businessCodeOf(deal), samples);
	const id = await executionStartedBy(stage, () => signOnPage(sandbox.client, made.page, made.contractId));
	steps.note(`a contract that another system made: ${deal.personAccountId} signed on ${made.page}`);
	const execution = await successOf(stage, id, END_WITHIN_MS);
	steps.note(`nodes: ${execution.nodes.join(' > ')}`);
	const report = await checkSigned(stage, deal.caseId, businessCodeOf(deal));
	if (text(report.transactionId) === '') throw new Error('The CRM did not hear which event it was.');
	return { workflow: CONTRACT_SIGNED, executions: [execution] };
}

/** A contract on Qiandun that no workflow made, with the page on which its signer signs. */
export async function contractElsewhere({ sandbox }: Pick<Stage, 'sandbox'>, deal: Deal, businessCode: string, samples: string) {
	await registerSigner({ sandbox }, deal);
	return await new Parties(sandbox).contract(businessCode, deal.contractName, deal.personAccountId, salesOrder(samples).content);
}
