// Create and Wait of the eSign node in the real n8n: it sleeps, hears of the end of its flow only, survives a kill, and has a limit.
// node tools/setup.mjs test/e2e/esign-wait.mts [--keep]
import { createHmac, randomUUID } from 'node:crypto';
import axios from 'axios';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { until } from '../../tools/start/steps.mts';
import { pdfOf } from '../unit/sandbox-contract-support.mts';
import { crmOf, effectsAt } from './support/effects.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { type Bound, inRun } from './support/run.mts';
import { post, type Published, publish } from './support/workflows.mts';

const ESIGN = 'n8n-nodes-qiandun.esign';

void inRun(REGULAR_STEPS + 1, async (run) => {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [ESIGN]);
	const name = 'eSign API';
	const data = { environment: 'custom', endpointCorrections: '', authentication: 'signature', ...sandbox.esign };
	const credential = { id: await shape.n8n.saveCredential(name, 'esignApi', data), name };
	const bounds: Bound[] = [];
	const check = (what: string, found: unknown, wanted: unknown) => {
		const [shown, expected] = [JSON.stringify(found), JSON.stringify(wanted)];
		bounds.push({ what, found: shown, wanted: expected, holds: shown === expected });
	};
	const send = async (url: string, body: unknown, headers: Record<string, string> = {}) =>
		await axios.post<unknown>(url, body, { headers, proxy: false, timeout: 20_000, validateStatus: () => true });
	const control = async (route: string, body: object): Promise<Json> =>
		record((await send(new URL(`/sandbox/esign/${route}`, sandbox.console).href, body)).data);
	const flows = async () => {
		const { data: state } = await axios.get<unknown>(new URL('/sandbox/state', sandbox.console).href, { proxy: false });
		return records(record(record(state).esign).flows);
	};
	const node = (called: string, parameters: Json, more: Json = {}): Json => ({
		name: called,
		type: ESIGN,
		typeVersion: 1,
		webhookId: randomUUID(),
		parameters,
		credentials: { esignApi: credential },
		...more,
	});

	return await run.steps.run('Wait for signatures', async () => {
		// A file that a person of the sandbox will sign.
		const pdf = Buffer.from(await pdfOf([{}]));
		const webhookId = randomUUID();
		const workflow: Published = await publish(shape.n8n, 'Create and Wait', [
			{ name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId, parameters: { httpMethod: 'POST', path: webhookId, responseMode: 'onReceived', options: {} } },
			node('Upload', { resource: 'fileV3', operation: 'upload', fileSource: 'binary', binaryPropertyName: 'file' }),
			node('Create and Wait', {
				resource: 'signFlowV3',
				operation: 'createAndWait',
				signFlowTitle: 'Contract',
				signersFrom: 'json',
				documents: { document: [{ fileId: '={{ $json.fileId }}', fileName: 'contract.pdf' }] },
				signersJson: `={{ JSON.stringify([{ signerType: 0, psnSignerInfo: { psnAccount: '13800000001', psnInfo: { psnName: '测试甲' } }, signFields: [{ fileId: $json.fileId, normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition: { positionPage: '1', positionX: 200, positionY: 200 } } }] }]) }}`,
				waitLimit: "={{ Number($('Webhook').first().json.body.minutes) }}",
				waitUnit: 'minutes',
				// With an output for errors n8n empties the list of items that a node returns.
			}, { onError: 'continueErrorOutput' }),
			post('Effect', `=${crmOf(sandbox)}/cases/{{ $json.signFlowId }}/contract`, '={{ { execution: $execution.id, status: $json.signingStatus, limitReached: $json.limitReached } }}'),
		]);
		const seen = new Set<string>();
		const begin = async (minutes = 30): Promise<{ flow: Json; execution: string }> => {
			const form = new FormData();
			form.append('minutes', String(minutes));
			form.append('file', new Blob([pdf], { type: 'application/pdf' }), 'contract.pdf');
			await send(`${shape.webhooks[0]}/${workflow.path}`, form);
			const flow = await until('A flow', 60_000, async () => (await flows()).find((one) => !seen.has(text(one.signFlowId))));
			seen.add(text(flow.signFlowId));
			const [execution = ''] = await shape.n8n.executionIds(workflow.id);
			await until('The execution waits', 30_000, async () => (await shape.n8n.execution(execution)).status === 'waiting' || undefined);
			return { flow, execution };
		};
		const effectOf = async (flow: Json) => (await effectsAt(sandbox)).get(text(flow.signFlowId)) ?? [];
		const reportOf = async (flow: Json) => {
			const { data: cases } = await axios.get<unknown>(`${crmOf(sandbox)}/cases`, { proxy: false });
			const found = records(record(cases).cases).find(({ caseId }) => caseId === flow.signFlowId);
			return records(found?.reports).map(({ body }) => [record(body).status, record(body).limitReached]);
		};
		await control('settings', { processingMs: 50 });

		const first = await begin();
		const notifyUrl = text(first.flow.notifyUrl);
		check('the address of the waiting execution is the Notify URL', /\/webhook-waiting\/\d+\/[\w-]+\?/.test(notifyUrl), true);
		const forged = JSON.stringify({ action: 'SIGN_FLOW_COMPLETE', signFlowId: first.flow.signFlowId, signFlowStatus: '2' });
		const timestamp = String(Date.now());
		const values = [...new URL(notifyUrl).searchParams].map(([, value]) => value).join('');
		const signed = (secret: string, body: string) => ({
			'content-type': 'application/json',
			'x-tsign-open-app-id': sandbox.esign.appId,
			'x-tsign-open-timestamp': timestamp,
			'x-tsign-open-signature': createHmac('sha256', secret).update(timestamp + values + body).digest('hex'),
		});
		check('a forged end', (await send(notifyUrl, forged, signed('other', forged))).status, 401);
		const signer = JSON.stringify({ action: 'SIGN_MISSON_COMPLETE', signFlowId: first.flow.signFlowId, signResult: 2 });
		check('the event of a signer', (await send(notifyUrl, signer, signed(sandbox.esign.appSecret, signer))).status, 200);
		const other = JSON.stringify({ action: 'SIGN_FLOW_COMPLETE', signFlowId: 'another', signFlowStatus: '2' });
		check('the end of another flow', (await send(notifyUrl, other, signed(sandbox.esign.appSecret, other))).status, 200);
		check('it still waits', (await shape.n8n.execution(first.execution)).status, 'waiting');
		await control('sign', { signFlowId: first.flow.signFlowId, all: true });
		await until('It goes on', 60_000, async () => ((await effectOf(first.flow)).length > 0 ? true : undefined));
		check('completed', await reportOf(first.flow), [['completed', false]]);

		const second = await begin();
		await control('refuse', { signFlowId: second.flow.signFlowId, psnAccount: '13800000001', reason: 'no' });
		await until('It goes on', 60_000, async () => ((await effectOf(second.flow)).length > 0 ? true : undefined));
		check('refused', await reportOf(second.flow), [['refused', false]]);

		const third = await begin();
		await shape.process.kill();
		await shape.process.restart();
		await control('sign', { signFlowId: third.flow.signFlowId, all: true });
		await until('It goes on after a kill', 90_000, async () => ((await effectOf(third.flow)).length > 0 ? true : undefined));
		check('completed after a kill', await reportOf(third.flow), [['completed', false]]);

		const fourth = await begin(1);
		await until('It goes on at the limit', 180_000, async () => ((await effectOf(fourth.flow)).length > 0 ? true : undefined));
		check('nobody signed before the limit', await reportOf(fourth.flow), [['signing', true]]);
		return bounds;
	});
});
