/** One item's way through the runner: from its parameters to the request to send, checked before anything is sent. */
import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { parseCorrections, type Correction } from './corrections';
import type { EnvelopeShape } from './envelope';
import { inputFailure, type FailedRequest, type Failure } from './failure';
import { InputError } from './field';
import { inputFile, type InputFile } from './files';
import { isPlainObject } from './json';
import { KeptCredential } from './keptCredential';
import { mapped } from './mapping';
import {
	allOperations,
	findOperation,
	isTopLevel,
	partsOf,
	type AnyOperation,
	type Field,
	type Operation,
	type Resource,
	type RunnerOptions,
} from './operation';
import { onceJob, refuseSameKeys, type OnceJob } from './once';
import { checkedOptions, planRequest, type Plan } from './plan';
import { sensitiveValues } from './privacy';

/** What differs between platforms, beside their definitions. */
export interface Provider {
	/** As users know it: "Qiandun". */
	platform: string;
	credentialType: string;
	resources: Resource[];
	envelope: EnvelopeShape;
	/** Address of the environment a credential is for. @throws Error naming the field */
	baseUrl(credentials: ICredentialDataDecryptedObject): string;
}

/** One item's request and, in the end, what became of it. */
export interface Job extends FailedRequest {
	/** The item it is reported for. */
	index: number;
	/** All items it was made of. */
	items: number[];
	options: RunnerOptions;
	/** What goes up. */
	file?: InputFile;
	/** Where the user wants what exists already: how to read it. */
	existing?: Read & { code: string };
	/** Where it must never be done twice. */
	once?: OnceJob;
	/** What has to be asked before it is sent. */
	questions?: Read[];
	/** A request that only reads, at the address that Endpoint Corrections give it. @throws InputError */
	reading: (operation: Operation, parameters: IDataObject) => Read;
	outcome?: INodeExecutionData[] | Failure;
	/** Ids by which the platform knows what this item made or changed. */
	ids?: IDataObject;
}

/** A request that only reads, beside the one a job is for. */
export interface Read {
	operation: Operation;
	plan: Plan;
}

/** A job for a request beside the one a job is for. */
export const beside = (job: Job, { operation, plan }: Read): Job => ({
	...job,
	operation,
	plan,
	file: undefined,
	once: undefined,
	existing: undefined,
	questions: undefined,
});

export const isFailure = (outcome: Job['outcome']): outcome is Failure => outcome !== undefined && !Array.isArray(outcome);

/** Parameters are read in one go; every so many items the event loop gets a turn. */
const ITEMS_PER_TURN = 50;

/** What the user chose for all items. */
export interface Choice {
	platform: string;
	key: string;
	operation: AnyOperation;
	credential: KeptCredential;
	/** The credential's, by operation key. */
	corrections: Record<string, Correction>;
	/** Keys of the platform's operations: another than the chosen one may have to be asked. */
	keys: Map<AnyOperation, string>;
}

/** @throws InputError when the operation does not exist or the credential's corrections are wrong */
export async function readChoice(this: IExecuteFunctions, { platform, resources, credentialType }: Provider): Promise<Choice> {
	const key = `${this.getNodeParameter('resource', 0)}.${this.getNodeParameter('operation', 0)}`;
	const operation = findOperation(resources, key);
	if (!operation) {
		throw new InputError(
			`This version of the node has no operation “${key}”`,
			'Choose resource and operation again, or update the package.',
		);
	}
	const credential = await this.getCredentials(credentialType);
	const keys = new Map([...allOperations(resources)].map((entry): [AnyOperation, string] => [entry.operation, entry.key]));
	const kept = new KeptCredential(credentialType, credential);
	return { platform, key, operation, credential: kept, corrections: parseCorrections(credential.endpointCorrections, resources), keys };
}

export const inputErrorOf = (error: unknown) => (error instanceof InputError ? error : new InputError(messageOf(error)));

/** Reads and checks the parameters of all items, so that a wrong one is known before anything is sent. */
export async function prepareJobs(this: IExecuteFunctions, choice: Choice, count: number): Promise<Job[]> {
	const { platform, key, operation, corrections, keys } = choice;
	const signal = this.getExecutionCancelSignal();
	const jobs: Job[] = [];
	// Options > Endpoint Path and Additional Fields are about the operation itself.
	const reading: Job['reading'] = (read, parameters) => ({
		operation: read,
		plan: planRequest(read, parameters, {}, corrections[keys.get(read) ?? '']),
	});
	const empty = (index: number): Job => ({
		platform,
		key,
		operation,
		index,
		items: [index],
		options: {},
		plan: NO_PLAN,
		personal: [],
		reading,
	});
	const gathered = gatheredParameters.call(this, operation, count);
	if (gathered) {
		const job = { ...empty(0), items: Array.from({ length: count }, (_, index) => index) };
		await prepare.call(this, job, choice, gathered);
		return [job];
	}
	for (let index = 0; index < count && !signal?.aborted; index++) {
		if (index > 0 && index % ITEMS_PER_TURN === 0) await sleep(0);
		const job = empty(index);
		jobs.push(job);
		await prepare.call(this, job, choice, () => readParameters.call(this, operation, index));
	}
	refuseSameKeys(jobs);
	return jobs;
}

/** Fills in what is sent for a job, or its failure. */
async function prepare(this: IExecuteFunctions, job: Job, choice: Choice, read: () => IDataObject): Promise<void> {
	const { corrections, key } = choice;
	const { existing, lookUp, once, upload } = partsOf(choice.operation);
	const { reading } = job;
	try {
		const parameters = read();
		job.options = checkedOptions(readParameter.call(this, 'options', 'Options', job.index));
		job.personal = sensitiveValues(parameters);
		job.plan = planRequest(choice.operation, parameters, job.options, corrections[key]);
		job.personal.push(...personalValues(job.plan));
		// At another address, another thing may exist already.
		if (existing && job.plan.settings.returnExisting === true && job.options.endpointPath === undefined) {
			job.existing = { code: existing.code, ...reading(existing.read, asSent(existing.read, parameters, job.plan)) };
		}
		if (upload && job.plan.settings.fileSource !== 'url') job.file = await inputFile.call(this, upload, job);
		if (once) job.once = onceJob.call(this, once, job, reading);
		if (lookUp && isPlainObject(job.plan.body)) {
			job.questions = lookUp.questions(job.plan.body).map(({ read, parameters }) => reading(read, parameters));
		}
	} catch (error) {
		job.outcome = inputFailure(inputErrorOf(error));
	}
}

/** The parameters with what Additional Fields made of them: what is read must be what was refused. */
function asSent({ fields }: Operation, parameters: IDataObject, { body }: Plan): IDataObject {
	const sent = isPlainObject(body) ? body : {};
	const changed = fields.filter(({ routing }) => String(routing?.send?.property) in sent);
	return { ...parameters, ...Object.fromEntries(changed.map(({ name, routing }) => [name, sent[String(routing?.send?.property)]])) };
}

/** One set of parameters out of all items, where the user chose that; its collection has the rows of each item. */
function gatheredParameters(
	this: IExecuteFunctions,
	operation: AnyOperation,
	count: number,
): (() => IDataObject) | undefined {
	const { gather } = partsOf(operation);
	if (!gather || readParameter.call(this, gather.field, gather.field, 0) !== gather.value) return undefined;
	const field = operation.fields.find(({ name }) => name === gather.rows);
	return () => {
		const rows = Array.from({ length: count }, (_, index) => {
			const collection = readParameter.call(this, gather.rows, field?.displayName ?? gather.rows, index);
			return isPlainObject(collection) ? collection[gather.group] : undefined;
		}).flat();
		return {
			...readParameters.call(this, operation, 0),
			[gather.rows]: { [gather.group]: rows.filter((row) => row !== undefined) } as IDataObject,
		};
	};
}

const NO_PLAN: Plan = { method: 'GET', path: '/', inPath: {}, query: {}, headers: {}, isOwnAddress: true, settings: {} };

const personalValues = ({ inPath, query, body, path }: Plan): string[] => [
	...sensitiveValues(inPath),
	...sensitiveValues(query),
	...sensitiveValues(body),
	...sensitiveValues(Object.fromEntries(new URLSearchParams(path.split('?')[1]))),
];

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function readParameters(this: IExecuteFunctions, operation: AnyOperation, index: number): IDataObject {
	const parameters: IDataObject = {};
	let hasOptional = false;
	for (const field of operation.fields) {
		if (isTopLevel(field, operation)) {
			const value = readParameter.call(this, field.name, field.displayName, index, field.type);
			parameters[field.name] = (field.type === 'resourceMapper' ? mapped(value, this.getInputData()[index].json) : value) as string;
		} else hasOptional = true;
	}
	if (hasOptional) {
		parameters.optionalFields = readParameter.call(this, 'optionalFields', 'Optional Fields', index) as IDataObject;
	}
	return parameters;
}

/** @throws InputError naming the field, where its expression cannot be evaluated */
function readParameter(
	this: IExecuteFunctions,
	name: string,
	displayName: string,
	index: number,
	type?: Field['type'],
): unknown {
	try {
		return this.getNodeParameter(name, index, '', { extractValue: type === 'resourceLocator' });
	} catch (error) {
		return failExpression(displayName, messageOf(error));
	}
}

const failExpression = (displayName: string, message: string): never => {
	throw new InputError(`The expression in “${displayName}” cannot be evaluated: ${message}`);
};
