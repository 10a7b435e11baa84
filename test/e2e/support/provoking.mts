// Makes everything fail: both platforms in every way, wrong input, forged callbacks.
import axios from 'axios';
import type { Sandbox } from '../../../sandbox/server.mts';
import type { CredentialReference, CredentialType } from '../../../tools/start/examples.mts';
import type { Json } from '../../../tools/start/json.mts';
import { until } from '../../../tools/start/steps.mts';
import { type EchoPlatform, MODES, TOKEN_MODES } from './echo-platform.mts';
import { ESIGN_TRIGGER, esignNode } from './esign.mts';
import { esignCases, HANDLINGS, HTTP_PREFIX, PERSON, type Provoked, provokedWorkflow, qiandunCases, WRONG_INPUT } from './provoked.mts';
import type { RegularN8n } from './regular.mts';
import type { Piece } from './remains.mts';
import type { Run } from './run.mts';
import { publish, trigger } from './workflows.mts';

/** Prefix of the workflows in which every node of ours is to fail. */
export const PROVOKED = 'Provoked: ';
const AT_ONCE = 8;
const QUICK_CASES = 3;
const BEGUN_WITHIN_MS = 120_000;

/** App secrets that the credentials have. */
export interface Secrets {
	/** Not the sandbox's. */
	wrong: string;
	/** At what fails. */
	echo: string;
}

/** What was done. */
export interface Provocation {
	/** Executions in which a node of ours is to fail. */
	executions: number;
	/** What n8n's test said of each credential. */
	verdicts: Piece[];
	/** How the forged callbacks were answered. */
	forged: number[];
}

/** A credential at something that fails. */
interface Broken {
	type: CredentialType;
	name: string;
	data: Json;
	baseUrl: string;
}

/** @param working credentials that do */
export async function provoke(
	run: Run,
	shape: RegularN8n,
	sandbox: Sandbox,
	echo: EchoPlatform,
	secrets: Secrets,
	working: Record<CredentialType, CredentialReference>,
): Promise<Provocation> {
	const [webhooks] = shape.webhooks;
	const verdicts: Piece[] = [];
	const jobs: Array<() => Promise<void>> = [];
	const forged: number[] = [];
	let executions = 0;
	// With --quick one of the ways for each workflow, in turn.
	const ways = run.quick ? 1 : HANDLINGS.length;
	let turn = 0;
	const handlings = () => Array.from({ length: ways }, () => HANDLINGS[turn++ % HANDLINGS.length] ?? HANDLINGS[0]);
	const playCases = async (name: string, cases: readonly Provoked[], credentials: Partial<Record<CredentialType, CredentialReference>>, times = 1) => {
		for (const handling of handlings()) {
			const { workflow, paths } = provokedWorkflow(`${name}, ${handling}`, cases, handling, credentials);
			await shape.n8n.createTemporary(workflow);
			for (let time = 0; time < times; time++) {
				for (const path of paths) await begin(`${webhooks}/${path}`);
			}
		}
	};
	const broken = brokenCredentials(sandbox, echo, `http://127.0.0.1:${await run.port()}`, secrets);
	for (const { type, name, data, baseUrl } of broken) {
		jobs.push(async () => {
			const credential = { id: await shape.n8n.saveCredential(name, type, data), name };
			const { message } = await shape.n8n.testCredential(credential.id, name, type, data);
			verdicts.push({ source: name, content: message });
			const all = type === 'qiandunApi' ? qiandunCases(baseUrl) : esignCases(baseUrl);
			const cases = run.quick ? all.slice(0, QUICK_CASES) : all;
			executions += cases.filter((one) => !one.name.startsWith(HTTP_PREFIX)).length * ways;
			await playCases(`${PROVOKED}${name}`, cases, { [type]: credential });
			if (type === 'qiandunApi') forged.push(...(await forge(shape, `${name}, trigger`, trigger(credential, { confirm: 'never' }))));
		});
	}
	jobs.push(async () => {
		executions += WRONG_INPUT.length * ways;
		await playCases(`${PROVOKED}wrong input`, WRONG_INPUT, working);
	});
	// The second time the sandbox refuses what there is already, in its own words.
	jobs.push(() => playCases('Twice at the sandbox', qiandunCases(sandbox.qiandun.baseUrl), working, 2));
	jobs.push(() => playCases('Twice at the sandbox, eSign', esignCases(sandbox.esign.baseUrl), working, 2));
	jobs.push(async () => {
		forged.push(...(await forge(shape, 'Forged, eSign', esignNode(ESIGN_TRIGGER, 'eSign Trigger', working.esignApi, { options: { passUnknown: true } }))));
	});
	let next = 0;
	const worker = async () => {
		while (next < jobs.length) await jobs[next++]?.();
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	return { executions, verdicts, forged };
}

function brokenCredentials(sandbox: Sandbox, echo: EchoPlatform, nobody: string, secrets: Secrets): Broken[] {
	const qiandun = (name: string, baseUrl: string, appSecret: string): Broken => {
		const data = { environment: 'custom', endpointCorrections: '', baseUrl, appKey: sandbox.qiandun.appKey, appSecret };
		return { type: 'qiandunApi', name: `Qiandun, ${name}`, data, baseUrl };
	};
	const esign = (name: string, baseUrl: string, appSecret: string, authentication: 'signature' | 'token'): Broken => {
		const data = { environment: 'custom', endpointCorrections: '', baseUrl, appId: sandbox.esign.appId, appSecret, authentication };
		return { type: 'esignApi', name: `eSign by ${authentication}, ${name}`, data, baseUrl };
	};
	const both = (name: string, [qiandunUrl, esignUrl]: readonly [string, string], appSecret: string): Broken[] => [
		qiandun(name, qiandunUrl, appSecret),
		esign(name, esignUrl, appSecret, 'signature'),
		esign(name, esignUrl, appSecret, 'token'),
	];
	return [
		...both('wrong secret', [sandbox.qiandun.baseUrl, sandbox.esign.baseUrl], secrets.wrong),
		...both('nobody there', [nobody, nobody], secrets.echo),
		...MODES.flatMap((mode) => both(mode, [echo.at(mode), echo.at(mode)], secrets.echo)),
		...TOKEN_MODES.map((mode) => esign(mode, echo.at(mode), secrets.echo, 'token')),
	];
}

/** Starts an execution; as long as n8n is too busy to take it, again. */
async function begin(url: string): Promise<void> {
	await until('The start of an execution', BEGUN_WITHIN_MS, async () => {
		const { status } = await axios.post(url, PERSON, { proxy: false, validateStatus: () => true });
		if (status === 200 || status === 503) return status === 200 ? true : undefined;
		throw new Error(`n8n answered HTTP ${status} to a webhook`);
	});
}

/** Callbacks that no platform sent, with a person in them, and such that are no callbacks. @returns their HTTP statuses */
async function forge({ n8n, webhooks }: RegularN8n, name: string, node: Json): Promise<number[]> {
	const { path } = await publish(n8n, name, [node]);
	const event = { transactionId: 'needle-event-1', businessType: 'OPEN_PSN_CERT_RESULT', action: 'SIGN_FLOW_COMPLETE', ...PERSON, data: PERSON };
	const bodies = [JSON.stringify(event), JSON.stringify([event]), JSON.stringify(event).slice(0, -1), new URLSearchParams(PERSON).toString()];
	const headers = { 'content-type': 'application/json', 'x-tsign-open-signature': PERSON.idNumber, 'x-tsign-open-timestamp': '1', 'x-tsign-open-app-id': PERSON.mobile };
	const statuses: number[] = [];
	for (const body of bodies) {
		const { status } = await axios.post(`${webhooks[0]}/${path}`, body, { proxy: false, headers, validateStatus: () => true });
		statuses.push(status);
	}
	return statuses;
}
