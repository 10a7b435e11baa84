// Secrets and personal data, searched for in all that a run of n8n leaves behind: logs, executions, errors, addresses, exports.
// All examples are played, then everything is made fail. node tools/setup.mjs test/e2e/secrets.mts [--quick] [--keep]
import fs from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import type { Sandbox } from '../../sandbox/server.mts';
import { ownNodeTypes, readExamples } from '../../tools/start/examples.mts';
import { KeptVersions } from '../../tools/start/kept-versions.mts';
import { playExamples, PLAY_STEPS } from '../../tools/start/play.mts';
import { SandboxClient } from '../../tools/start/sandbox.mts';
import { saveCredentials, saveExamples } from '../../tools/start/save.mts';
import { Steps, until } from '../../tools/start/steps.mts';
import { tally } from './support/callbacks.mts';
import { CANARIES, plantCanaries } from './support/canaries.mts';
import { startEchoPlatform, TOKEN } from './support/echo-platform.mts';
import { type Finding, type Kind, looksPersonal, type Needle, Search } from './support/needles.mts';
import { type ReceivedRequest, recordRequests } from './support/platform-calls.mts';
import { HTTP_PREFIX, PERSONAL } from './support/provoked.mts';
import { PROVOKED, provoke } from './support/provoking.mts';
import { REGULAR_STEPS, type RegularN8n, startRegular } from './support/regular.mts';
import { dumpOf, errorTextsOf, exportsOf, filesOf, type Piece, rowsOf } from './support/remains.mts';
import { type Bound, exactly, told } from './support/bounds.mts';
import { inRun, REPOSITORY, type Run } from './support/run.mts';

/** With all that makes the forms of a text differ: quotes, slash, plus, ampersand. */
const SECRETS = {
	qiandun: 'qd"Secret/9f3Zk+2=&x1A',
	esign: 'es"Secret/4b7Wq+6=&y3C',
	wrong: 'wrong"Secret/77Lm+5=&z5E',
	echo: 'echo"Secret/10Pd+8=&w7G',
};

const ENDED_WITHIN_MS = 600_000;
/** Findings of one place that are shown. */
const SHOWN = 20;
const TOKEN_HEADER = /^x-tsign-open-token$/i;

/** Where the platforms' own interfaces want a number in the address. docs/personal-data.md lists them. */
const WANTED_IN_ADDRESS = [
	'GET /open/psnGet psnIDCardNum',
	'GET /v3/persons/identity-info psnAccount',
	'GET /v3/persons/identity-info psnIDCardNum',
];
/** eSign's token mode, which the credential says. */
const SECRET_IN_ADDRESS = ['GET /v1/oauth2/access_token secret'];

/** A place that is searched. Secrets may be nowhere. */
interface Place {
	name: string;
	pieces: readonly Piece[];
	/** Personal data may not be there either. */
	isImpersonal: boolean;
	/** The canaries that were planted there. */
	canaries: readonly Kind[];
}

const ALL_CANARIES = CANARIES.map(({ kind }) => kind);

void inRun(REGULAR_STEPS + 5, work);

async function work(run: Run): Promise<Bound[]> {
	const said = keepOutput();
	const requests = recordRequests();
	const sandbox = await run.sandbox({ appSecret: SECRETS.qiandun, esign: { appSecret: SECRETS.esign } });
	const examples = readExamples(path.join(REPOSITORY, 'examples'));
	const shape = await startRegular(run, sandbox, ownNodeTypes(examples), { N8N_LOG_LEVEL: 'debug', CODE_ENABLE_STDOUT: 'true' });
	const { credentials, executions } = await run.steps.run('Play all examples', () => play(run, shape, sandbox, examples));
	const echo = await startEchoPlatform(run);
	const provoked = await run.steps.run('Make everything fail', async () => {
		const done = await provoke(run, shape, sandbox, echo, SECRETS, credentials);
		await quiet(shape);
		return done;
	});
	const pages = await run.steps.run('Plant canaries', async () => {
		await plantCanaries(shape, sandbox);
		await quiet(shape);
		return await pagesOf(sandbox);
	});
	const left = await run.steps.run('Stop n8n, and take what it leaves behind', async () => {
		await shape.process.stop();
		return await leftBehind(run, shape);
	});
	const places: Place[] = [
		...left.places,
		{ name: 'output of sandbox and program', pieces: [{ source: 'output', content: said() }], isImpersonal: true, canaries: ALL_CANARIES },
		// It masks what it shows.
		{ name: 'pages and call log of the sandbox', pieces: pages, isImpersonal: true, canaries: ['secret'] },
		{ name: 'headers of requests', pieces: headersOf(requests), isImpersonal: true, canaries: ALL_CANARIES },
		{ name: 'verdicts on credentials', pieces: provoked.verdicts, isImpersonal: true, canaries: [] },
	];
	const tokens = tokensOf(requests);
	const needles = [...PERSONAL, ...secretsOf(tokens)];
	// What their authors wrote into the examples, such as the number of a company.
	const known = JSON.stringify(examples);
	return await run.steps.run('Search', async () => [
		told('executions of examples', executions),
		told('executions in all', left.executions),
		exactly('provoked executions in which our node failed', left.provokedFailures, provoked.executions),
		told('answers to forged callbacks', tally(provoked.forged)),
		told('access tokens', tokens.length),
		...places.flatMap((place) => judged(run, place, needles, known)),
		...judgedAddresses(run, requests, needles, known),
	]);
}

/** @returns the credentials, and how many executions the examples had */
async function play(run: Run, shape: RegularN8n, sandbox: Sandbox, examples: ReturnType<typeof readExamples>) {
	const { n8n } = shape;
	const { origin } = new URL(sandbox.console);
	const roles = { crm: `${origin}/crm`, hr: `${origin}/hr`, archive: `${origin}/archive` };
	// It tells whom it plays, with their numbers: that is for a person at a terminal.
	const log = fs.createWriteStream(path.join(run.folder, 'play.log'));
	const stage = {
		n8nUrl: shape.editor,
		n8n,
		sandbox: { ...sandbox, ...roles, client: new SandboxClient(origin) },
		steps: new Steps(PLAY_STEPS, log),
		children: run.children(),
	};
	const { token, ...credentials } = await saveCredentials(stage);
	const settings = { crmBaseUrl: roles.crm, hrBaseUrl: roles.hr, archiveBaseUrl: roles.archive, qiandunBaseUrl: sandbox.qiandun.baseUrl };
	const wiring = { credentials, settings, workflowIds: new Map<string, string>() };
	const workflows = await saveExamples(stage, examples, wiring, new KeptVersions(run.folder));
	const { played } = await playExamples(stage, workflows, wiring, token, false);
	return { credentials, executions: played.flatMap(({ executions }) => executions).length };
}

/** Until nothing is under way any more. */
async function quiet({ n8n }: RegularN8n): Promise<void> {
	await until('The end of all executions', ENDED_WITHIN_MS, async () => {
		const { new: begun = 0, running = 0 } = await n8n.executionCounts();
		return begun + running === 0 ? true : undefined;
	});
}

/** What a person sees in the sandbox, and what it tells of the calls that came. */
async function pagesOf(sandbox: Sandbox): Promise<Piece[]> {
	return await Promise.all(
		['', 'sandbox/calls'].map(async (page) => {
			const { data } = await axios.get<string>(`${sandbox.console}${page}`, { proxy: false, responseType: 'text', transformResponse: (body: string) => body });
			return { source: `/${page}`, content: data };
		}),
	);
}

/** Everything that n8n, which has stopped, left in its folder, its log and its database. */
async function leftBehind(run: Run, shape: RegularN8n): Promise<{ places: Place[]; executions: number; provokedFailures: number }> {
	const exported = await exportsOf(run, shape);
	const dump = await dumpOf(run, shape);
	const files = filesOf(shape);
	const errors = errorTextsOf(dump);
	const ours = errors.filter(({ node }) => !node.startsWith(HTTP_PREFIX));
	const provoked = new Set([...rowsOf(dump, 'workflow_entity')].filter(({ name }) => String(name).startsWith(PROVOKED)).map(({ id }) => id));
	const executions = new Map([...rowsOf(dump, 'execution_entity')].map(({ id, workflowId }) => [`execution ${String(id)}`, workflowId]));
	const failed = new Set(ours.filter(({ source }) => provoked.has(executions.get(source))).map(({ source }) => source));
	return {
		executions: executions.size,
		provokedFailures: failed.size,
		places: [
			{ name: 'n8n’s log and output (debug)', pieces: [{ source: 'n8n.log', content: fs.readFileSync(shape.process.log) }], isImpersonal: true, canaries: ALL_CANARIES },
			{ name: 'event log', pieces: files['event log'], isImpersonal: true, canaries: ALL_CANARIES },
			{ name: 'errors of our nodes', pieces: ours, isImpersonal: true, canaries: ALL_CANARIES },
			{ name: 'errors of n8n’s HTTP Request node', pieces: errors.filter((error) => !ours.includes(error)), isImpersonal: true, canaries: [] },
			{ name: 'export of the credentials', pieces: [exported.credentials], isImpersonal: true, canaries: ALL_CANARIES },
			{ name: 'export of the workflows', pieces: [exported.workflow], isImpersonal: true, canaries: ALL_CANARIES },
			{ name: 'database, row by row', pieces: [{ source: 'dump', content: fs.readFileSync(dump) }], isImpersonal: false, canaries: ['secret'] },
			{ name: 'database, as bytes', pieces: files.database, isImpersonal: false, canaries: ['secret'] },
			{ name: 'binary data', pieces: files['binary data'], isImpersonal: false, canaries: ['secret'] },
			{ name: 'other files of n8n', pieces: files.other, isImpersonal: true, canaries: [] },
		],
	};
}

/** Names and values of all headers, but those in which eSign wants its token. */
function headersOf(requests: readonly ReceivedRequest[]): Piece[] {
	return requests.map(({ method, url, headers }) => ({
		source: `${method} ${url}`,
		content: headers.filter((_, index) => !TOKEN_HEADER.test(headers[index - 1] ?? '')).join('\n'),
	}));
}

function tokensOf(requests: readonly ReceivedRequest[]): string[] {
	return [...new Set(requests.flatMap(({ headers }) => headers.filter((_, index) => TOKEN_HEADER.test(headers[index - 1] ?? ''))))];
}

function secretsOf(tokens: readonly string[]): Needle[] {
	const secrets = [...Object.entries(SECRETS), ['token of what fails', TOKEN], ...tokens.map((token, index) => [`token ${index}`, token] as const)] as const;
	return secrets.map(([name, value]) => ({ kind: 'secret', name, value }));
}

/** What was found in a place, and that the canaries were. */
function judged(run: Run, { name, pieces, isImpersonal, canaries }: Place, needles: readonly Needle[], known: string): Bound[] {
	const search = new Search(needles);
	const wanted = new Search(CANARIES);
	const found: Array<Finding & Pick<Piece, 'source'>> = [];
	const seen = new Set<Kind>();
	for (const { source, content } of pieces) {
		const findings = [...search.in(content), ...(isImpersonal ? strangersIn(String(content), known) : [])];
		found.push(...findings.map((finding) => ({ ...finding, source })));
		for (const { needle } of wanted.in(content)) seen.add(needle.kind);
	}
	const secrets = found.filter(({ needle }) => needle.kind === 'secret');
	const people = found.filter(({ needle }) => needle.kind !== 'secret' && needle.kind !== 'name');
	for (const { source, needle, form, excerpt } of [...secrets, ...(isImpersonal ? people : [])].slice(0, SHOWN)) {
		run.steps.note(`${name}, ${source}: ${needle.name} (${form}): ${excerpt}`);
	}
	const about = `${name} (${(search.bytes / 1e6).toFixed(1)} MB in ${pieces.length})`;
	return [
		exactly(`${about}: secrets`, secrets.length, 0),
		...(isImpersonal ? [exactly(`${name}: personal data`, people.length, 0)] : []),
		...(canaries.length > 0 ? [exactly(`${name}: canaries`, [...seen].filter((kind) => canaries.includes(kind)).sort().join(', '), [...canaries].sort().join(', '))] : []),
	];
}

/** The numbers of people who are not in the needles, such as those that are played. @param known where it may be from all the same */
function strangersIn(content: string, known: string): Finding[] {
	const own = new Set([...PERSONAL, ...CANARIES].map(({ value }) => value));
	return looksPersonal(content).filter(({ needle: { value } }) => !own.has(value) && !known.includes(value));
}

/** Which addresses have a secret or a number of a person in them, path by path and parameter by parameter. */
function judgedAddresses(run: Run, requests: readonly ReceivedRequest[], needles: readonly Needle[], known: string): Bound[] {
	const search = new Search(needles.filter(({ kind }) => kind !== 'name'));
	const wanted = new Search(CANARIES);
	const places: Record<'secret' | 'person', Set<string>> = { secret: new Set(), person: new Set() };
	const seen = new Set<Kind>();
	const sent = requests.filter(({ url }) => !/^\/sandbox\//.test(url));
	for (const { method, url } of sent) {
		for (const { needle } of wanted.in(url)) seen.add(needle.kind);
		for (const { needle } of [...search.in(url), ...strangersIn(url, known)]) {
			places[needle.kind === 'secret' ? 'secret' : 'person'].add(placeIn(method, url, needle));
		}
	}
	const own = [...places.person].filter((place) => place.includes('/custom '));
	for (const place of own) run.steps.note(`the user’s own, in a Custom Call: ${place}`);
	const list = (found: Iterable<string>) => [...found].filter((place) => !own.includes(place)).sort().join('; ');
	return [
		told('addresses of requests', sent.length),
		exactly('secrets in addresses', list(places.secret), SECRET_IN_ADDRESS.join('; ')),
		exactly('numbers of people in addresses', list(places.person), WANTED_IN_ADDRESS.join('; ')),
		exactly('addresses: canaries', [...seen].sort().join(', '), [...ALL_CANARIES].sort().join(', ')),
	];
}

/** `GET /open/psnGet psnIDCardNum`, without what stands before the documented path. */
function placeIn(method: string, url: string, { value }: Needle): string {
	const { pathname, searchParams } = new URL(url, 'http://localhost');
	const [name = '(path)'] = [...searchParams].filter(([, given]) => given.includes(value)).map(([key]) => key);
	return `${method} ${/\/(open|v[123])\/.*/.exec(pathname)?.[0] ?? pathname} ${name}`;
}

/** Keeps what this process writes from now on, the sandbox in it included. @returns gives it */
function keepOutput(): () => string {
	const written: string[] = [];
	for (const stream of [process.stdout, process.stderr]) {
		const write = stream.write.bind(stream);
		stream.write = (...given: unknown[]) => {
			written.push(String(given[0]));
			return Reflect.apply(write, stream, given) as boolean;
		};
	}
	return () => written.join('');
}
