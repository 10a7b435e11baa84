// npm start: from a fresh clone to the onboarding example running in a real n8n editor. See start/args.mts for flags.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { type StartOptions, HELP, parseArguments, UsageError } from './start/args.mts';
import { Children, endLeftovers } from './start/children.mts';
import {
	callsOf, type CredentialReference, type CredentialType, inOrderOfCalls, ownNodeTypes, readExamples, startsByItself, wire, type Wiring,
} from './start/examples.mts';
import { CALLBACK_HUB, connectHub } from './start/callback-hub.mts';
import { CALLBACK_EXAMPLES, playCallbacks } from './start/callbacks.mts';
import { COMPANY_ONBOARDING, fictionalCompany, playCompanyOnboarding } from './start/company-onboarding.mts';
import { CONTRACT_BATCH, playContractBatch } from './start/contract-batch.mts';
import { CONTRACT_CASE, fictionalCase, playContractCase } from './start/contract-case.mts';
import { makesTables, tablesMadeBy, withTablesThere } from './start/data-tables.mts';
import { ESIGN_EXAMPLES, playEsignExamples } from './start/esign-examples.mts';
import { fictionalEmployee, HR_SYNC, HR_SYNC_WEBHOOK, playHrSync } from './start/hr-sync.mts';
import { ID_CARD, playIdCard } from './start/id-card.mts';
import { type Json, text } from './start/json.mts';
import { type Lock, tryLock } from './start/lock.mts';
import { type Execution, N8nClient, type Workflow } from './start/n8n-client.mts';
import { ANY_ENDPOINT, playAnyEndpoint } from './start/any-endpoint.mts';
import { keptKeys } from './start/kept-keys.mts';
import { KeptVersions } from './start/kept-versions.mts';
import { installN8n } from './start/n8n-install.mts';
import { startN8n } from './start/n8n-server.mts';
import { fictionalContact, ONBOARDING, ONBOARDING_WEBHOOK, playOnboarding } from './start/onboarding.mts';
import { packPackage, unpackInto } from './start/package.mts';
import { whenParentGoes } from './start/parent.mjs';
import { cacheFolder, dataFolder, portsFolder } from './start/places.mts';
import { Ports } from './start/ports.mts';
import { type Sandbox, startSandbox } from './start/sandbox.mts';
import type { Played, Stage } from './start/stage.mts';
import { messageOf, StepFailure, Steps } from './start/steps.mts';
import { summaryLines } from './start/summary.mts';
import { playTokenMode } from './start/token-mode.mts';

const REPOSITORY = path.dirname(import.meta.dirname);
/** Files that the examples are played with. */
const SAMPLES = path.join(REPOSITORY, 'examples', 'data');
/** What is said of an example that was left alone. */
const YOURS = 'not as npm start last saved it, so it is yours and left alone; delete it, and the next start brings the original back';
const ID_CARD_PICTURE = path.join(REPOSITORY, 'sandbox', 'samples', 'id-card-front.png');

/** What the last line says of a run that succeeded. */
interface Result {
	ok: true;
	n8n: string;
	package: string;
	executions: Array<{ workflow: string; status: string; ms: number }>;
}

// Each request on a connection of its own: n8n closes idle ones after five seconds, and on a busy machine just when one is used again.
http.globalAgent = new http.Agent();
const steps = new Steps(32, process.stdout);
const children = new Children();
const ports = new Ports(portsFolder(os.tmpdir(), String(process.getuid?.() ?? 'user')));
let interrupted = false;
let interruptedAt = 0;
/** The run has succeeded and only goes on so that the editor can be used. */
let open = false;

void main(process.argv.slice(2));

async function main(argv: string[]): Promise<void> {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
	whenParentGoes(onSignal);
	let lock: Lock | undefined;
	const keepLock = (given: Lock) => {
		lock = given;
	};
	let status = 1;
	let result: Result | { ok: false; step: string; error: string } | undefined;
	try {
		const options = parseArguments(argv);
		if (options.help) {
			process.stdout.write(`${HELP}\n`);
			return;
		}
		result = await run(options, keepLock);
		if (!options.once) await children.broken;
		status = 0;
	} catch (error) {
		if (interrupted && open) status = 0;
		else {
			status = interrupted ? 130 : error instanceof UsageError ? 2 : 1;
			result = failureOf(error);
			steps.line();
			steps.line(`Stopped at "${result.step}": ${result.error}`);
		}
	}
	if (open && interrupted) steps.line('Stopping n8n and the sandbox ...');
	await children.stop();
	ports.release();
	lock?.release();
	// With --once the last line of output; whoever reads it needs nothing else.
	process.stdout.write(argv.includes('--once') ? `${JSON.stringify(result)}\n` : '', () => process.exit(status));
}

function failureOf(error: unknown): { ok: false; step: string; error: string } {
	const step = error instanceof UsageError ? 'Command line' : error instanceof StepFailure ? error.step : steps.current;
	return { ok: false, step, error: interrupted ? 'interrupted' : messageOf(error) };
}

function onSignal(): void {
	if (interrupted) {
		// npm passes on the Ctrl-C that the terminal has sent already: only a later one is a second one.
		if (Date.now() - interruptedAt < 1000) return;
		children.killNow();
		process.exit(130);
	}
	interrupted = true;
	interruptedAt = Date.now();
	children.interrupt(new Error('interrupted'));
}

async function run(options: StartOptions, keepLock: (lock: Lock) => void): Promise<Result> {
	const cache = cacheFolder({ platform: process.platform, home: os.homedir(), env: process.env });
	const data = dataFolder(cache, REPOSITORY, options.data, options.n8n);
	steps.line('Qiandun and eSign nodes in a real n8n: builds this package, starts a sandbox of both platforms and n8n,');
	steps.line(`and plays the examples. n8n's data: ${data}`);
	steps.line();

	await steps.run('Prepare', async () => {
		fs.mkdirSync(data, { recursive: true });
		const lock = tryLock(path.join(data, 'start.lock'));
		if ('heldBy' in lock) {
			throw new Error(
				`npm start is already running here (process ${lock.heldBy}). Stop it with Ctrl-C, or give this one its own folder: --data <folder>.`,
			);
		}
		keepLock(lock);
		const record = path.join(data, 'processes.json');
		for (const name of endLeftovers(record)) steps.note(`ended what a killed start left behind: ${name}`);
		children.recordIn(record);
	});

	const packed = await steps.run('Build and pack this package', async () => {
		const result = await packPackage(REPOSITORY, data, children);
		steps.note(path.basename(result.file));
		return result;
	});

	const installed = await steps.run(`Get n8n ${options.n8n}`, () =>
		children.guard(installN8n(options.n8n, steps, children)),
	);

	const sandbox = await steps.run('Start the sandbox', async () => {
		const port = await ports.take(options.sandboxPort);
		if (port !== options.sandboxPort) steps.note(`port ${options.sandboxPort} is in use; the sandbox takes ${port}`);
		const started = await startSandbox(REPOSITORY, port, keptKeys(data), path.join(data, 'sandbox.log'), children);
		steps.note(`console: ${started.console}`);
		return started;
	});

	const server = await steps.run('Start n8n with the package installed', async () => {
		await unpackInto(packed, data, children);
		const started = await startN8n(installed, data, options.port, ports, steps, children);
		steps.note(`editor: ${started.url}`);
		return started;
	});

	const n8n = new N8nClient(server.url);
	const asShipped = readExamples(path.join(REPOSITORY, 'examples'));
	const owner = await steps.run('Log in to n8n', async () => {
		const given = await children.guard(n8n.signIn(data));
		const missing = await children.guard(n8n.missingNodeTypes(ownNodeTypes(asShipped)));
		if (missing.length > 0) {
			throw new Error(`n8n did not load ${missing.join(', ')} from the package. Its log: ${server.log}`);
		}
		steps.note(`${given.email}${given.created ? ' (new)' : ''}, password in ${path.join(data, 'owner.json')}`);
		return given;
	});

	const { token, ...credentials } = await steps.run('Credentials', () =>
		children.guard(saveCredentials(n8n, sandbox, options.credentialSecret)),
	);

	const settings = {
		crmBaseUrl: sandbox.crm,
		hrBaseUrl: sandbox.hr,
		archiveBaseUrl: sandbox.archive,
		qiandunBaseUrl: sandbox.qiandun.baseUrl,
	};
	const wiring = { credentials, settings, workflowIds: new Map<string, string>() };
	const workflows = await steps.run('Example workflows', async () => {
		const examples = await children.guard(fitted(n8n, asShipped));
		return await children.guard(saveExamples(n8n, examples, wiring, new KeptVersions(data)));
	});
	const stage = { n8nUrl: server.url, n8n, sandbox, steps, children };

	const executions: Result['executions'] = [];
	const playExample = async (name: string, work: (at: Stage) => Promise<Execution[]>): Promise<Execution[]> => {
		const workflow = named(workflows, name);
		const ended = (await play([workflow], !options.once, () => work({ ...stage, workflow }))) ?? [];
		executions.push(...listed({ workflow: name, executions: ended }));
		return ended;
	};
	const hub = named(workflows, CALLBACK_HUB);
	const callbackUrl = await play([hub], !options.once, () => connectHub({ ...stage, workflow: hub }));
	const [execution] = await playExample(ONBOARDING, async (at) => [await playOnboarding(at, fictionalContact(Date.now()))]);
	await playExample(ANY_ENDPOINT, async (at) => [await playAnyEndpoint(at)]);
	const cases = await playExample(CONTRACT_CASE, async (at) => [await playContractCase(at, fictionalCase(Date.now()), SAMPLES)]);
	const batches = await playExample(CONTRACT_BATCH, (at) => playContractBatch(at, SAMPLES));
	const companies = await playExample(COMPANY_ONBOARDING, (at) => playCompanyOnboarding(at, fictionalCompany(Date.now())));
	const cards = await playExample(ID_CARD, (at) => playIdCard(at, ID_CARD_PICTURE, `card-${Date.now()}`));
	const employee = fictionalEmployee(Date.now());
	const changes = await playExample(HR_SYNC, (at) => playHrSync(at, employee));
	const called = CALLBACK_EXAMPLES.map((name) => named(workflows, name));
	const playAll = () => playCallbacks(stage, (name) => named(workflows, name), SAMPLES, Date.now());
	const callbacks = (callbackUrl === undefined ? undefined : await play(called, !options.once, playAll)) ?? [];
	executions.push(...callbacks.flatMap(listed));
	const flows = ESIGN_EXAMPLES.map((name) => named(workflows, name));
	const playFlows = () => playEsignExamples(stage, (name) => named(workflows, name), callbackUrl ?? '', SAMPLES, Date.now());
	const esignFlows = (await play(flows, !options.once, playFlows)) ?? [];
	executions.push(...esignFlows.flatMap(listed));
	executions.push(...listed(await playTokenMode(stage, wiring, token, employee)));

	steps.line();
	const outcomes: Array<[boolean, string]> = [
		[execution !== undefined, 'The contact of the CRM is a verified Qiandun user.'],
		[cases.length > 0, 'The contract is signed by both, sealed across its pages, and filed.'],
		[batches.length > 0, 'The employees of the sheet have one contract each, after two runs.'],
		[companies.length > 0, 'The company of the CRM is a verified Qiandun company with a seal.'],
		[cards.length > 0, 'The picture of an ID card is a Qiandun user.'],
		[changes.length > 0, 'The employee of the HR system has an eSign account, with the new mobile.'],
		[callbacks.length > 0, 'The events of the platform came through the callback hub; the one that got lost was caught up with.'],
		[esignFlows.length > 0, 'eSign reported to the flow that waited for it, and one workflow serves both platforms.'],
	];
	for (const [reached, sentence] of outcomes) if (reached) steps.line(sentence);
	if (!options.once) {
		const onboarding = named(workflows, ONBOARDING);
		open = true;
		steps.current = 'Stay open';
		steps.line();
		const lines = summaryLines({
			editor: n8n.workflowPage(onboarding.id),
			owner,
			execution: execution && n8n.executionPage(onboarding.id, execution.id),
			sandbox,
			onboarding: { webhook: `${server.url}/webhook/${ONBOARDING_WEBHOOK}`, contact: fictionalContact(Date.now()) },
			callbackUrl,
			hrSync: { webhook: `${server.url}/webhook/${HR_SYNC_WEBHOOK}`, employee: { ...employee, name: '测试丁' } },
			platform: process.platform,
		});
		for (const line of lines) steps.line(line);
	}
	return {
		ok: true,
		n8n: options.n8n,
		package: packed.version,
		executions,
	};
}

function listed({ workflow, executions }: Played): Result['executions'] {
	return executions.map(({ status, ms }) => ({ workflow, status, ms }));
}

/**
 * Plays examples. The user's own version of one may fail where somebody is there to read why.
 *
 * @returns what the run returns; nothing when it failed so
 * @throws StepFailure when the originals failed, or with --once, or when n8n or the sandbox is gone
 */
async function play<T>(workflows: readonly Workflow[], mayFail: boolean, run: () => Promise<T>): Promise<T | undefined> {
	try {
		return await run();
	} catch (error) {
		const edited = workflows.filter((workflow) => workflow.edited).map(({ name }) => `"${name}"`);
		if (!mayFail || edited.length === 0 || children.brokenBy !== undefined) throw error;
		steps.note(`FAILED: ${messageOf(error)}`);
		steps.note(`This is your edited version of ${edited.join(', ')}, not the original.`);
		steps.note('Delete it in n8n, and the next start brings the original back.');
		return undefined;
	}
}

/** Saves and tests the credentials of both platforms, and of eSign a second one in OAuth2 token mode. @throws Error when a test is red */
async function saveCredentials(
	n8n: N8nClient,
	{ qiandun, esign }: Sandbox,
	otherSecret: string,
): Promise<Record<CredentialType | 'token', CredentialReference>> {
	const rest = { environment: 'custom', endpointCorrections: '' };
	const appSecret = otherSecret === '' ? qiandun.appSecret : otherSecret;
	const byToken = { ...rest, ...esign, authentication: 'token' };
	return {
		qiandunApi: await saveCredential(n8n, 'Qiandun API', 'qiandunApi', { ...rest, ...qiandun, appSecret }),
		esignApi: await saveCredential(n8n, 'eSign API', 'esignApi', { ...rest, ...esign, authentication: 'signature' }),
		token: await saveCredential(n8n, 'eSign API (token)', 'esignApi', byToken),
	};
}

/** Saves a credential and tests it, as a user does with the Save button. @throws Error when the test is red */
async function saveCredential(n8n: N8nClient, name: string, type: CredentialType, data: Json): Promise<CredentialReference> {
	const id = await n8n.saveCredential(name, type, data);
	const test = await n8n.testCredential(id, name, type, data);
	if (!test.ok) throw new Error(`The test of the credential "${name}" is red: ${test.message}`);
	steps.note(`"${name}" is saved, its test is green: ${test.message}`);
	return { id, name };
}

/** The examples as this n8n can run them: where its Data Table node makes no tables, they are made and chosen here. */
async function fitted(n8n: N8nClient, examples: readonly Json[]): Promise<readonly Json[]> {
	if (makesTables(await n8n.nodeDescriptions())) return examples;
	const ids = new Map<string, string>();
	for (const table of tablesMadeBy(examples)) {
		ids.set(table.name, await n8n.makeDataTable(table));
		steps.note(`the Data Table node of this n8n makes no tables: "${table.name}" is made here and chosen in the nodes, and those that would make it are deactivated`);
	}
	return examples.map((example) => withTablesThere(example, ids));
}

/**
 * Saves every example that the user has not changed, and publishes those that something outside can start. Those that
 * others call come first; their ids go into the wiring. n8n refuses to publish what calls a workflow that is not
 * published: where the user wants that, the callers stay unpublished, too.
 */
async function saveExamples(
	n8n: N8nClient,
	examples: readonly Json[],
	wiring: Wiring & { workflowIds: Map<string, string> },
	versions: KeptVersions,
): Promise<Workflow[]> {
	const workflows: Workflow[] = [];
	const notes = new Map<string, string>();
	const unpublished = new Set<string>();
	const save = async (example: Json): Promise<Workflow> => {
		const name = text(example.name);
		const missing = callsOf(example).filter((called) => unpublished.has(called));
		const saved = await n8n.saveWorkflow(wire(example, wiring), startsByItself(example) && missing.length === 0, versions);
		if (saved.edited) notes.set(name, YOURS);
		else if (missing.length > 0) notes.set(name, `not published, because "${missing.join('" and "')}" is not`);
		if (missing.length > 0 || (saved.edited && !(await n8n.isPublished(saved.id)))) unpublished.add(name);
		return { ...saved, edited: saved.edited || missing.length > 0 };
	};
	for (const group of inOrderOfCalls(examples)) {
		const saved = await Promise.all(group.map(save));
		for (const { id, name } of saved) wiring.workflowIds.set(name, id);
		workflows.push(...saved);
	}
	for (const { id, name } of workflows) {
		steps.note(`"${name}": ${n8n.workflowPage(id)}`);
		const note = notes.get(name);
		if (note !== undefined) steps.note(note);
	}
	return workflows;
}

/** @throws Error when examples/ lost a workflow that is played */
function named(workflows: readonly Workflow[], name: string): Workflow {
	const workflow = workflows.find((saved) => saved.name === name);
	if (workflow === undefined) throw new Error(`examples/ has no workflow named "${name}".`);
	return workflow;
}
