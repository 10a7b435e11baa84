/** Whether a callback is from e签宝. Source: docs/api/esign.md#verification */
import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';
import { esignKeys } from '../../credentials/esignAccess';
import { messageOf, type Refusal } from '../../engine/callback';
import { isSignedBy } from '../../engine/callbackSignature';
import { provider } from './provider';

/** Lower-case hex of HMAC-SHA256. */
const SIGNATURE = /^[\da-f]{64}$/;

const REFUSED: Refusal = {
	status: 401,
	reason: 'The signature is missing or wrong',
	detail: 'check that the credential is that of the app whose callbacks come here',
};

/** Signed by the application of the credential, over raw body and query. @returns the refusal otherwise */
export async function verifyCallback(this: IWebhookFunctions): Promise<Refusal | undefined> {
	const request = this.getRequestObject();
	const { rawBody } = request as { rawBody?: Buffer };
	const header = (name: string) => String(this.getHeaderData()[name] ?? '');
	const timestamp = header('x-tsign-open-timestamp');
	const signature = header('x-tsign-open-signature');
	// What cannot be a signature costs no look into the database.
	if (timestamp === '' || !SIGNATURE.test(signature)) return REFUSED;
	let credential: ICredentialDataDecryptedObject;
	try {
		credential = await this.getCredentials(provider.credentialType);
	} catch (error) {
		// n8n's database is busy or away: that says nothing about the callback.
		return { status: 503, reason: 'The callback cannot be verified now', retryAfter: 10, detail: messageOf(error) };
	}
	let secret: string;
	let appId: string;
	try {
		({ appSecret: secret, appKey: appId } = esignKeys(credential).keys);
	} catch (error) {
		return { status: 401, reason: 'The callback cannot be verified', detail: `the credential has no app ID and secret: ${messageOf(error)}` };
	}
	const isRight =
		header('x-tsign-open-app-id') === appId &&
		isSignedBy(secret, {
			timestamp,
			signature,
			url: request.originalUrl ?? request.url,
			body: rawBody ?? Buffer.alloc(0),
		});
	return isRight ? undefined : REFUSED;
}
