/** What e签宝's gateway says when it refuses. Source: docs/api/esign.md#gateway-errors */
import type { KnownRefusal } from '../engine/envelope';
import { isPlainObject } from '../engine/json';

export const unknownApp: KnownRefusal = {
	text: /无效的应用/,
	message: 'This environment does not know the app ID',
	remedy:
		'Check app ID and environment in the credential: production and sandbox have different apps. The application may also have been stopped in the eSign console.',
};

/** What the gateway says with HTTP 401 and 403. */
export const refusals: KnownRefusal[] = [
	unknownApp,
	{
		text: /INVALID_SIGNATURE/,
		message: 'The app secret does not belong to the app ID',
		remedy: 'Check the app secret in the credential: production and sandbox have different ones.',
	},
	{
		text: /INVALID_TIMESTAMP/,
		message: 'The clock of the n8n server is off',
		remedy: 'It and the platform’s are more than 15 minutes apart. Set the clock.',
	},
	{
		text: /IP白名单/,
		message: 'The address of this n8n server is not on the IP white list of the app',
		remedy:
			'Add the public address with which n8n goes out to the internet in the eSign console, under the settings of the application.',
	},
	{
		text: /AUTHSTRATEGY_NOT_FOUND|缺少参数|SIMPLE_MODE_CANT_PASS|TOKEN_CANT_BE_NULL/,
		message: 'The gateway misses something in the headers',
		remedy: 'A proxy between may take headers away. If there is none, please report it with this text.',
	},
	{
		text: /TOKEN|令牌/i,
		message: 'The access token is not accepted',
		remedy:
			'Another system may be fetching tokens for the same app: each new one ends those before it. Run it again, or choose the authentication Signature in the credential.',
		isAboutToken: true,
	},
];

export const isGateway = ({ success, code }: { success?: unknown; code?: unknown }) =>
	success === false && Number(code) >= 400 && Number(code) < 600;

/** Its words; undefined when the answer is not the gateway's. */
export const gatewayText = (body: unknown): string | undefined =>
	isPlainObject(body) && isGateway(body) ? String(body.message ?? '') : undefined;
