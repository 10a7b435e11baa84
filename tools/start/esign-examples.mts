// The examples with eSign's flows, played through: one that waits and one from a template at once, then the one for both platforms.
import { fictionalDeal } from './contract-wait.mts';
import { ESIGN_TEMPLATE, fictionalOrder, playTemplateContract } from './esign-template.mts';
import { ESIGN_WAIT, fictionalPartiesCase, playEsignWait } from './esign-wait.mts';
import type { Workflow } from './n8n-client.mts';
import { type Played, type Stage, together } from './stage.mts';
import { playTwoPlatforms, TWO_PLATFORMS } from './two-platforms.mts';

/** The examples that are played here. */
export const ESIGN_EXAMPLES = [ESIGN_WAIT, ESIGN_TEMPLATE, TWO_PLATFORMS];

/**
 * Plays them, in two steps.
 *
 * @param named a workflow by the name of its example
 * @param hubUrl where Qiandun's events go before and after; empty for nowhere
 * @param samples folder with the sample files of the examples
 * @throws StepFailure naming the step
 */
export async function playEsignExamples(
	stage: Omit<Stage, 'workflow'>,
	named: (name: string) => Workflow,
	hubUrl: string,
	samples: string,
	now: number,
): Promise<Played[]> {
	const { steps, children } = stage;
	const at = (name: string, own = steps): Stage => ({ ...stage, steps: own, workflow: named(name) });
	const orders: Parameters<typeof playTwoPlatforms>[3] = [fictionalOrder(now, 1), fictionalOrder(now, 2)];
	const played = await steps.run('eSign: flows that are waited for, signed and refused; contracts from a template', () =>
		children.guard(
			together(stage, [
				(own) => playEsignWait(at(ESIGN_WAIT, own), [fictionalPartiesCase(now, 1), fictionalPartiesCase(now, 2)], samples),
				(own) => playTemplateContract(at(ESIGN_TEMPLATE, own), orders),
			]),
		),
	);
	const deals: Parameters<typeof playTwoPlatforms>[2] = [fictionalDeal(now, 5), fictionalDeal(now, 6)];
	const both = await playTwoPlatforms(at(TWO_PLATFORMS), hubUrl, deals, orders, samples);
	return [...played, both];
}
