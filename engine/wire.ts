/** One job's request in the words of n8n's HTTP client, and what its answer's headers ask for. */
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { renamedBody } from './corrections';
import type { HttpAnswer } from './envelope';
import { base64Of, FileForm, type Sent } from './files';
import type { Job } from './job';
import { isPlainObject, stringifyJson } from './json';
import { DEFAULT_TIMEOUT, FILE_TIMEOUT, partsOf, type Upload } from './operation';
import { setDeep, type Plan } from './plan';

/** A request, and what is known of the file in it once it has been sent. */
export interface WireRequest {
	options: IHttpRequestOptions;
	sent(): Sent | undefined;
}

/**
 * The request of a job. Made anew for every attempt: a file is read from its beginning.
 * @param renewsToken HTTP 401 is left to n8n, which then renews the access token and asks again
 */
export async function wireRequest(job: Job, renewsToken: boolean): Promise<WireRequest> {
	const { plan } = job;
	const { upload } = partsOf(job.operation);
	const isText = upload?.as === 'base64' || (upload?.json !== undefined && plan.settings.sendAs === 'json');
	const form = upload?.as === 'multipart' && job.file && !isText ? new FileForm(upload.property, job.file) : undefined;
	const text = upload && job.file && isText ? await base64Of(job.file) : undefined;
	const named = plan.rename && isPlainObject(plan.body) ? renamedBody(plan.body, plan.rename) : plan.body;
	const body = text && upload ? withFile(named, upload, text) : named;
	return {
		options: {
			method: plan.method,
			// Relative: the credential completes it.
			url: plan.path,
			qs: plan.query,
			headers: plan.headers,
			...(form
				? { body: form }
				: body !== undefined && {
						// As bytes, because anything else is serialised once more on the way.
						body: Buffer.from(stringifyJson(body), 'utf8'),
						headers: { 'content-type': 'application/json', ...lowerCaseKeys(plan.headers) },
					}),
			// Not read by the client: it would hold an answer of any length, and its JSON.parse rounds 19-digit ids.
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: renewsToken ? { ignore: true, except: [401] } : true,
			...connection(job),
		},
		sent: () => form?.sent ?? text?.sent,
	};
}

function withFile(body: Plan['body'], { property, json }: Upload, { text, sent }: { text: string; sent: Sent }): IDataObject {
	const copy: IDataObject = { ...(body as IDataObject) };
	setDeep(copy, json?.property ?? property, text);
	if (json) setDeep(copy, json.nameProperty, sent.fileName);
	return copy;
}

/** How the node connects, to the platform and to the addresses of its files. */
export function connection({ operation, options }: Job): Partial<IHttpRequestOptions> {
	const { upload, download } = partsOf(operation);
	return {
		disableFollowRedirect: true,
		timeout: options.timeout ?? (upload || download ? FILE_TIMEOUT : DEFAULT_TIMEOUT),
		...(options.proxy !== undefined && { proxy: proxyOf(options.proxy) }),
		...(options.ignoreSslIssues && { skipSslCertificateValidation: true }),
	};
}

const lowerCaseKeys = (headers: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The address was checked with the other options. */
function proxyOf(address: string): IHttpRequestOptions['proxy'] {
	const url = new URL(address);
	return {
		protocol: url.protocol.slice(0, -1),
		host: url.hostname,
		port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
		...(url.username !== '' && {
			auth: { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
		}),
	};
}

/** Retry-After in milliseconds: it comes as seconds or as a date. */
export function restAsked({ headers }: HttpAnswer): number | undefined {
	const given = String(headers['retry-after'] ?? '').trim();
	if (/^\d+(\.\d+)?$/.test(given)) return Number(given) * 1000;
	const until = /^[A-Za-z]/.test(given) ? Date.parse(given) : NaN;
	return Number.isNaN(until) ? undefined : Math.max(until - Date.now(), 0);
}

