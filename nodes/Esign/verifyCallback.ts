/** Whether a callback is from e签宝. Source: docs/api/esign.md#verification */
import type { IWebhookFunctions } from 'n8n-workflow';
import { esignKeys } from '../../credentials/esignAccess';
import { messageOf, type Refusal } from '../../engine/callback';
import { isSignedBy } from '../../engine/callbackSignature';
import { provider } from './provider';

/** Signed by the application of the credential, over raw body and query. @returns the refusal otherwise */
export async function verifyCallback(this: IWebhookFunctions): Promise<Refusal | undefined> {
	const request = this.getRequestObject();
	const { rawBody } = request as { rawBody?: Buffer };
	const header = (name: string) => String(this.getHeaderData()[name] ?? '');
	let secret: string;
	let appId: string;
	try {
		const { keys } = esignKeys(await this.getCredentials(provider.credentialType));
		({ appSecret: secret, appKey: appId } = keys);
	} catch (error) {
		return { status: 401, reason: 'The callback cannot be verified', detail: `the credential has no app ID and secret: ${messageOf(error)}` };
	}
	const isRight =
		header('x-tsign-open-app-id') === appId &&
		isSignedBy(secret, {
			timestamp: header('x-tsign-open-timestamp'),
			signature: header('x-tsign-open-signature'),
			url: request.originalUrl ?? request.url,
			body: rawBody ?? Buffer.alloc(0),
		});
	return isRight ? undefined : { status: 401, reason: 'The signature is missing or wrong', detail: 'check that the credential is that of the app whose callbacks come here' };
}
