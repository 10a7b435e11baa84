/** What a 签盾 credential gives access with. Source: docs/api/qiandun.md */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { keyPairOf } from '../engine/credential';

/** Where the documented paths begin. Source: docs/api/qiandun.md#4-hosts-and-base-url */
const BASE_URLS: Record<string, string> = {
	production: 'https://api.qiandun365.com/api',
	test: 'https://api.pre-qiandun365.com/api',
};

/** Environment and keys of a credential. @throws CredentialError naming the field */
export const qiandunKeys = (credentials: ICredentialDataDecryptedObject) =>
	keyPairOf(credentials, BASE_URLS, { name: 'appKey', displayName: 'App Key', baseUrl: 'https://host.example/api' });
