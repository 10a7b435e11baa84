// A workflow that creates a sign flow, waits for its end and reports it to the CRM stand-in; many of its executions at once.
import type { Sandbox } from '../../../sandbox/server.mts';
import { type Json, text } from '../../../tools/start/json.mts';
import type { N8nClient } from '../../../tools/start/n8n-client.mts';
import { until } from '../../../tools/start/steps.mts';
import { pdfOf } from '../../unit/sandbox-contract-support.mts';
import { crmOf, reportsAt } from './effects.mts';
import { ESIGN, esignCredential, esignNode, EsignPlatform } from './esign.mts';
import type { N8nShape } from './shape.mts';
import { plainWebhook, post, type Published, publish } from './workflows.mts';

export const ACCOUNT = '13800000001';

const POSITION = { positionPage: '1', positionX: 200, positionY: 200 };
/** Someone has to open a page and sign. */
export const PERSON = { signerType: 0, psnSignerInfo: { psnAccount: ACCOUNT, psnInfo: { psnName: '测试甲' } }, style: { signFieldPosition: POSITION } };
/** The app's own organization seals by itself: the flow ends while it is being created. */
export const SILENT = { signerType: 1, style: { autoSign: true, signFieldPosition: POSITION } };

/** One flow, and the execution that waits for it. */
export interface Asleep {
	signFlowId: string;
	/** Where the platform reports to this execution. */
	url: string;
	execution: string;
}

/** What the platform says when all have signed. */
export const endOf = ({ signFlowId }: Asleep): string => JSON.stringify({ action: 'SIGN_FLOW_COMPLETE', signFlowId, signFlowStatus: '2' });

export interface WaitingOptions {
	signer: typeof PERSON | typeof SILENT;
	/** Minutes. */
	limit?: number;
	/** Nodes between the wait and the report; they hand the item on. */
	between?: readonly Json[];
}

export class Waiting {
	private readonly platform: EsignPlatform;

	private constructor(
		private readonly sandbox: Sandbox,
		private readonly n8n: N8nClient,
		private readonly url: string,
		readonly workflow: Published,
		private readonly title: string,
	) {
		this.platform = new EsignPlatform(sandbox);
	}

	/** Publishes the workflow. @param title of it, and of its flows */
	static async publish(shape: N8nShape, sandbox: Sandbox, title: string, { signer, limit = 30, between = [] }: WaitingOptions): Promise<Waiting> {
		const credential = await esignCredential(shape, sandbox);
		const { style, ...who } = signer;
		const signField = { fileId: 'FILE', normalSignFieldConfig: { signFieldStyle: 1, ...style } };
		const signers = JSON.stringify([{ ...who, signFields: [signField] }]).replace('"FILE"', '{{ JSON.stringify($json.fileId) }}');
		const workflow = await publish(shape.n8n, title, [
			plainWebhook('POST'),
			esignNode(ESIGN, 'Upload', credential, { resource: 'fileV3', operation: 'upload', fileSource: 'binary', binaryPropertyName: 'file' }),
			// With an output for errors n8n empties the list of items that a node returns.
			esignNode(ESIGN, 'Create and Wait', credential, {
				resource: 'signFlowV3',
				operation: 'createAndWait',
				signFlowTitle: title,
				signersFrom: 'json',
				documents: { document: [{ fileId: '={{ $json.fileId }}', fileName: 'contract.pdf' }] },
				signersJson: `=${signers}`,
				waitLimit: limit,
				waitUnit: 'minutes',
			}, { onError: 'continueErrorOutput' }),
			...between,
			post('Effect', `=${crmOf(sandbox)}/cases/{{ $json.signFlowId }}/contract`, '={{ { execution: $execution.id, status: $json.signingStatus, limitReached: $json.limitReached } }}'),
		]);
		return new Waiting(sandbox, shape.n8n, `${shape.webhooks[0]}/${workflow.path}`, workflow, title);
	}

	/** Starts so many executions, and waits until each has made its flow. */
	async start(count = 1): Promise<Asleep[]> {
		const before = new Set((await this.flows()).map(({ signFlowId }) => signFlowId));
		const pdf = new Blob([Buffer.from(await pdfOf([{}]))], { type: 'application/pdf' });
		await Promise.all(
			Array.from({ length: count }, async () => {
				const form = new FormData();
				form.append('file', pdf, 'contract.pdf');
				await fetch(this.url, { method: 'POST', body: form });
			}),
		);
		return await until(`${count} flows`, 120_000, async () => {
			const made = (await this.flows()).filter(({ signFlowId }) => !before.has(signFlowId));
			return made.length === count ? made : undefined;
		});
	}

	/** The same, and until n8n has stored that they wait. */
	async begin(count = 1): Promise<Asleep[]> {
		const begun = await this.start(count);
		await until('All executions wait', 120_000, async () => {
			const { waiting = 0 } = await this.n8n.executionCounts(this.workflow.id);
			return waiting >= count ? true : undefined;
		});
		return begun;
	}

	/** What each of these flows came to, execution by execution: `[]` where nothing has come yet. */
	async reports(flows: readonly Asleep[]): Promise<Array<Array<[unknown, unknown]>>> {
		const reports = await reportsAt(this.sandbox);
		return flows.map(({ signFlowId }) => (reports.get(signFlowId) ?? []).map(({ status, limitReached }) => [status, limitReached]));
	}

	/** Waits until each of these has been reported. */
	async reported(flows: readonly Asleep[], withinMs = 90_000): Promise<Array<Array<[unknown, unknown]>>> {
		return await until('The end of all that waits', withinMs, async () => {
			const reports = await this.reports(flows);
			return reports.every(({ length }) => length > 0) ? reports : undefined;
		});
	}

	/** What n8n answered to the end of each of these flows, attempt by attempt; 0 where the platform did not wait for it any longer. */
	async answers(flows: readonly Asleep[]): Promise<unknown[][]> {
		const attempts = await this.platform.attempts('SIGN_FLOW_COMPLETE');
		return flows.map(({ url }) => attempts.filter((attempt) => attempt.url === url.split('?')[0]).map(({ status }) => status));
	}

	private async flows(): Promise<Asleep[]> {
		return (await this.platform.flows())
			.filter(({ title }) => title === this.title)
			.map((flow) => {
				const url = text(flow.notifyUrl);
				return { signFlowId: text(flow.signFlowId), url, execution: /\/webhook-waiting\/(\d+)\//.exec(url)?.[1] ?? '' };
			});
	}
}
