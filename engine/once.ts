/** Keeps a create from happening twice: its key, and what to ask before it is sent again. */
import { createHash, randomUUID } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { inputFailure } from './failure';
import { InputError } from './field';
import type { Job, Read } from './job';
import { isPlainObject } from './json';
import type { Once, Operation } from './operation';

/** One job's key and the requests that look for what it made. */
export interface OnceJob {
	name: string;
	key: string;
	/** It is the user's own, which another execution may have, too. */
	isGiven: boolean;
	/** Whether it may be there already: the user names the case, or n8n itself repeats this node. */
	looksFirst: boolean;
	look: Read;
	read: Read;
	missing: string[];
	doubtful: string[];
}

/** Puts the key into the body, and prepares the requests that find it again. */
export function onceJob(
	this: IExecuteFunctions,
	once: Once,
	job: Job,
	reading: (operation: Operation, parameters: IDataObject) => Read,
): OnceJob {
	const body = isPlainObject(job.plan.body) ? job.plan.body : {};
	const given = textOf(body[once.key]);
	const key = given === '' ? ownKey.call(this, job.index) : given;
	const withKey = { ...body, [once.key]: key };
	job.plan.body = withKey;
	return {
		name: once.key,
		key,
		isGiven: given !== '',
		looksFirst: given !== '' || this.getNode().retryOnFail === true,
		look: reading(once.look, once.parameters(withKey)),
		read: reading(once.read, { [once.key]: key }),
		missing: once.missing,
		doubtful: once.doubtful,
	};
}

/** In Additional Fields a key may be a number. */
const textOf = (value: unknown): string => (['string', 'number', 'bigint'].includes(typeof value) ? String(value) : '');

/** The same each time n8n repeats the node in this execution, another for each item, run and execution. */
function ownKey(this: IExecuteFunctions, index: number): string {
	const { $runIndex: run } = this.getWorkflowDataProxy(index);
	const place = [
		this.getInstanceId(),
		this.getWorkflow().id,
		this.getExecutionId() ?? randomUUID(),
		this.getNode().id,
		String(run),
		String(index),
	];
	return `n8n-${createHash('sha256').update(place.join('\n')).digest('hex').slice(0, 28)}`;
}

/** The key's name as the editor shows it. */
const labelOf = ({ operation, once }: Job): string =>
	operation.fields.find(({ name }) => name === once?.name)?.displayName ?? String(once?.name);

/** Two items with one key would be two requests at the same time, of which neither can find the other. */
export function refuseSameKeys(jobs: Job[]): void {
	const first = new Map<string, number>();
	for (const job of jobs) {
		if (!job.once || job.outcome !== undefined) continue;
		const { key } = job.once;
		const earlier = first.get(key);
		if (earlier === undefined) first.set(key, job.index);
		else {
			job.outcome = inputFailure(
				new InputError(
					`“${labelOf(job)}” is “${key}” for item ${earlier}, too`,
					'Give each item one of its own, or none.',
				),
			);
		}
	}
}
