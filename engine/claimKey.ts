/** Keeps two executions from making the same at the same moment: each claims the key before it looks whether it is there. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { Claims, type Exclusively, type Memory } from './claims';
import { acrossProcesses } from './lock';
import { pause } from './pace';
import { perNode } from './receipts';

/** Without n8n's database a create goes on after this, as it did before there were claims. */
const PATIENCE_MS = 5_000;
/** A worker that was killed keeps its keys for so long, and up to a quarter more; one that is at work renews its claim. */
const LEASE_MS = 30_000;
const RENEW_AFTER_MS = 10_000;
const ASK_AGAIN_MS = 2_000;

const claimsOf = perNode(() => new Claims(() => Date.now(), PATIENCE_MS));

/** What this needs of an execution. */
type Execution = Pick<IExecuteFunctions, 'getMode' | 'getNode' | 'getWorkflow'> & { helpers: Memory; logger: Pick<IExecuteFunctions['logger'], 'warn'> };

/**
 * Waits until no other execution of this node is at work on the key.
 *
 * @returns what gives the key back, and never throws; undefined when the run is over
 */
export async function claimKey(this: Execution, key: string, isOver: () => boolean): Promise<(() => Promise<void>) | undefined> {
	// A person in the editor clicks once; a workflow that is not saved has no memory.
	if (this.getMode() === 'manual') return nothingToGiveBack;
	const claims = claimsOf(this);
	const wish = { id: key, lease: LEASE_MS };
	const exclusively = lockOf.call(this);
	try {
		while ((await claims.claim(this.helpers, wish, exclusively)) === 'taken') {
			await pause(ASK_AGAIN_MS, isOver);
			if (isOver()) return undefined;
		}
	} catch (error) {
		warnOf.call(this)(error);
		return nothingToGiveBack;
	}
	let isBack = false;
	let renewal: Promise<unknown> = Promise.resolve();
	const renewed = async () => {
		for (;;) {
			await pause(RENEW_AFTER_MS, () => isBack);
			if (isBack) return;
			renewal = claims.claim(this.helpers, { ...wish, again: true }, exclusively);
			await renewal;
		}
	};
	void renewed().catch(warnOf.call(this));
	return async () => {
		isBack = true;
		// What is given back in the middle of it would be claimed anew, for nobody.
		await renewal.catch(() => undefined);
		await claims.release(this.helpers, wish, exclusively).catch(warnOf.call(this));
	};
}

const nothingToGiveBack = async () => await Promise.resolve();

function lockOf(this: Execution): Exclusively {
	return acrossProcesses({ workflowId: String(this.getWorkflow().id), warn: warnOf.call(this) });
}

/** Says in n8n's log that the keys of two executions are not kept apart. */
function warnOf(this: Execution): (reason: unknown) => void {
	return (reason) =>
		this.logger.warn(
			`Two executions may create the same at the same moment: ${reason instanceof Error ? reason.message : String(reason)}`,
			{ workflowId: this.getWorkflow().id, node: this.getNode().name },
		);
}
