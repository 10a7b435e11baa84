// Effects: what workflows did at the CRM stand-in of the sandbox, which is what counts in the end.
import axios from 'axios';
import type { Sandbox } from '../../../sandbox/server.mts';
import { type Json, record, records, text } from '../../../tools/start/json.mts';
import { until } from '../../../tools/start/steps.mts';

/** Address of the CRM stand-in, without a final slash. */
export function crmOf(sandbox: Sandbox): string {
	return new URL('/crm', sandbox.console).href;
}

/** By transaction: the executions that had an effect, in the order of the effects; an execution that had two is there twice. */
export type Effects = ReadonlyMap<string, readonly string[]>;

export async function effectsAt(sandbox: Sandbox): Promise<Effects> {
	return new Map([...(await reportsAt(sandbox))].map(([id, reports]) => [id, reports.map(({ execution }) => text(execution))]));
}

/** By transaction: what was reported, in order. */
export async function reportsAt(sandbox: Sandbox): Promise<ReadonlyMap<string, readonly Json[]>> {
	return new Map([...(await heardAt(sandbox))].map(([id, reports]) => [id, reports.map(({ body }) => body)]));
}

/** One report as the CRM stand-in keeps it. */
export interface Heard {
	/** ISO 8601 */
	receivedAt: string;
	/** Empty when none came along. */
	idempotencyKey: string;
	body: Json;
}

/** By case: what was reported, in order. */
export async function heardAt(sandbox: Sandbox): Promise<ReadonlyMap<string, readonly Heard[]>> {
	const { data } = await axios.get<unknown>(`${crmOf(sandbox)}/cases`, { proxy: false, timeout: 30_000 });
	const heard = ({ receivedAt, idempotencyKey, body }: Json): Heard => ({ receivedAt: text(receivedAt), idempotencyKey: text(idempotencyKey), body: record(body) });
	return new Map(records(record(data).cases).map(({ caseId, reports }) => [text(caseId), records(reports).map(heard)]));
}

/** How many effects there were, over all transactions. */
export function total(effects: Effects): number {
	return [...effects.values()].reduce((sum, { length }) => sum + length, 0);
}

/**
 * Waits until nothing has happened for a while.
 *
 * @param enough ends the waiting at once, e.g. when all that is expected has happened
 * @returns the effects by then, also when the limit is over
 */
export async function settledEffects(
	sandbox: Sandbox,
	{ quietMs, limitMs, enough = () => false }: { quietMs: number; limitMs: number; enough?: (effects: Effects) => boolean },
): Promise<Effects> {
	const end = Date.now() + limitMs;
	let [last, since] = [-1, Date.now()];
	return await until('The end of all effects', limitMs + 60_000, async () => {
		const effects = await effectsAt(sandbox);
		if (total(effects) !== last) [last, since] = [total(effects), Date.now()];
		const over = enough(effects) || Date.now() - since > quietMs || Date.now() > end;
		return over ? effects : undefined;
	});
}
