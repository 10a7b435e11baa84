import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { unknownApp } from '../../credentials/esignRefusals';
import { asJson, BASE_URLS, esignIssuer, esignKeys, PROBE, usesToken, type Get } from '../../credentials/esignAccess';
import { CredentialError } from '../../engine/credential';
import { fetchText, testCredential, type CredentialProbe, type Verdict } from '../../engine/credentialTest';
import { isAboutClock } from '../../engine/failure';
import { signedRequest, tokenRequest } from '../../engine/request';
import { X_TSIGN } from '../../engine/signature';
import { ownerOf, storedToken } from '../../engine/token';
import { provider } from './provider';

const NAMES: Record<string, string> = { production: 'Production', sandbox: 'Sandbox' };

/** Tests an eSign credential in its own authentication mode. */
export async function esignApiTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const { status, message } = await testEsign(data, BASE_URLS);
	return { status, message };
}

/**
 * The same with the addresses of the environments given. An app ID that one environment does not know is looked for in the
 * other, so that the verdict tells a wrong environment from a wrong app ID; the secret is not sent for that.
 */
export async function testEsign(
	credential: ICredentialDataDecryptedObject,
	baseUrls: Record<string, string>,
): Promise<Verdict> {
	const verdict = await verdictOf(credential, baseUrls);
	const { environment } = credential;
	const other = environment === 'production' ? 'sandbox' : 'production';
	if (verdict.refusal !== unknownApp || baseUrls[String(environment)] === undefined) return verdict;
	const there = await testCredential(bySignature(baseUrls), { ...credential, environment: other });
	return there.status === 'OK' || (there.refusal !== undefined && there.refusal !== unknownApp)
		? {
				...verdict,
				message: `This app ID belongs to the environment ${NAMES[other]}, not ${NAMES[String(environment)]}. Choose that in “Environment”.`,
			}
		: verdict;
}

/** Where no token is issued, the gateway says more precisely to a signed request what is wrong. */
async function verdictOf(credential: ICredentialDataDecryptedObject, baseUrls: Record<string, string>): Promise<Verdict> {
	if (!usesToken(credential)) return await testCredential(bySignature(baseUrls), credential);
	const verdict = await tokenVerdict(credential, baseUrls);
	if (verdict.status === 'OK' || verdict.refusal !== undefined) return verdict;
	const signed = await testCredential(bySignature(baseUrls), credential);
	return signed.refusal === undefined || isAboutClock(signed.refusal) ? verdict : signed;
}

const probe = (request: CredentialProbe['request']): CredentialProbe => ({
	provider,
	request,
	// A business code: the proof was right, and the account does not exist.
	fromBusiness: /^53\d{6}$/,
	baseUrlHint: 'it ends before /v1',
});

const bySignature = (baseUrls: Record<string, string>) =>
	probe(async (credential) => {
		const { baseUrl, keys } = esignKeys(credential, baseUrls);
		return await signedRequest({ ...PROBE }, baseUrl, X_TSIGN, keys);
	});

/** A new token ends those in use, so the one in the store is tried first. */
async function tokenVerdict(credential: ICredentialDataDecryptedObject, baseUrls: Record<string, string>): Promise<Verdict> {
	const withStored = await testCredential(byToken(baseUrls, true), credential);
	return withStored.status === 'OK' ? withStored : await testCredential(byToken(baseUrls, false), credential);
}

const byToken = (baseUrls: Record<string, string>, isStored: boolean) =>
	probe(async (credential) => {
		const { baseUrl, keys } = esignKeys(credential, baseUrls);
		const stored = storedToken(credential.accessToken, ownerOf(baseUrl, keys));
		if (isStored && !stored) throw new CredentialError('No access token is stored yet');
		const token = isStored && stored ? stored : await esignIssuer(get, baseUrl, keys).issue();
		return await tokenRequest({ ...PROBE }, baseUrl, X_TSIGN, keys.appKey, token.value);
	});

const get: Get = async (request) => asJson(await fetchText(request));
