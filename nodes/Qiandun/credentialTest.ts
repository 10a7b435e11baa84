/** Tests the credential with one harmless signed request, and says which of the ways to be wrong it is. */
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { QiandunApi } from '../../credentials/QiandunApi.credentials';
import { readAnswer } from '../../engine/envelope';
import { clockHint, isFromGateway } from '../../engine/failure';
import { isPlainObject } from '../../engine/json';
import { networkFault } from '../../engine/network';
import { parseCorrections } from '../../engine/corrections';
import { mask } from '../../engine/privacy';
import { provider } from './provider';

const TIMEOUT_MS = 10_000;
/** Looking up an account that does not exist changes nothing, and its path is documented. */
const PROBE = { method: 'GET', url: '/open/psnGet', qs: { accountId: 'n8n-credential-test' } } as const;
/** What the business answers once the signature was right: also "no such user". */
const FROM_BUSINESS = /^(200|oc_\d+)$/;

const wrong = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });

export async function qiandunApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		parseCorrections(credential.data?.endpointCorrections, provider.resources);
		const { url, headers } = await new QiandunApi().authenticate(credential.data ?? {}, { ...PROBE });
		const response = await fetch(url, {
			method: PROBE.method,
			headers: headers as Record<string, string>,
			redirect: 'manual',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		return judge(response.status, Object.fromEntries(response.headers), await response.text());
	} catch (error) {
		return wrong(connectionProblem(error));
	}
}

function judge(statusCode: number, headers: Record<string, string>, body: string): INodeCredentialTestResult {
	const reading = readAnswer({ statusCode, headers, body }, provider.envelope);
	if (reading.kind === 'result') return { status: 'OK', message: 'Connection successful' };
	const isOk = statusCode >= 200 && statusCode < 300;
	const isPlatform = reading.kind === 'business' || isFromGateway(headers);
	if (reading.kind === 'business' && isOk) {
		return FROM_BUSINESS.test(reading.code)
			? { status: 'OK', message: 'Connection successful' }
			: wrong(
					`Qiandun answered the test with code ${reading.code}: ${mask(reading.text)}. If that is not about key or signature, the credential may be right all the same.`,
				);
	}
	if (statusCode === 429 || statusCode >= 500) {
		return wrong(`The server answered HTTP ${statusCode}: it cannot be tested now. Try again later.`);
	}
	if (!isPlatform && [400, 401, 403, 407].includes(statusCode)) {
		return wrong(
			`The request was refused (HTTP ${statusCode}), not by Qiandun itself as it seems. Check the environment and base URL, and any proxy or firewall between.`,
		);
	}
	if (!isPlatform || statusCode === 404) {
		return wrong(
			`What answers at this base URL is not Qiandun (HTTP ${statusCode}). Check the environment and base URL; it ends in /api.`,
		);
	}
	const gatewayText = reading.kind === 'business' ? reading.text : reading.gatewayText;
	// The rest of it is the server's string to sign, which means nothing to who fills in a credential.
	const said = gatewayText === '' ? '' : ` The gateway said: ${mask(gatewayText.split(',')[0])}.`;
	return wrong(
		(clockHint(headers, gatewayText) ??
			'The app key or the app secret is wrong for this environment; test and production have different ones.') + said,
	);
}

const asObject = (value: unknown): IDataObject => (isPlainObject(value) ? value : {});

/** `fetch` hides the network's code and words in the cause of its error. */
function connectionProblem(error: unknown): string {
	const { name, message, cause } = asObject(error);
	const { code = '', message: inner = '' } = asObject(cause);
	if (name === 'TimeoutError' || /^UND_ERR_.*TIMEOUT$/.test(String(code))) {
		return `The base URL cannot be reached: no answer within ${TIMEOUT_MS / 1000} seconds. Check the environment, base URL and firewall.`;
	}
	// A sentence of ours: the credential or its corrections are incomplete.
	if (cause === undefined) return String(message ?? error);
	const { what, remedy } = networkFault(
		String(code).replace(/^UND_ERR_SOCKET$/, 'ECONNRESET'),
		`${String(message)}: ${String(inner)}`,
	);
	return `The base URL cannot be reached: ${what.charAt(0).toLowerCase()}${what.slice(1)}. ${remedy}`.trim();
}
