import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { QiandunApi } from '../../credentials/QiandunApi.credentials';
import { testCredential } from '../../engine/credentialTest';
import { provider } from './provider';

/** Tests a Qiandun credential. Looking up an account that does not exist changes nothing, and its path is documented. */
export async function qiandunApiTest(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const { status, message } = await testCredential(
		{
			provider,
			request: async (credential) =>
				await new QiandunApi().authenticate(credential, {
					method: 'GET',
					url: '/open/psnGet',
					qs: { accountId: 'n8n-credential-test' },
				}),
			fromBusiness: /^(200|oc_\d+)$/,
			baseUrlHint: 'it ends in /api',
		},
		data,
	);
	return { status, message };
}
