// All examples, played one after the other.
import path from 'node:path';
import { ANY_ENDPOINT, playAnyEndpoint } from './any-endpoint.mts';
import { CALLBACK_HUB, connectHub } from './callback-hub.mts';
import { CALLBACK_EXAMPLES, playCallbacks } from './callbacks.mts';
import { COMPANY_ONBOARDING, fictionalCompany, playCompanyOnboarding } from './company-onboarding.mts';
import { CONTRACT_BATCH, playContractBatch } from './contract-batch.mts';
import { CONTRACT_CASE, fictionalCase, playContractCase } from './contract-case.mts';
import { ESIGN_EXAMPLES, playEsignExamples } from './esign-examples.mts';
import type { CredentialReference, Wiring } from './examples.mts';
import { type Employee, fictionalEmployee, HR_SYNC, playHrSync } from './hr-sync.mts';
import { ID_CARD, playIdCard } from './id-card.mts';
import type { Execution, Workflow } from './n8n-client.mts';
import { fictionalContact, ONBOARDING, playOnboarding } from './onboarding.mts';
import type { Played, Stage } from './stage.mts';
import { messageOf } from './steps.mts';
import { playTokenMode } from './token-mode.mts';

/** How many steps playExamples takes. */
export const PLAY_STEPS = 24;

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');
/** Files that the examples are played with. */
const SAMPLES = path.join(REPOSITORY, 'examples', 'data');
const ID_CARD_PICTURE = path.join(REPOSITORY, 'sandbox', 'samples', 'id-card-front.png');

/** What became of the examples. */
export interface AllPlayed {
	/** An example that failed, where that is allowed, has no executions or is not there. */
	played: Played[];
	/** Where the sandbox sends Qiandun's events; undefined when the callback hub failed. */
	callbackUrl: string | undefined;
	/** Who has an eSign account now. */
	employee: Employee;
}

/**
 * Plays all examples, with people invented for this moment.
 *
 * @param workflows the examples as they were saved
 * @param token the eSign credential in token mode
 * @param mayFail an example that the user has changed
 * @throws StepFailure naming the step
 */
export async function playExamples(
	stage: Omit<Stage, 'workflow'>,
	workflows: readonly Workflow[],
	wiring: Wiring,
	token: CredentialReference,
	mayFail: boolean,
): Promise<AllPlayed> {
	const played: Played[] = [];
	const byName = (name: string) => named(workflows, name);
	const playExample = async (name: string, work: (at: Stage) => Promise<Execution[]>): Promise<void> => {
		const workflow = byName(name);
		const executions = (await play(stage, [workflow], mayFail, () => work({ ...stage, workflow }))) ?? [];
		played.push({ workflow: name, executions });
	};
	const hub = byName(CALLBACK_HUB);
	const callbackUrl = await play(stage, [hub], mayFail, () => connectHub({ ...stage, workflow: hub }));
	await playExample(ONBOARDING, async (at) => [await playOnboarding(at, fictionalContact(Date.now()))]);
	await playExample(ANY_ENDPOINT, async (at) => [await playAnyEndpoint(at)]);
	await playExample(CONTRACT_CASE, async (at) => [await playContractCase(at, fictionalCase(Date.now()), SAMPLES)]);
	await playExample(CONTRACT_BATCH, (at) => playContractBatch(at, SAMPLES));
	await playExample(COMPANY_ONBOARDING, (at) => playCompanyOnboarding(at, fictionalCompany(Date.now())));
	await playExample(ID_CARD, (at) => playIdCard(at, ID_CARD_PICTURE, `card-${Date.now()}`));
	const employee = fictionalEmployee(Date.now());
	await playExample(HR_SYNC, (at) => playHrSync(at, employee));
	if (callbackUrl !== undefined) {
		const playAll = () => playCallbacks(stage, byName, SAMPLES, Date.now());
		played.push(...((await play(stage, CALLBACK_EXAMPLES.map(byName), mayFail, playAll)) ?? []));
	}
	const playFlows = () => playEsignExamples(stage, byName, callbackUrl ?? '', SAMPLES, Date.now());
	played.push(...((await play(stage, ESIGN_EXAMPLES.map(byName), mayFail, playFlows)) ?? []));
	played.push(await playTokenMode(stage, wiring, token, employee));
	return { played, callbackUrl, employee };
}

/**
 * Plays examples. The user's own version of one may fail where somebody is there to read why.
 *
 * @returns what the run returns; nothing when it failed so
 * @throws StepFailure when the originals failed, or with --once, or when n8n or the sandbox is gone
 */
async function play<T>(
	{ steps, children }: Pick<Stage, 'steps' | 'children'>,
	workflows: readonly Workflow[],
	mayFail: boolean,
	run: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await run();
	} catch (error) {
		const edited = workflows.filter((workflow) => workflow.edited).map(({ name }) => `"${name}"`);
		if (!mayFail || edited.length === 0 || children.brokenBy !== undefined) throw error;
		steps.note(`FAILED: ${messageOf(error)}`);
		steps.note(`This is your edited version of ${edited.join(', ')}, not the original.`);
		steps.note('Delete it in n8n, and the next start brings the original back.');
		return undefined;
	}
}

/** @throws Error when examples/ lost a workflow that is played */
export function named(workflows: readonly Workflow[], name: string): Workflow {
	const workflow = workflows.find((saved) => saved.name === name);
	if (workflow === undefined) throw new Error(`examples/ has no workflow named "${name}".`);
	return workflow;
}
