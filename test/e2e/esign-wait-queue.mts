// Create and Wait in queue mode: many flows, a worker killed while they wait, ends at both webhook processes at once; each completed once.
// node tools/setup.mjs test/e2e/esign-wait-queue.mts [--quick] [--keep]   (needs PostgreSQL and Redis from Debian)
import { tally } from './support/callbacks.mts';
import { ESIGN, EsignPlatform } from './support/esign.mts';
import { type Asleep, endOf, PERSON, SILENT, Waiting } from './support/esign-waiting.mts';
import { fire, type Shot } from './support/load.mts';
import { QUEUE_STEPS, startQueue } from './support/queue.mts';
import { type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';

const FLOWS = 20;
/** Each of these is told so often at each webhook process, at the same moment. */
const SAME_END = 2;
/** Flows whose ends come at the same moment; n8n asks PostgreSQL over two connections per process. */
const AT_ONCE = 4;
const ROUNDS = 10;
const WITHIN_MS = 240_000;

void inRun(QUEUE_STEPS + 4, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startQueue(run, sandbox, [ESIGN]);
	const platform = new EsignPlatform(sandbox);
	await platform.control('settings', { processingMs: 50 });
	await platform.control('callback', { speed: 10 });
	const count = run.size(FLOWS);
	const waiting = await Waiting.publish(shape, sandbox, 'Create and Wait', { signer: PERSON });
	const silent = await Waiting.publish(shape, sandbox, 'Ended at once', { signer: SILENT });

	const flows = await run.steps.run(`${count} flows`, () => waiting.begin(count));
	const sign = async (some: readonly Asleep[]) => void (await Promise.all(some.map(({ signFlowId }) => platform.control('sign', { signFlowId, all: true }))));
	await run.steps.run('Sign half with one worker dead, and half after it was replaced', async () => {
		const [killed] = shape.workers;
		await killed.kill();
		await sign(flows.slice(0, count / 2));
		await killed.restart();
		await sign(flows.slice(count / 2));
		await waiting.reported(flows, WITHIN_MS);
	});
	const twice = await run.steps.run('Tell each end at both webhook processes at once', async () => {
		const more = await waiting.begin(count);
		const [first, second] = shape.webhookProcesses;
		const shots = more.map((flow) => {
			const own = platform.signed(flow.url, endOf(flow));
			// Host and port are not signed.
			return Array.from({ length: SAME_END }, () => [own, { ...own, url: flow.url.replace(first.url, second.url) }]).flat();
		});
		const answers = new Map<string, Array<number | string>>();
		const isTaken = (shot: Shot): boolean => answers.get(new URL(shot.url).pathname)?.includes(200) === true;
		let left = shots;
		// As the platform does: what nobody has taken comes again.
		for (let round = 0; round < ROUNDS && left.length > 0; round++) {
			await fire(left, {
				connections: AT_ONCE,
				onHit: ({ url }, { status }) => {
					const { pathname } = new URL(url);
					answers.set(pathname, [...(answers.get(pathname) ?? []), status]);
				},
			});
			left = left.filter(([shot]) => !isTaken(shot));
		}
		await waiting.reported(more, WITHIN_MS);
		return { flows: more, answers: [...answers.values()] };
	});
	const early = await run.steps.run('Flows that end while they are being created', async () => {
		const begun = await silent.start(count);
		await silent.reported(begun, WITHIN_MS);
		return begun;
	});

	// What would come twice has had its time.
	await new Promise((resolve) => setTimeout(resolve, 5000));
	const once = async (of: Waiting, some: readonly Asleep[]) => (await of.reports(some)).filter((all) => JSON.stringify(all) === '[["completed",false]]').length;
	return [
		exactly('signed around a kill of a worker: completed once', await once(waiting, flows), count),
		told('answers to ends at both processes at once', tally(twice.answers.flat())),
		exactly('ends taken with 2xx by one', twice.answers.filter((all) => all.filter((status) => status === 200).length === 1).length, count),
		exactly('completed once', await once(waiting, twice.flows), count),
		told('answers to ends that came too early', tally((await silent.answers(early)).flat())),
		exactly('ended while they were being created: completed once', await once(silent, early), count),
	];
}
