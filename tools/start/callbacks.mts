// The examples that live from callbacks, played through the hub: three at once, then one whose event is lost.
import { CALLBACK_HUB, checkConfirmed, CONTRACT_OVER } from './callback-hub.mts';
import { CONTRACT_SIGNED, playContractSigned } from './contract-signed.mts';
import { CONTRACT_WAIT, fictionalDeal, playContractWait } from './contract-wait.mts';
import type { Workflow } from './n8n-client.mts';
import { fictionalContact } from './onboarding.mts';
import { PERSON_CALLBACK, playPersonCallback } from './person-callback.mts';
import { playReconcile, RECONCILE } from './reconcile.mts';
import { type Played, type Stage, together } from './stage.mts';

/** The examples that are played here. */
export const CALLBACK_EXAMPLES = [CALLBACK_HUB, CONTRACT_WAIT, CONTRACT_SIGNED, PERSON_CALLBACK, RECONCILE];

/**
 * Plays them, in four steps. The hub has to be at the callback URL.
 *
 * @param named a workflow by the name of its example
 * @param samples folder with the sample files of the examples
 * @throws StepFailure naming the step
 */
export async function playCallbacks(
	stage: Omit<Stage, 'workflow'>,
	named: (name: string) => Workflow,
	samples: string,
	now: number,
): Promise<Played[]> {
	const { steps, children, sandbox } = stage;
	const at = (name: string, own = steps): Stage => ({ ...stage, steps: own, workflow: named(name) });
	const played = await steps.run('Three events: a contract that is waited for, one that is not, a person', async () => {
		// Each comes twice at the same moment, and must have the effect of one.
		await children.guard(sandbox.client.armDelivery({ fault: 'duplicate', times: 2, businessType: CONTRACT_OVER }));
		return children.guard(
			together(stage, [
				(own) => playContractWait(at(CONTRACT_WAIT, own), fictionalDeal(now, 1), samples),
				(own) => playContractSigned(at(CONTRACT_SIGNED, own), fictionalDeal(now, 2), samples),
				(own) => playPersonCallback(at(PERSON_CALLBACK, own), { ...fictionalContact(now), crmId: `callback-${now}` }),
			]),
		);
	});
	const deals: Parameters<typeof playReconcile>[2] = [fictionalDeal(now, 3), fictionalDeal(now, 4)];
	const reconciled = await playReconcile(at(RECONCILE), named(CONTRACT_WAIT), deals, samples);
	await checkConfirmed(stage);
	return [...played, ...reconciled];
}
