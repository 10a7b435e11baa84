/** What an e签宝 credential gives access with: environment, keys and, in OAuth2 mode, a token. Source: docs/api/esign.md */
import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { CredentialError, keyPairOf, NoToken } from '../engine/credential';
import type { HttpAnswer } from '../engine/envelope';
import { isPlainObject, parseJson } from '../engine/json';
import { networkFault } from '../engine/network';
import { tokenRequest } from '../engine/request';
import { X_TSIGN, type KeyPair } from '../engine/signature';
import { keepSecret, mask } from '../engine/privacy';
import type { Issuer, Token } from '../engine/token';
import { gatewayText, refusals } from './esignRefusals';

/** Where the documented paths begin. Source: docs/api/esign.md#3-hosts-and-environments */
export const BASE_URLS: Record<string, string> = {
	production: 'https://openapi.esign.cn',
	sandbox: 'https://smlopenapi.esign.cn',
};

/** Environment and keys of a credential. @throws CredentialError naming the field */
export const esignKeys = (credentials: ICredentialDataDecryptedObject, baseUrls = BASE_URLS) =>
	keyPairOf(credentials, baseUrls, { name: 'appId', displayName: 'App ID', baseUrl: 'https://host.example' });

/** Whether requests carry an access token rather than a signature. */
export const usesToken = ({ authentication }: ICredentialDataDecryptedObject): boolean => authentication === 'token';

/** An answer, its body read as JSON where it is JSON. */
export interface JsonAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** The answer with its body read; one that is no JSON, or nested too deep, stays text. */
export function asJson(answer: HttpAnswer): JsonAnswer {
	try {
		return { ...answer, body: parseJson(String(answer.body)) };
	} catch {
		return answer;
	}
}

/** Makes one GET. Rejects only when no answer comes, with an error that carries the network's `code`. */
export type Get = (request: IHttpRequestOptions) => Promise<JsonAnswer>;

/** Looking up an account that does not exist changes nothing, and its path is documented. */
export const PROBE = { method: 'GET', url: '/v1/accounts/getByThirdId', qs: { thirdPartyUserId: 'n8n-credential-test' } } as const;

const TIMEOUT_MS = 10_000;
const UNKNOWN_APP = '72000032';

/** The application's token as this platform issues and refuses it. Source: docs/api/esign.md#token-mode @throws CredentialError when it issues none */
export const esignIssuer = (get: Get, baseUrl: string, keys: KeyPair): Issuer => ({
	issue: async () => await issueToken(get, baseUrl, keys),
	isRefused: async (token) => {
		const request = await tokenRequest({ ...PROBE, timeout: TIMEOUT_MS }, baseUrl, X_TSIGN, keys.appKey, token.value);
		try {
			const { statusCode, body } = await get(request);
			const said = gatewayText(body) ?? '';
			return statusCode === 401 && refusals.find(({ text }) => text.test(said))?.isAboutToken === true;
		} catch {
			// Not known: then what n8n asks about was no refusal of the token either.
			return false;
		}
	},
});

async function issueToken(get: Get, baseUrl: string, { appKey, appSecret }: KeyPair): Promise<Token> {
	// It goes into the address, where the interface wants it, and may come back from there.
	keepSecret(appSecret);
	let answer: JsonAnswer;
	try {
		answer = await get({
			method: 'GET',
			url: `${baseUrl}/v1/oauth2/access_token`,
			qs: { appId: appKey, secret: appSecret, grantType: 'client_credentials' },
			timeout: TIMEOUT_MS,
		});
	} catch (error) {
		return failToFetch(error, appSecret);
	}
	const body = isPlainObject(answer.body) ? answer.body : {};
	const { token, expiresIn } = isPlainObject(body.data) ? body.data : ({} as IDataObject);
	// An old sample has no code.
	if (String(body.code ?? 0) === '0' && typeof token === 'string' && token !== '') {
		const issuedAt = Date.now();
		const endsAt = Number(expiresIn) - clockDifference(answer.headers);
		if (endsAt > issuedAt) return { value: token, issuedAt, endsAt };
		throw new CredentialError(
			'eSign issued an access token without a deadline in the future: choose the authentication Signature in the credential, and report it',
		);
	}
	throw refusal(answer, appSecret);
}

const OWN_SETTINGS =
	'Options of a node, such as Proxy and Ignore SSL Issues, do not apply to fetching a token: it goes by the settings of n8n itself.';

/** The error of the HTTP client holds the address, and that holds the secret. */
function failToFetch(error: unknown, appSecret: string): never {
	const { code, message } = isPlainObject(error) ? error : ({} as IDataObject);
	const { kind, what } = networkFault(String(code ?? ''), mask(String(message ?? ''), [appSecret]));
	const text = `No access token could be fetched from eSign: ${what}. ${OWN_SETTINGS}`;
	throw kind === 'hopeless' ? new CredentialError(text) : new NoToken(text);
}

/** The deadline is by the platform's clock: how far that is ahead of this machine's, in milliseconds. */
function clockDifference(headers: JsonAnswer['headers']): number {
	const difference = Date.parse(String(headers.date ?? '')) - Date.now();
	return Number.isFinite(difference) && Math.abs(difference) > 5_000 ? difference : 0;
}

/** Why no token was issued. What may pass by itself is a NoToken, which may be repeated. */
function refusal({ statusCode, body }: JsonAnswer, appSecret: string): Error {
	const said = gatewayText(body);
	const known = said && refusals.find(({ text }) => text.test(said));
	if (known) return new CredentialError(`eSign issued no access token: ${known.message}. ${known.remedy}`);
	if (statusCode === 429 || statusCode >= 500) {
		return new NoToken(`eSign issued no access token just now (HTTP ${statusCode}). Try again later.`);
	}
	const { code, message } = isPlainObject(body) ? body : ({} as IDataObject);
	if (String(code) === UNKNOWN_APP) {
		return new CredentialError(
			'eSign does not know the app ID in this environment, or the application was stopped: check “App ID” and “Environment” in the credential',
		);
	}
	return new CredentialError(
		code === undefined || message === undefined
			? `What answers at the base URL issued no access token (HTTP ${statusCode}): check “Environment” and “Base URL” in the credential`
			: `eSign issued no access token (${mask(String(message), [appSecret])}, code ${String(code)}): check “App ID”, “App Secret” and “Environment” in the credential`,
	);
}
