// A CRM that wants contracts: it posts each case to n8n until it is taken, and again when nothing is heard of it.
import type { SandboxClient } from '../../../tools/start/sandbox.mts';
import { type Json, text } from '../../../tools/start/json.mts';
import type { Deal } from '../../../tools/start/contract-wait.mts';
import type { FormFile } from '../../../tools/start/stage.mts';

/** Between posts that were not taken; the last one repeats. */
const BACK_OFF_MS = [1000, 2000, 4000, 8000, 15_000];
const ANSWERED_WITHIN_MS = 30_000;
/** A case that was taken, and of which nothing was heard for so long, is posted again. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 500;
/** Of one case. */
const MOST_POSTS = 20;

export interface SourceOptions {
	/** Of the webhook that takes cases. */
	url: string;
	file: FormFile;
	/** Reads what the CRM was told. */
	client: SandboxClient;
	/** Cases under way at the same time. */
	atOnce: number;
	/** Whether a case is posted twice at the same moment, as a gateway in between may do. */
	isPostedTwice: (deal: Deal) => boolean;
}

export class ContractSource {
	/** What n8n answered, post by post: an HTTP status, or the code of the network error. */
	readonly answers: Array<number | string> = [];
	/** Cases with a post that had no 2xx. */
	readonly refused = new Set<string>();
	/** Cases that were taken and posted again, since nothing was heard of them, or that they had failed. */
	readonly repeated = new Set<string>();
	readonly doubled = new Set<string>();

	constructor(private readonly options: SourceOptions) {}

	/** Drives all cases. @param onSent told of each case that is out, with what the CRM heard @throws Error naming a case that never came through */
	async drive(deals: readonly Deal[], onSent: (deal: Deal, report: Json) => void): Promise<void> {
		const rest = [...deals];
		const lane = async () => {
			for (let deal = rest.shift(); deal !== undefined; deal = rest.shift()) onSent(deal, await this.sent(deal));
		};
		await Promise.all(Array.from({ length: this.options.atOnce }, lane));
	}

	private async sent(deal: Deal): Promise<Json> {
		if (this.options.isPostedTwice(deal)) {
			this.doubled.add(deal.caseId);
			void this.post(deal);
		}
		for (let [posts, failures] = [1, 0]; posts <= MOST_POSTS; posts++) {
			if (await this.post(deal)) {
				const report = await this.heardOf(deal);
				if (report !== undefined) return report;
				this.repeated.add(deal.caseId);
			} else {
				this.refused.add(deal.caseId);
				await pause(BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)] ?? 0);
			}
		}
		throw new Error(`The case ${deal.caseId} was posted ${MOST_POSTS} times, and the CRM never heard that its contract was sent.`);
	}

	/** @returns whether n8n has taken the case */
	private async post(deal: Deal): Promise<boolean> {
		const { url, file } = this.options;
		const form = new FormData();
		for (const [name, value] of Object.entries(deal)) form.append(name, String(value));
		form.append('file', new Blob([new Uint8Array(file.content)], { type: file.type }), file.name);
		try {
			const { status, ok } = await fetch(url, { method: 'POST', body: form, signal: AbortSignal.timeout(ANSWERED_WITHIN_MS) });
			this.answers.push(status);
			return ok;
		} catch (error) {
			this.answers.push(codeOf(error));
			return false;
		}
	}

	/** @returns the report that the contract is out; undefined when it does not come, or says that it failed */
	private async heardOf({ caseId }: Deal): Promise<Json | undefined> {
		const { client } = this.options;
		const failures = async () => (await client.caseReports(caseId)).filter(({ status }) => status === 'failed').length;
		const before = await failures();
		for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
			const report = (await client.caseReports(caseId)).find(({ status }) => status === 'sent');
			if (report !== undefined) return report;
			if ((await failures()) > before) return undefined;
		}
		return undefined;
	}
}

function codeOf(error: unknown): string {
	const { cause, name } = error instanceof Error ? error : new Error(String(error));
	return (cause instanceof Error && 'code' in cause && text(cause.code)) || name;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
