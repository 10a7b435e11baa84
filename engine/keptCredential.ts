/** The credential as one run of a node keeps it. */
import type { IAdditionalCredentialOptions, ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * Read and decrypted once. Left to itself, n8n's request helper does both again for every request, with a question to its
 * database each time: about a quarter of what a request costs.
 */
export class KeptCredential {
	private isKept = true;

	/** @param data as `getCredentials` gave it; n8n writes a renewed access token into it */
	constructor(
		private readonly type: string,
		private readonly data: ICredentialDataDecryptedObject,
	) {}

	/** For n8n's request helper. */
	get options(): IAdditionalCredentialOptions {
		return this.isKept ? { credentialsDecrypted: { id: '', name: '', type: this.type, data: this.data } } : {};
	}

	/** Its access token was refused: n8n's store may hold a newer one, so each request reads it again from here on. */
	forget(): void {
		this.isKept = false;
	}
}
