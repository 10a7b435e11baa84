// Create and Wait of the eSign node in the real n8n, one process: what wakes it, the limit, an end that comes too early, many at once, kills.
// node tools/setup.mjs test/e2e/esign-wait.mts [--quick] [--keep]
import { tally } from './support/callbacks.mts';
import { effectsAt } from './support/effects.mts';
import { ESIGN, EsignPlatform } from './support/esign.mts';
import { ACCOUNT, type Asleep, endOf, PERSON, SILENT, Waiting } from './support/esign-waiting.mts';
import { fire, fireOne } from './support/load.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { atMost, type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { until } from '../../tools/start/steps.mts';

const EARLY_ENDS = 20;
const SAME_END = 20;
/** n8n looks once a minute. */
const LIMIT_MINUTES = 1;
const SLOWEST_SECONDS = 130;

const same = (what: string, found: unknown, wanted: unknown) => exactly(what, JSON.stringify(found), JSON.stringify(wanted));

void inRun(REGULAR_STEPS + 6, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [ESIGN]);
	const platform = new EsignPlatform(sandbox);
	await platform.control('settings', { processingMs: 50 });
	// The schedule of the documentation, ten times as fast: the first retry comes after a second.
	await platform.control('callback', { speed: 10 });
	const waiting = await Waiting.publish(shape, sandbox, 'Create and Wait', { signer: PERSON });
	const statusOf = async ({ execution }: Asleep) => (await shape.n8n.execution(execution)).status;
	const bounds: Bound[] = [];

	// Begun first, since it takes the longest.
	const limited = await Waiting.publish(shape, sandbox, 'At its limit', { signer: PERSON, limit: LIMIT_MINUTES });
	const [over] = await limited.begin();

	await run.steps.run('What wakes an execution, and what does not', async () => {
		const [first, second] = await waiting.begin(2);
		bounds.push(same('the address of the waiting execution is the Notify URL', /\/webhook-waiting\/\d+\/[\w-]+\?/.test(first.url), true));
		const statusAt = async (shot: Parameters<typeof fireOne>[0]) => (await fireOne(shot)).status;
		const body = endOf(first);
		bounds.push(
			same('a forged end', await statusAt(platform.signed(first.url, body, { secret: 'other' })), 401),
			same('an end without a signature', await statusAt({ ...platform.signed(first.url, body), headers: { 'content-type': 'application/json' } }), 401),
			same('the event of a signer', await statusAt(platform.signed(first.url, JSON.stringify({ action: 'SIGN_MISSON_COMPLETE', signFlowId: first.signFlowId, signResult: 2 }))), 200),
			same('the end of another flow', await statusAt(platform.signed(first.url, endOf(second))), 200),
			same('it still waits', await statusOf(first), 'waiting'),
		);
		await platform.control('sign', { signFlowId: first.signFlowId, all: true });
		await platform.control('refuse', { signFlowId: second.signFlowId, psnAccount: ACCOUNT, reason: 'no' });
		bounds.push(
			same('completed, refused', await waiting.reported([first, second]), [[['completed', false]], [['refused', false]]]),
			same('the same end once more', await statusAt(platform.signed(first.url, body)), 409),
		);
	});

	await run.steps.run('Flows that end while they are being created', async () => {
		const silent = await Waiting.publish(shape, sandbox, 'Ended at once', { signer: SILENT });
		const count = run.size(EARLY_ENDS);
		const flows = await silent.start(count);
		const reports = await silent.reported(flows, 180_000);
		const statuses = await silent.answers(flows);
		bounds.push(
			told('answers to the ends that came too early', tally(statuses.flat())),
			exactly('ends that came before n8n had stored the wait', statuses.filter(([first]) => first !== 200).length, count),
			exactly('completed once', reports.filter((all) => JSON.stringify(all) === '[["completed",false]]').length, count),
		);
	});

	await run.steps.run(`${SAME_END} times the same end at once`, async () => {
		const [flow] = await waiting.begin();
		const shots = [Array.from({ length: SAME_END }, () => platform.signed(flow.url, endOf(flow)))];
		const { statuses } = await fire(shots, { connections: 1 });
		await waiting.reported([flow]);
		bounds.push(
			told('answers to them', JSON.stringify(statuses)),
			exactly('taken with 2xx', statuses[200] ?? 0, 1),
			same('completed once', await waiting.reports([flow]), [[['completed', false]]]),
		);
		const [delivered] = await waiting.begin();
		await platform.control('deliveries/faults', { fault: 'duplicate', action: 'SIGN_FLOW_COMPLETE', copies: SAME_END - 1 });
		await platform.control('sign', { signFlowId: delivered.signFlowId, all: true });
		bounds.push(same('the sandbox’s own duplicates: completed once', await waiting.reported([delivered]), [[['completed', false]]]));
	});

	await run.steps.run('Wait at Most', async () => {
		const reports = await limited.reported([over], 180_000);
		const seconds = (await shape.n8n.execution(over.execution)).ms / 1000;
		await platform.control('sign', { signFlowId: over.signFlowId, all: true });
		const late = await until('Attempts to tell it', 60_000, async () => {
			const [answers] = await limited.answers([over]);
			return answers.length >= 3 ? answers : undefined;
		});
		bounds.push(
			same('over: signing, and the flow’s id', reports, [[['signing', true]]]),
			told('seconds until it went on (limit 60)', Math.round(seconds)),
			atMost('seconds at most', seconds, SLOWEST_SECONDS),
			told('answers to the end that came later', tally(late)),
			same('it changed nothing', await limited.reports([over]), [[['signing', true]]]),
		);
	});

	await run.steps.run('Kill n8n while an execution waits', async () => {
		const [flow] = await waiting.begin();
		await shape.process.kill();
		// Nobody is there to hear of it.
		await platform.control('sign', { signFlowId: flow.signFlowId, all: true });
		await shape.process.restart();
		bounds.push(same('signed while n8n was dead: completed', await waiting.reported([flow]), [[['completed', false]]]));
	});

	await run.steps.run('Kill n8n after the end has woken it', async () => {
		const pause = { name: 'Pause', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 10 } };
		const slow = await Waiting.publish(shape, sandbox, 'Killed behind the wait', { signer: PERSON, between: [pause] });
		const [flow] = await slow.begin();
		await platform.control('sign', { signFlowId: flow.signFlowId, all: true });
		await until('It goes on', 60_000, async () => ((await statusOf(flow)) === 'running' ? true : undefined));
		await shape.process.kill();
		await shape.process.restart();
		const crashed = await statusOf(flow);
		const flowsBefore = (await platform.flows()).length;
		await shape.n8n.retry(flow.execution);
		bounds.push(
			same('the execution that was cut off', crashed, 'crashed'),
			same('what its Retry says', await slow.reports([flow]), [[['completed', false]]]),
			exactly('flows that the Retry made', (await platform.flows()).length - flowsBefore, 0),
		);
	});
	const doubles = [...(await effectsAt(sandbox)).values()].filter(({ length }) => length > 1).length;
	return [...bounds, exactly('flows with two effects', doubles, 0)];
}
