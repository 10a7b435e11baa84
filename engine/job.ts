/** One item's way through the runner: from its parameters to the request to send, checked before anything is sent. */
import { sleep, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { parseCorrections, type Correction } from './corrections';
import type { EnvelopeShape } from './envelope';
import { inputFailure, type FailedRequest, type Failure } from './failure';
import { fieldValue, InputError } from './field';
import { isPlainObject } from './json';
import {
	findOperation,
	isTopLevel,
	type AnyOperation,
	type Operation,
	type Resource,
	type RunnerOptions,
} from './operation';
import { checkedOptions, planRequest, type Plan } from './plan';
import { sensitiveValues } from './privacy';

/** What differs between platforms, beside their definitions. */
export interface Provider {
	/** As users know it: "Qiandun". */
	platform: string;
	credentialType: string;
	resources: Resource[];
	envelope: EnvelopeShape;
}

/** One item's request and, in the end, what became of it. */
export interface Job extends FailedRequest {
	index: number;
	options: RunnerOptions;
	outcome?: INodeExecutionData[] | Failure;
	/** Where the user wants what exists already: how to read it. */
	existing?: { code: string; operation: Operation; plan: Plan };
	/** Ids by which the platform knows what this item made or changed. */
	ids?: IDataObject;
}

export const isFailure = (outcome: Job['outcome']): outcome is Failure => outcome !== undefined && !Array.isArray(outcome);

/** Parameters are read in one go; every so many items the event loop gets a turn. */
const ITEMS_PER_TURN = 50;

/** What the user chose for all items. */
export interface Choice {
	platform: string;
	key: string;
	operation: AnyOperation;
	correction?: Correction;
	/** Of the operation that reads what exists already. */
	readCorrection?: Correction;
}

/** @throws InputError when the operation does not exist or the credential's corrections are wrong */
export async function readChoice(this: IExecuteFunctions, { platform, resources, credentialType }: Provider): Promise<Choice> {
	const resource = String(this.getNodeParameter('resource', 0));
	const key = `${resource}.${this.getNodeParameter('operation', 0)}`;
	const operation = findOperation(resources, key);
	if (!operation) {
		throw new InputError(
			`This version of the node has no operation “${key}”`,
			'Choose resource and operation again, or update the package.',
		);
	}
	const { endpointCorrections } = await this.getCredentials(credentialType);
	const corrections = parseCorrections(endpointCorrections, resources);
	const read = operation.existing?.read;
	return {
		platform,
		key,
		operation,
		correction: corrections[key],
		...(read && { readCorrection: corrections[`${resource}.${read.value}`] }),
	};
}

export const inputErrorOf = (error: unknown) => (error instanceof InputError ? error : new InputError(messageOf(error)));

/** Reads and checks the parameters of all items, so that a wrong one is known before anything is sent. */
export async function prepareJobs(this: IExecuteFunctions, choice: Choice, count: number): Promise<Job[]> {
	const { correction, readCorrection, ...named } = choice;
	const { existing } = choice.operation;
	const signal = this.getExecutionCancelSignal();
	const jobs: Job[] = [];
	for (let index = 0; index < count && !signal?.aborted; index++) {
		if (index > 0 && index % ITEMS_PER_TURN === 0) await sleep(0);
		const job: Job = { ...named, index, options: {}, plan: NO_PLAN, personal: [] };
		jobs.push(job);
		try {
			const parameters = readParameters.call(this, choice.operation, index);
			job.options = checkedOptions(readParameter.call(this, 'options', 'Options', index));
			job.personal = sensitiveValues(parameters);
			job.plan = planRequest(choice.operation, parameters, job.options, correction);
			job.personal.push(...personalValues(job.plan));
			if (existing && wantsExisting(choice.operation, parameters)) {
				const { code, read } = existing;
				// Options > Endpoint Path and Additional Fields are about the operation itself.
				job.existing = { code, operation: read, plan: planRequest(read, parameters, {}, readCorrection) };
			}
		} catch (error) {
			job.outcome = inputFailure(inputErrorOf(error));
		}
	}
	return jobs;
}

function wantsExisting({ fields }: AnyOperation, { optionalFields }: IDataObject): boolean {
	const field = fields.find(({ name }) => name === 'returnExisting');
	return field !== undefined && isPlainObject(optionalFields) && fieldValue(field, optionalFields.returnExisting) === true;
}

const NO_PLAN: Plan = { method: 'GET', path: '/', inPath: {}, query: {}, headers: {}, isOwnAddress: true };

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
			parameters[field.name] = readParameter.call(this, field.name, field.displayName, index) as string;
		} else hasOptional = true;
	}
	if (hasOptional) {
		parameters.optionalFields = readParameter.call(this, 'optionalFields', 'Optional Fields', index) as IDataObject;
	}
	return parameters;
}

/** @throws InputError naming the field, where its expression cannot be evaluated */
function readParameter(this: IExecuteFunctions, name: string, displayName: string, index: number): unknown {
	try {
		return this.getNodeParameter(name, index, '');
	} catch (error) {
		return failExpression(displayName, messageOf(error));
	}
}

const failExpression = (displayName: string, message: string): never => {
	throw new InputError(`The expression in “${displayName}” cannot be evaluated: ${message}`);
};
