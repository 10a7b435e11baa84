// npm start: from a fresh clone to the onboarding example running in a real n8n editor. See start/args.mts for flags.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { type StartOptions, HELP, parseArguments, UsageError } from './start/args.mts';
import { Children, endLeftovers } from './start/children.mts';
import { CALLBACK_EXAMPLES } from './start/callbacks.mts';
import { COMPANY_ONBOARDING } from './start/company-onboarding.mts';
import { CONTRACT_BATCH } from './start/contract-batch.mts';
import { CONTRACT_CASE } from './start/contract-case.mts';
import { ESIGN_EXAMPLES } from './start/esign-examples.mts';
import { ownNodeTypes, readExamples } from './start/examples.mts';
import { HR_SYNC, HR_SYNC_WEBHOOK } from './start/hr-sync.mts';
import { ID_CARD } from './start/id-card.mts';
import { type Lock, tryLock } from './start/lock.mts';
import { N8nClient } from './start/n8n-client.mts';
import { keptKeys } from './start/kept-keys.mts';
import { KeptVersions } from './start/kept-versions.mts';
import { installN8n } from './start/n8n-install.mts';
import { startN8n } from './start/n8n-server.mts';
import { fictionalContact, ONBOARDING, ONBOARDING_WEBHOOK } from './start/onboarding.mts';
import { packPackage, unpackInto } from './start/package.mts';
import { whenParentGoes } from './start/parent.mjs';
import { cacheFolder, dataFolder, portsFolder } from './start/places.mts';
import { named, PLAY_STEPS, playExamples } from './start/play.mts';
import { Ports } from './start/ports.mts';
import { startSandbox } from './start/sandbox.mts';
import { saveCredentials, saveExamples } from './start/save.mts';
import { messageOf, StepFailure, Steps } from './start/steps.mts';
import { summaryLines } from './start/summary.mts';

const REPOSITORY = path.dirname(import.meta.dirname);

/** What the last line says of a run that succeeded. */
interface Result {
	ok: true;
	n8n: string;
	package: string;
	executions: Array<{ workflow: string; status: string; ms: number }>;
}

// Each request on a connection of its own: n8n closes idle ones after five seconds, and on a busy machine just when one is used again.
http.globalAgent = new http.Agent();
const steps = new Steps(8 + PLAY_STEPS, process.stdout);
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
	const examples = readExamples(path.join(REPOSITORY, 'examples'));
	const owner = await steps.run('Log in to n8n', async () => {
		const given = await children.guard(n8n.signIn(data));
		const missing = await children.guard(n8n.missingNodeTypes(ownNodeTypes(examples)));
		if (missing.length > 0) {
			throw new Error(`n8n did not load ${missing.join(', ')} from the package. Its log: ${server.log}`);
		}
		steps.note(`${given.email}${given.created ? ' (new)' : ''}, password in ${path.join(data, 'owner.json')}`);
		return given;
	});

	const { token, ...credentials } = await steps.run('Credentials', () =>
		children.guard(saveCredentials({ n8n, sandbox, steps }, options.credentialSecret)),
	);

	const settings = {
		crmBaseUrl: sandbox.crm,
		hrBaseUrl: sandbox.hr,
		archiveBaseUrl: sandbox.archive,
		qiandunBaseUrl: sandbox.qiandun.baseUrl,
	};
	const wiring = { credentials, settings, workflowIds: new Map<string, string>() };
	const workflows = await steps.run('Example workflows', () =>
		children.guard(saveExamples({ n8n, steps }, examples, wiring, new KeptVersions(data))),
	);
	const stage = { n8nUrl: server.url, n8n, sandbox, steps, children };

	const { played, callbackUrl, employee } = await playExamples(stage, workflows, wiring, token, !options.once);
	const executionsOf = (...names: string[]) => played.filter(({ workflow }) => names.includes(workflow)).flatMap(({ executions }) => executions);
	const [execution] = executionsOf(ONBOARDING);

	steps.line();
	const outcomes: Array<[boolean, string]> = [
		[execution !== undefined, 'The contact of the CRM is a verified Qiandun user.'],
		[executionsOf(CONTRACT_CASE).length > 0, 'The contract is signed by both, sealed across its pages, and filed.'],
		[executionsOf(CONTRACT_BATCH).length > 0, 'The employees of the sheet have one contract each, after two runs.'],
		[executionsOf(COMPANY_ONBOARDING).length > 0, 'The company of the CRM is a verified Qiandun company with a seal.'],
		[executionsOf(ID_CARD).length > 0, 'The picture of an ID card is a Qiandun user.'],
		[executionsOf(HR_SYNC).length > 0, 'The employee of the HR system has an eSign account, with the new mobile.'],
		[executionsOf(...CALLBACK_EXAMPLES).length > 0, 'The events of the platform came through the callback hub; the one that got lost was caught up with.'],
		[executionsOf(...ESIGN_EXAMPLES).length > 0, 'eSign reported to the flow that waited for it, and one workflow serves both platforms.'],
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
			log: server.log,
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
		executions: played.flatMap(({ workflow, executions }) => executions.map(({ status, ms }) => ({ workflow, status, ms }))),
	};
}
