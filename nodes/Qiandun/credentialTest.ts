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
import { clockHint } from '../../engine/failure';
import { networkFault } from '../../engine/network';
import { mask } from '../../engine/privacy';
import { isPlainObject, parseCorrections } from '../../engine/plan';
import { allOperations } from '../../engine/operation';
import { provider } from './provider';

const TIMEOUT_MS = 10_000;
/** Looking up an account that does not exist changes nothing, and its path is documented. */
const PROBE = { method: 'GET', url: '/open/psnGet', qs: { accountId: 'n8n-credential-test' } } as const;

const wrong = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });

export async function qiandunApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		const keys = [...allOperations(provider.resources)].map(({ key }) => key);
		parseCorrections(credential.data?.endpointCorrections, keys);
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
	// Also "no such user" is an answer of the business, which only a right signature reaches.
	if (reading.kind !== 'refused' && statusCode >= 200 && statusCode < 300) {
		return { status: 'OK', message: 'Connection successful' };
	}
	const isGateway = Object.keys(headers).some((name) => name.startsWith('x-ca-'));
	const gatewayText =
		reading.kind === 'refused' ? reading.gatewayText : reading.kind === 'business' ? reading.text : '';
	// The rest of it is the server's string to sign, which means nothing to who fills in a credential.
	const said = gatewayText === '' ? '' : ` The gateway said: ${mask(gatewayText.split(',')[0])}.`;
	const clock = clockHint(headers, gatewayText);
	if (clock !== undefined && (isGateway || statusCode === 400 || statusCode === 401 || statusCode === 403)) {
		return wrong(clock + said);
	}
	if (statusCode === 429 || statusCode >= 500) {
		return wrong(`Qiandun answered HTTP ${statusCode}: it cannot be tested now. Try again later.${said}`);
	}
	if (statusCode === 404 || !(isGateway || reading.kind === 'business' || [400, 401, 403].includes(statusCode))) {
		return wrong(
			`What answers at this base URL is not Qiandun (HTTP ${statusCode}). Check the environment and base URL; it ends in /api.`,
		);
	}
	return wrong(
		`The app key or the app secret is wrong for this environment; test and production have different ones.${said}`,
	);
}

/** `fetch` hides the network code in the cause of its error. */
function connectionProblem(error: unknown): string {
	const { name, message, cause }: IDataObject = isPlainObject(error) ? error : { message: String(error) };
	const code = isPlainObject(cause) && typeof cause.code === 'string' ? cause.code : '';
	if (name === 'TimeoutError' || code.startsWith('UND_ERR')) {
		return `The base URL cannot be reached: no answer within ${TIMEOUT_MS / 1000} seconds. Check the environment, base URL and firewall.`;
	}
	// A sentence of ours: the credential or its corrections are incomplete.
	if (code === '') return String(message);
	const { what, remedy } = networkFault(code, String(message));
	return `The base URL cannot be reached: ${what.charAt(0).toLowerCase()}${what.slice(1)}. ${remedy}`;
}
