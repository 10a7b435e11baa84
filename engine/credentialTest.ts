/** Tests a credential with one harmless request, and says which of the ways to be wrong it is. */
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { textOf } from './answerText';
import { parseCorrections } from './corrections';
import { readAnswer, type HttpAnswer, type KnownRefusal } from './envelope';
import { clockHint, isAboutClock } from './failure';
import type { Provider } from './job';
import { isPlainObject } from './json';
import { networkFault, TOO_LONG, tooLong } from './network';
import { mask } from './privacy';

/** How one platform's credential is tested. */
export interface CredentialProbe {
	provider: Provider;
	/** The request, complete and with its proof. @throws Error with a sentence about the credential */
	request(credential: ICredentialDataDecryptedObject): Promise<IHttpRequestOptions>;
	/** What the business answers once the proof was right: also "no such user". */
	fromBusiness: RegExp;
	/** How the base URL of this platform ends. */
	baseUrlHint: string;
}

/** The verdict n8n shows, and what the gateway's refusal was known to mean. */
export type Verdict = INodeCredentialTestResult & { refusal?: KnownRefusal };

const TIMEOUT_MS = 10_000;
const OK: Verdict = { status: 'OK', message: 'Connection successful' };

const wrong = (message: string, refusal?: KnownRefusal): Verdict => ({ status: 'Error', message, refusal });

/** Never throws: what goes wrong is the verdict. */
export async function testCredential(
	probe: CredentialProbe,
	credential: ICredentialDataDecryptedObject = {},
): Promise<Verdict> {
	try {
		parseCorrections(credential.endpointCorrections, probe.provider.resources);
		return judge(await fetchText(await probe.request(credential)), probe);
	} catch (error) {
		return wrong(problem(error));
	}
}

/**
 * One GET with `fetch`, its body as text: a credential test has none of n8n's helpers.
 * @throws Error with the network's code, as n8n's helpers do
 */
export async function fetchText({ url, headers, qs }: IHttpRequestOptions): Promise<HttpAnswer> {
	const address = new URL(url);
	for (const [name, value] of Object.entries(qs ?? {})) address.searchParams.set(name, String(value));
	try {
		const response = await fetch(address, {
			headers: headers as Record<string, string>,
			redirect: 'manual',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		return {
			statusCode: response.status,
			headers: Object.fromEntries(response.headers),
			body: response.body === null ? '' : await textOf(chunksOf(response.body)),
		};
	} catch (error) {
		return failFetch(error);
	}
}

/** Let go of where it is not read to its end. */
async function* chunksOf(body: NonNullable<Response['body']>): AsyncGenerator<Uint8Array> {
	const reader = body.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel();
	}
}

const failFetch = (error: unknown): never => {
	throw new NoAnswer(error);
};

/** `fetch` hides the network's code and words in the cause of its error. */
class NoAnswer extends Error {
	readonly code: string;

	constructor(error: unknown) {
		const { name, message, cause, code: own } = asObject(error);
		const { code = own === TOO_LONG ? own : '', message: inner = '' } = asObject(cause);
		super([message, inner].filter((words) => words !== '').join(': '));
		const isTimeout = name === 'TimeoutError' || /^UND_ERR_.*TIMEOUT$/.test(String(code));
		this.code = isTimeout ? 'ETIMEDOUT' : String(code).replace(/^UND_ERR_SOCKET$/, 'ECONNRESET');
	}
}

function judge(answer: HttpAnswer, { provider, fromBusiness, baseUrlHint }: CredentialProbe): Verdict {
	const { platform, envelope } = provider;
	const { statusCode, headers } = answer;
	const reading = readAnswer(answer, envelope);
	if (reading.kind === 'result') return OK;
	const gatewayText = reading.kind === 'business' ? reading.text : reading.gatewayText;
	if (reading.kind === 'business' && statusCode >= 200 && statusCode < 300) {
		return fromBusiness.test(reading.code)
			? OK
			: wrong(
					`${platform} answered the test with code ${reading.code}: ${mask(reading.text)}. If that is not about key or signature, the credential may be right all the same.`,
				);
	}
	if (statusCode === 429 || statusCode >= 500) {
		return wrong(`The server answered HTTP ${statusCode}: it cannot be tested now. Try again later.`);
	}
	if (gatewayText === undefined && [400, 401, 403, 407].includes(statusCode)) {
		return wrong(
			`The request was refused (HTTP ${statusCode}), not by ${platform} itself as it seems. Check the environment and base URL, and any proxy or firewall between.`,
		);
	}
	if (gatewayText === undefined || statusCode === 404) {
		return wrong(
			`What answers at this base URL is not ${platform} (HTTP ${statusCode}). Check the environment and base URL; ${baseUrlHint}.`,
		);
	}
	const known = reading.kind === 'refused' ? reading.known : undefined;
	const { message, remedy } = known ?? envelope.wrongKeys;
	const clock = known === undefined || isAboutClock(known) ? clockHint(headers, gatewayText) : undefined;
	// The rest of it is the server's string to sign, which means nothing to who fills in a credential.
	const said = gatewayText === '' ? '' : ` The gateway said: ${mask(gatewayText.split(',')[0])}.`;
	return wrong(`${clock ?? `${message}. ${remedy}`}${said}`, known);
}

const asObject = (value: unknown): IDataObject => (isPlainObject(value) ? value : {});

function problem(error: unknown): string {
	// A sentence of ours: the credential or its corrections are incomplete.
	if (!(error instanceof NoAnswer)) return error instanceof Error ? error.message : String(error);
	if (error.code === 'ETIMEDOUT') {
		return `The base URL cannot be reached: no answer within ${TIMEOUT_MS / 1000} seconds. Check the environment, base URL and firewall.`;
	}
	if (error.code === TOO_LONG) return `${tooLong}. Check the environment and base URL.`;
	const { what, remedy } = networkFault(error.code, error.message);
	return `The base URL cannot be reached: ${what.charAt(0).toLowerCase()}${what.slice(1)}. ${remedy}`.trim();
}
