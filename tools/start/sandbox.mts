// The sandbox as a process of its own, and what this program asks of it over HTTP.
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import axios, { type AxiosInstance } from 'axios';
import type { Children } from './children.mts';
import { bareEnvironment } from './environment.mts';
import { type Json, record, records, text } from './json.mts';
import type { AppKey } from './kept-key.mts';
import { duration } from './steps.mts';

const READY_WITHIN_MS = 60_000;

/** A running sandbox; all addresses without a final slash. */
export interface Sandbox {
	/** Address a person opens. */
	console: string;
	/** Base URL, key and secret for the credential. */
	baseUrl: string;
	appKey: string;
	appSecret: string;
	/** Address of the CRM stand-in. */
	crm: string;
	client: SandboxClient;
}

/**
 * Starts the sandbox and waits until it is ready.
 *
 * @param key what it is to accept
 *
 * @throws Error when it ends before, or says nothing usable within a minute
 */
export async function startSandbox(
	repository: string,
	port: number,
	{ appKey, appSecret }: AppKey,
	log: string,
	children: Children,
): Promise<Sandbox> {
	fs.rmSync(log, { force: true });
	const child = children.keep({
		name: 'the sandbox',
		file: process.execPath,
		args: [
			'--import', 'tsx', path.join('sandbox', 'cli.mts'),
			'--port', String(port), '--app-key', appKey, '--app-secret', appSecret,
		],
		cwd: repository,
		env: bareEnvironment(process.env),
		log,
	});
	const line = await children.guard(firstJsonLine(child, log));
	const ready = record(JSON.parse(line));
	const qiandun = record(ready.qiandun);
	const origin = new URL(text(qiandun.baseUrl)).origin;
	return {
		console: text(ready.console),
		baseUrl: text(qiandun.baseUrl),
		appKey: text(qiandun.appKey),
		appSecret: text(qiandun.appSecret),
		crm: `${origin}/crm`,
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

	/** The verification flow opened under a business code, if there is one yet. */
	async flow(businessCode: string): Promise<Json | undefined> {
		return (await this.state('flows')).find((flow) => text(flow.businessCode) === businessCode);
	}

	/** The user of this account id, if there is one. */
	async user(accountId: string): Promise<Json | undefined> {
		return (await this.state('users')).find((user) => text(user.accountId) === accountId);
	}

	/** The newest text message of a flow. */
	async message(flowNo: string): Promise<Json | undefined> {
		const { body } = await this.send('GET', '/sandbox/outbox');
		return records(record(body).messages).find((message) => text(message.flowNo) === flowNo);
	}

	/** What was reported to the CRM about a contact, oldest first. */
	async reports(crmId: string): Promise<Json[]> {
		const { body } = await this.send('GET', `/crm/contacts/${encodeURIComponent(crmId)}`);
		return records(record(body).reports).map((report) => ({ ...report, ...record(report.body) }));
	}

	/** Opens a hosted page as a browser would. */
	async open(page: string): Promise<void> {
		await this.must('GET', page);
	}

	/** Sends a form of a hosted page. */
	async submit(page: string, form: Record<string, string>): Promise<void> {
		await this.must('POST', page, new URLSearchParams(form).toString());
	}

	private async state(part: 'users' | 'flows'): Promise<Json[]> {
		const { body } = await this.send('GET', '/sandbox/state');
		return records(record(body)[part]);
	}

	private async must(method: string, url: string, form?: string): Promise<void> {
		const { status, body } = await this.send(method, url, form);
		if (status >= 400) {
			const reason = typeof body === 'string' ? body : JSON.stringify(body);
			throw new Error(`The verification page answered HTTP ${status} to ${method}: ${reason.slice(0, 300)}`);
		}
	}

	private async send(method: string, url: string, form?: string): Promise<{ status: number; body: unknown }> {
		const answer = await this.http.request<unknown>({
			method,
			url,
			data: form,
			headers: form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' },
		});
		return { status: answer.status, body: answer.data };
	}
}
