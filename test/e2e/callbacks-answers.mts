// What the trigger answers in the real n8n, and which requests start an execution.
// node tools/setup.mjs test/e2e/callbacks-answers.mts [--keep]
import axios, { type AxiosResponse } from 'axios';
import { record, records, text } from '../../tools/start/json.mts';
import { until } from '../../tools/start/steps.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { crmOf, effectsAt } from './support/effects.mts';
import { REGULAR_STEPS, startRegular, type RegularN8n } from './support/regular.mts';
import { type Bound } from './support/bounds.mts';
import { inRun } from './support/run.mts';
import { ACTION, confirm, effect, publish, trigger, TRIGGER, type Published } from './support/workflows.mts';

const SIGNED = 'OPEN_CONTRACT_SIGNED';
const ID = `$('Qiandun Trigger').item.json.transactionId`;

void inRun(REGULAR_STEPS + 1, async (run) => {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [ACTION, TRIGGER]);
	return await run.steps.run('Post', async () => await answers(sandbox, shape));
});

async function answers(sandbox: Sandbox, shape: RegularN8n): Promise<Bound[]> {
	const bounds: Bound[] = [];
	const check = (what: string, found: unknown, wanted: unknown) => {
		const [shown, expected] = [JSON.stringify(found), JSON.stringify(wanted)];
		bounds.push({ what, found: shown, wanted: expected, holds: shown === expected });
	};
	const publishOne = async (name: string, parameters: object, last: object[] = [effect(crmOf(sandbox), ID)]) =>
		await publish(shape.n8n, name, [trigger(shape.credential, parameters), ...last.map(record)]);
	const urlOf = ({ path }: Published) => `${shape.webhooks[0]}/${path}`;
	const post = async (url: string, body: unknown, headers: Record<string, string> = {}) =>
		await axios.post<unknown>(url, body, {
			headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
			proxy: false,
			timeout: 20_000,
			validateStatus: () => true,
			transformRequest: (data: unknown) => (typeof data === 'string' || Buffer.isBuffer(data) ? data : JSON.stringify(data)),
		});
	const control = async (route: string, body: object): Promise<Record<string, unknown>> =>
		record((await post(new URL(`/sandbox/${route}`, sandbox.console).href, body)).data);
	const eventOf = async (data: object, businessType = SIGNED) =>
		text(([] as unknown[]).concat((await control('qiandun/events', { businessType, data })).transactionIds)[0]);
	const isConfirmed = async (id: string) => {
		const { data } = await axios.get<unknown>(new URL('/sandbox/qiandun/events', sandbox.console).href, { proxy: false });
		return records(record(data).events).find(({ transactionId }) => transactionId === id)?.confirmed === true;
	};
	const executions = async ({ id }: Published) =>
		Object.values(await shape.n8n.executionCounts(id)).reduce((sum, count) => sum + count, 0);
	const settled = async () => await new Promise((resolve) => setTimeout(resolve, 1500));
	const status = ({ status: code }: AxiosResponse) => code;

	const plain = await publishOne('Plain', {});
	const url = urlOf(plain);
	check('GET, the connectivity test', status(await axios.get(url, { proxy: false, validateStatus: () => true })), 200);
	const bodies: Array<[string, unknown, number]> = [
		['an empty body', '', 400],
		['a JSON list', '[]', 400],
		['a JSON text', '"x"', 400],
		['null', 'null', 400],
		['no transactionId', { businessType: SIGNED }, 400],
		['a transactionId that is an object', { transactionId: {}, businessType: SIGNED }, 400],
		['a transactionId with a line break', { transactionId: 'a\nb', businessType: SIGNED }, 400],
		['a transactionId of 200 characters', { transactionId: 'a'.repeat(200), businessType: SIGNED }, 400],
		['70,000 bytes', { transactionId: 'a', more: 'x'.repeat(70_000) }, 413],
		['an invented transactionId', { transactionId: 'invented', businessType: SIGNED }, 404],
		['the same again', { transactionId: 'invented', businessType: SIGNED }, 404],
	];
	for (const [what, body, wanted] of bodies) {
		const answer = await post(url, body);
		check(what, answer.status, wanted);
		check(`${what}: says why`, typeof record(answer.data).error, 'string');
	}
	check('broken JSON (n8n itself)', status(await post(url, '{')), 422);
	check('no JSON', status(await post(url, 'transactionId=a', { 'content-type': 'application/x-www-form-urlencoded' })), 400);
	check('multipart', status(await post(url, '--x--', { 'content-type': 'multipart/form-data; boundary=x' })), 400);
	check('octet-stream', status(await post(url, Buffer.from([1, 2, 3]), { 'content-type': 'application/octet-stream' })), 400);
	await settled();
	check('executions of all that', await executions(plain), 0);

	const event = await eventOf({ contractId: '9007199254740993123', businessCode: 'B-1', accountId: 'A-1', signStatus: 'finished', signTime: '2026-11-22 10:00:00' });
	const notification = { transactionId: event, businessType: SIGNED };
	const at = await Promise.all(Array.from({ length: 10 }, async () => status(await post(url, notification))));
	check('an event, ten times at once', at, Array.from({ length: 10 }, () => 200));
	await settled();
	check('and once more', status(await post(url, notification)), 200);
	await settled();
	check('executions of it', await executions(plain), 1);
	check('effects of it', (await effectsAt(sandbox)).get(event)?.length, 1);
	check('confirmed', await isConfirmed(event), true);

	const [executionId = ''] = await shape.n8n.executionIds(plain.id);
	check('nodes that ran', (await shape.n8n.execution(executionId)).nodes, ['Qiandun Trigger', 'Effect']);

	const filtered = await publishOne('Filtered', { events: ['contract.status'], confirm: 'byWorkflow', options: { businessCodePrefix: 'S-', responseBody: 'success' } });
	const unwanted = await eventOf({ contractId: '1', businessCode: 'S-1' });
	const other = await eventOf({ contractId: '1', businessCode: 'T-1' }, 'OPEN_CONTRACT_STATUS_CHANGED');
	const wanted = await eventOf({ contractId: '1', businessCode: 'S-2' }, 'OPEN_CONTRACT_STATUS_CHANGED');
	for (const [what, transactionId, confirmed, total] of [
		['an event nobody asked for', unwanted, true, 0],
		['an event of another business code', other, true, 0],
		['an event that was asked for, not confirmed by its workflow', wanted, false, 1],
	] as const) {
		// What the notification says is anybody's word.
		const answer = await post(urlOf(filtered), { transactionId, businessType: 'OPEN_CONTRACT_STATUS_CHANGED' });
		check(what, [answer.status, answer.data], [200, 'success']);
		await settled();
		check(`${what}: confirmed`, await isConfirmed(transactionId), confirmed);
		check(`${what}: executions so far`, await executions(filtered), total);
	}

	const failing = await publishOne('Failing', { respond: 'lastNode', confirm: 'byWorkflow' }, [
		effect(crmOf(sandbox), ID),
		{ name: 'Stop', type: 'n8n-nodes-base.stopAndError', typeVersion: 1, parameters: { errorMessage: 'no' } },
	]);
	const bad = await eventOf({ contractId: '1' });
	check('a workflow that fails', status(await post(urlOf(failing), { transactionId: bad })), 500);
	check('the event again', status(await post(urlOf(failing), { transactionId: bad })), 500);
	check('effects of it', (await effectsAt(sandbox)).get(bad)?.length, 2);

	const finishing = await publishOne('Finishing', { respond: 'lastNode' }, [effect(crmOf(sandbox), ID), confirm(shape.credential, ID)]);
	const good = await eventOf({ contractId: '1' });
	const answer = await post(urlOf(finishing), { transactionId: good });
	check('a workflow that succeeds', [answer.status, answer.data], [200, '']);
	check('effects when it is answered', (await effectsAt(sandbox)).get(good)?.length, 1);
	check('the same again', status(await post(urlOf(finishing), { transactionId: good })), 200);
	check('executions of it', await executions(finishing), 1);

	const fresh = await eventOf({ contractId: '1' });
	await control('faults', { path: '/open/callback/info', fault: 'status', status: 500, times: 1 });
	check('details cannot be fetched', status(await post(url, { transactionId: fresh })), 503);
	check('and then they can', status(await post(url, { transactionId: fresh })), 200);
	const slow = await eventOf({ contractId: '1' });
	await control('faults', { path: '/open/callback/info', fault: 'latency', ms: 15_000, times: 1 });
	const began = Date.now();
	check('details take too long', status(await post(url, { transactionId: slow })), 503);
	check('within the answer budget', Date.now() - began < 8_000, true);
	check('and then they do not', status(await post(url, { transactionId: slow })), 200);
	await until('the effects', 20_000, async () => ((await effectsAt(sandbox)).has(slow) ? true : undefined));
	check('effects', [(await effectsAt(sandbox)).get(fresh)?.length, (await effectsAt(sandbox)).get(slow)?.length], [1, 1]);

	const closed = await publishOne('Closed', { options: { allowedIps: '203.0.113.0/24' } });
	check('from another address', status(await post(urlOf(closed), { transactionId: fresh }, { 'x-forwarded-for': '203.0.113.7' })), 403);
	const open = await publishOne('Open', { options: { allowedIps: '203.0.113.0/24, 127.0.0.0/8, ::1' } });
	check('from an allowed address', status(await post(urlOf(open), { transactionId: fresh })), 200);
	const wrong = await publishOne('Wrong', { options: { allowedIps: 'example.com' } }).then(
		() => 'published',
		(error: unknown) => (error instanceof Error ? error.message : ''),
	);
	check('publishing with a wrong option names it', /Allowed IPs.*example\.com/.test(wrong), true);
	return bounds;
}
