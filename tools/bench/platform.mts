// The platform called without n8n: signed by the credential, sent by axios.
import http from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import { QiandunApi } from '../../credentials/QiandunApi.credentials.ts';
import { type Json, record, text } from '../start/json.mts';
import type { Sandbox } from '../start/sandbox.mts';

export class SignedPlatform {
	private readonly credential = new QiandunApi();
	private readonly agent = new http.Agent({ keepAlive: true });
	private readonly http: AxiosInstance = axios.create({ httpAgent: this.agent, proxy: false, timeout: 60_000, maxBodyLength: Infinity });

	constructor(private readonly keys: Sandbox['qiandun']) {}

	/** A user who can be changed again and again. */
	async createUser(accountId: string): Promise<void> {
		await this.post('/open/psnTempCreate', { accountId, psnName: '测试' });
	}

	/** @returns what the platform answered as its result @throws Error for a failure */
	async post(path: string, body: Json): Promise<unknown> {
		const options = { method: 'POST' as const, url: path, body: Buffer.from(JSON.stringify(body)), headers: { 'content-type': 'application/json' } };
		const signed = await this.credential.authenticate({ environment: 'custom', ...this.keys }, options);
		const { data } = await this.http.request<unknown>({ method: 'POST', url: signed.url, headers: record(signed.headers) as Record<string, string>, data: signed.body });
		const { success, msg, result } = record(data);
		if (success !== true) throw new Error(`POST ${path}: ${text(msg)}`);
		return result;
	}

	/** All of them, so many at once. @returns milliseconds */
	async postAll(path: string, bodies: readonly Json[], inFlight: number): Promise<number> {
		const started = performance.now();
		let next = 0;
		const lane = async () => {
			for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await this.post(path, body);
		};
		await Promise.all(Array.from({ length: inFlight }, lane));
		return performance.now() - started;
	}

	close(): void {
		this.agent.destroy();
	}
}
