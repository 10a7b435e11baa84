// The sandbox as a process of its own, and what this program asks of it over HTTP.
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import axios, { type AxiosInstance } from 'axios';
import type { Children } from './children.mts';
import { bareEnvironment } from './environment.mts';
import { type Json, record, records, text } from './json.mts';
import type { Keys } from './kept-keys.mts';
import { duration } from './steps.mts';

const READY_WITHIN_MS = 60_000;

/** A running sandbox; all addresses without a final slash. */
export interface Sandbox {
	/** Address a person opens. */
	console: string;
	/** Base URL, key and secret for each platform's credential. */
	qiandun: { baseUrl: string; appKey: string; appSecret: string };
	esign: { baseUrl: string; appId: string; appSecret: string };
	/** Addresses of the stand-ins for a CRM, an HR system and a document archive. */
	crm: string;
	hr: string;
	archive: string;
	client: SandboxClient;
}

/**
 * Starts the sandbox and waits until it is ready.
 *
 * @param keys what it is to accept
 *
 * @throws Error when it ends before, or says nothing usable within a minute
 */
export async function startSandbox(
	repository: string,
	port: number,
	keys: Keys,
	log: string,
	children: Children,
): Promise<Sandbox> {
	fs.rmSync(log, { force: true });
	const child = children.keep({
		name: 'the sandbox',
		file: process.execPath,
		args: [
			'--import', 'tsx', path.join('sandbox', 'cli.mts'),
			'--port', String(port),
			'--app-key', keys.qiandun.appKey, '--app-secret', keys.qiandun.appSecret,
			'--esign-app-id', keys.esign.appId, '--esign-app-secret', keys.esign.appSecret,
		],
		cwd: repository,
		env: bareEnvironment(process.env),
		log,
	});
	const line = await children.guard(firstJsonLine(child, log));
	const ready = record(JSON.parse(line));
	const qiandun = record(ready.qiandun);
	const esign = record(ready.esign);
	const origin = new URL(text(qiandun.baseUrl)).origin;
	return {
		console: text(ready.console),
		qiandun: { baseUrl: text(qiandun.baseUrl), appKey: text(qiandun.appKey), appSecret: text(qiandun.appSecret) },
		esign: { baseUrl: text(esign.baseUrl), appId: text(esign.appId), appSecret: text(esign.appSecret) },
		crm: `${origin}/crm`,
		hr: `${origin}/hr`,
		archive: `${origin}/archive`,
		client: new SandboxClient(origin),
	};
}

function firstJsonLine(child: ChildProcess, log: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			reject(new Error(`The sandbox was not ready within ${duration(READY_WITHIN_MS)}. Its log: ${log}`));
		}, READY_WITHIN_MS);
		if (child.stdout === null) return;
		createInterface({ input: child.stdout }).on('line', (line) => {
			if (!line.startsWith('{')) return;
			clearTimeout(timer);
			resolve(line);
		});
	});
}

interface Answer {
	status: number;
	body: unknown;
	/** Where a redirect leads. */
	location?: string;
}

/** What the sandbox knows, as its control API tells it. */
export class SandboxClient {
	private readonly http: AxiosInstance;

	constructor(origin: string) {
		this.http = axios.create({
			baseURL: origin,
			timeout: 15_000,
			proxy: false,
			headers: { Accept: 'application/json' },
			validateStatus: () => true,
		});
	}

	/** Qiandun's verification flow opened under a business code, if there is one yet. */
	async flow(businessCode: string): Promise<Json | undefined> {
		return records((await this.state()).flows).find((flow) => text(flow.businessCode) === businessCode);
	}

	/** Qiandun's user of this account id, if there is one. */
	async user(accountId: string): Promise<Json | undefined> {
		return records((await this.state()).users).find((user) => text(user.accountId) === accountId);
	}

	/** Qiandun's company of this account id, if there is one. */
	async company(accountId: string): Promise<Json | undefined> {
		return records((await this.state()).companies).find((company) => text(company.accountId) === accountId);
	}

	/** eSign's person account of this third-party user id, if there is one. */
	async person(thirdPartyUserId: string): Promise<Json | undefined> {
		const { persons } = record((await this.state()).esign);
		return records(persons).find((person) => text(person.thirdPartyUserId) === thirdPartyUserId);
	}

	/** How often an access token was asked for among the calls to eSign that are still remembered. */
	async tokenCalls(): Promise<number> {
		const { body } = await this.send('GET', '/sandbox/calls');
		const asked = records(record(body).calls).filter((call) => text(call.path) === '/v1/oauth2/access_token');
		return asked.reduce((sum, { repeats }) => sum + 1 + Number(repeats), 0);
	}

	/** The newest text message of a flow. */
	async message(flowNo: string): Promise<Json | undefined> {
		const { body } = await this.send('GET', '/sandbox/outbox');
		return records(record(body).messages).find((message) => text(message.flowNo) === flowNo);
	}

	/** What was reported to the CRM about a contact, oldest first. */
	contactReports(crmId: string): Promise<Json[]> {
		return this.reports(`/crm/contacts/${encodeURIComponent(crmId)}`);
	}

	/** All contracts with what the sandbox knows of them, newest last. */
	async contracts(): Promise<Json[]> {
		return records((await this.state()).contracts);
	}

	/** The newest contract under a business code, if there is one. */
	async contract(businessCode: string): Promise<Json | undefined> {
		return (await this.contracts()).findLast((contract) => text(contract.businessCode) === businessCode);
	}

	/** The newest text message about a flow or contract that holds a code. */
	async code(flowNo: string): Promise<Json | undefined> {
		const { body } = await this.send('GET', '/sandbox/outbox');
		return records(record(body).messages).find((message) => text(message.flowNo) === flowNo && text(message.code) !== '');
	}

	/** A file that the stand-in for an archive has. @param path as the archive answered it */
	async file(path: string): Promise<Buffer> {
		const answer = await this.http.get<ArrayBuffer>(path, { responseType: 'arraybuffer' });
		if (answer.status !== 200) throw new Error(`The archive answered HTTP ${answer.status} to GET ${path}`);
		return Buffer.from(answer.data);
	}

	/** What was reported to the CRM about a case, oldest first. */
	caseReports(caseId: string): Promise<Json[]> {
		return this.reports(`/crm/cases/${encodeURIComponent(caseId)}`);
	}

	/** What was reported to the CRM about a company, oldest first. */
	companyReports(crmId: string): Promise<Json[]> {
		return this.reports(`/crm/companies/${encodeURIComponent(crmId)}`);
	}

	/** What was reported to the HR system about an employee, oldest first. */
	employeeReports(employeeId: string): Promise<Json[]> {
		return this.reports(`/hr/employees/${encodeURIComponent(employeeId)}`);
	}

	/** Arms a fault for calls that come. */
	async arm(fault: Json): Promise<void> {
		await this.post('/sandbox/faults', fault);
	}

	/** Takes back all armed faults. */
	async disarm(): Promise<void> {
		await this.must('DELETE', '/sandbox/faults');
	}

	/** Lets so many calls a second through; 0: all of them. Counts anew. */
	async limit(perSecond: number): Promise<void> {
		await this.post('/sandbox/rate-limit', { perSecond });
	}

	/** Calls let through and refused since the limit was set. */
	async limited(): Promise<{ passed: number; refused: number }> {
		const { passed, refused } = record((await this.send('GET', '/sandbox/rate-limit')).body);
		return { passed: Number(passed), refused: Number(refused) };
	}

	/** Changes what Qiandun's console holds about callbacks: url, businessTypes. */
	async configureCallbacks(fields: Json): Promise<void> {
		await this.post('/sandbox/qiandun/callback', fields);
	}

	/** Calls the callback URL as the console's connectivity test does. @returns milliseconds @throws Error when it is not answered with success */
	async testCallbackUrl(): Promise<number> {
		const answer = await this.post('/sandbox/qiandun/callback/test', {});
		if (answer.ok !== true) throw new Error(`The callback URL failed the connectivity test: HTTP ${text(answer.status)} ${text(answer.error)}`);
		return Number(answer.ms);
	}

	/** Changes the callback subscription of eSign's console: url, actions. */
	async subscribeToEsign(fields: Json): Promise<void> {
		await this.post('/sandbox/esign/callback', fields);
	}

	/** eSign's signing flow of this id, if there is one. */
	async signFlow(signFlowId: string): Promise<Json | undefined> {
		const { flows } = record((await this.state()).esign);
		return records(flows).find((flow) => text(flow.signFlowId) === signFlowId);
	}

	/** Has Qiandun report something that nobody did on its pages. */
	async report(businessType: string, data: Json): Promise<void> {
		await this.post('/sandbox/qiandun/events', { businessType, data });
	}

	/** Arms a fault for notifications that go out. */
	async armDelivery(fault: Json): Promise<void> {
		await this.post('/sandbox/qiandun/deliveries/faults', fault);
	}

	/** Qiandun's events and what became of them, newest first. */
	async events(): Promise<Json[]> {
		return records(record((await this.send('GET', '/sandbox/qiandun/events')).body).events);
	}

	/** The text messages to a mobile, newest first. */
	async messagesTo(mobile: string): Promise<Json[]> {
		const { body } = await this.send('GET', '/sandbox/outbox');
		return records(record(body).messages).filter((message) => text(message.to) === mobile);
	}

	/** Opens a hosted page as a browser would. @returns its address, where a short link leads to it */
	async open(page: string): Promise<string> {
		const { location } = await this.must('GET', page);
		return location === undefined ? page : await this.open(location);
	}

	/** Sends a form of a hosted page. */
	async submit(page: string, form: Record<string, string>): Promise<void> {
		await this.must('POST', page, new URLSearchParams(form).toString());
	}

	private async reports(route: string): Promise<Json[]> {
		const { body } = await this.send('GET', route);
		return records(record(body).reports).map((report) => ({ ...report, ...record(report.body) }));
	}

	private async state(): Promise<Json> {
		return record((await this.send('GET', '/sandbox/state')).body);
	}

	private async post(route: string, body: Json): Promise<Json> {
		const answer = await this.http.post<unknown>(route, body);
		if (answer.status === 200) return record(answer.data);
		throw new Error(`The sandbox answered HTTP ${answer.status} to POST ${route}: ${text(record(answer.data).error)}`);
	}

	private async must(method: string, url: string, form?: string): Promise<Answer> {
		const answer = await this.send(method, url, form);
		const { status, body } = answer;
		if (status >= 400) {
			const reason = typeof body === 'string' ? body : JSON.stringify(body);
			throw new Error(`The sandbox answered HTTP ${status} to ${method} ${url}: ${reason.slice(0, 300)}`);
		}
		return answer;
	}

	private async send(method: string, url: string, form?: string): Promise<Answer> {
		const answer = await this.http.request<unknown>({
			method,
			url,
			data: form,
			headers: form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' },
			maxRedirects: 0,
		});
		const location: unknown = answer.headers.location;
		return { status: answer.status, body: answer.data, ...(typeof location === 'string' && { location }) };
	}
}
