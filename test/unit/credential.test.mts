/** What a credential holds: its fields, the address and keys they mean, the sentences that refuse it, and the gateway's words for it. */
import type { ICredentialDataDecryptedObject, INodeProperties } from 'n8n-workflow';
import { EsignApi } from '../../credentials/EsignApi.credentials.ts';
import { QiandunApi } from '../../credentials/QiandunApi.credentials.ts';
import { esignKeys, usesToken } from '../../credentials/esignAccess.ts';
import { gatewayText, refusals } from '../../credentials/esignRefusals.ts';
import { qiandunKeys } from '../../credentials/qiandunAccess.ts';
import { CredentialError } from '../../engine/credential.ts';
import { KeptCredential } from '../../engine/keptCredential.ts';
import { fileFields, isWebAddress, listFields, longestWait, outputField, returnExisting, sendAs, simplify, STANDARD_FIELDS, waitFields } from '../../engine/standardFields.ts';
import { DEFAULT_IN_FLIGHT, DEFAULT_TIMEOUT, FILE_TIMEOUT, runnerOptionFields } from '../../engine/operation.ts';

const values = ({ options = [] }: INodeProperties) => options.flatMap((option) => ('value' in option ? [option.value] : []));
/** What is saved in credentials and workflows, or decides what is asked for. */
const saved = (properties: INodeProperties[]) =>
	properties.map((property) => [property.name, property.type, property.default, property.required === true, ...values(property)]);

describe('the fields', () => {
	it('of the Qiandun credential keep their names, values and defaults; only the secret is hidden', () => {
		const { name, properties } = new QiandunApi();
		expect(name).toBe('qiandunApi');
		expect(saved(properties)).toEqual([
			['environment', 'options', 'production', false, 'production', 'test', 'custom'],
			['baseUrl', 'string', '', true],
			['appKey', 'string', '', true],
			['appSecret', 'string', '', true],
			['endpointCorrections', 'json', '{}', false],
		]);
		expect(properties.filter(({ typeOptions }) => typeOptions?.password).map((property) => property.name)).toEqual(['appSecret']);
		expect(properties.find((property) => property.name === 'baseUrl')?.displayOptions).toEqual({ show: { environment: ['custom'] } });
	});

	it('of the eSign credential keep their names, values and defaults; n8n stores the token, hidden', () => {
		const { name, properties } = new EsignApi();
		expect(name).toBe('esignApi');
		expect(saved(properties)).toEqual([
			['environment', 'options', 'production', false, 'production', 'sandbox', 'custom'],
			['baseUrl', 'string', '', true],
			['authentication', 'options', 'signature', false, 'signature', 'token'],
			['appId', 'string', '', true],
			['appSecret', 'string', '', true],
			['accessToken', 'hidden', '', false],
			['endpointCorrections', 'json', '{}', false],
		]);
		expect(properties.filter(({ typeOptions }) => typeOptions?.password).map((property) => property.name)).toEqual(['appSecret', 'accessToken']);
		expect(properties.find((property) => property.name === 'accessToken')?.typeOptions?.expirable).toBe(true);
		expect(properties.find((property) => property.name === 'baseUrl')?.displayOptions).toEqual({ show: { environment: ['custom'] } });
	});

	it('that operations share keep theirs', () => {
		const shared = [...fileFields, sendAs, ...listFields, simplify, longestWait, ...waitFields, outputField, returnExisting('User', 'ID')];
		expect(saved(shared)).toEqual([
			['fileSource', 'options', 'binary', true, 'binary', 'url'],
			['binaryPropertyName', 'string', 'data', true],
			['fileUrl', 'string', '', true],
			['sendAs', 'options', 'multipart', false, 'json', 'multipart'],
			['returnAll', 'boolean', false, false],
			['limit', 'number', 50, false],
			['simplify', 'boolean', true, false],
			['longestWait', 'number', 90, false],
			['waitLimit', 'number', 14, true],
			['waitUnit', 'options', 'days', true, 'days', 'hours', 'minutes'],
			['outputField', 'string', 'data', false],
			['returnExisting', 'boolean', false, false],
		]);
		expect([...STANDARD_FIELDS].sort()).toEqual(shared.map(({ name }) => name).sort());
		expect(shared.filter(({ typeOptions }) => typeOptions).map(({ name, typeOptions }) => [name, typeOptions])).toEqual([
			['limit', { minValue: 1 }],
			['longestWait', { minValue: 0, maxValue: 3600 }],
			['waitLimit', { minValue: 1, maxValue: 100_000 }],
		]);
		expect(shared.filter(({ displayOptions }) => displayOptions).map(({ name, displayOptions }) => [name, displayOptions?.show])).toEqual([
			['binaryPropertyName', { fileSource: ['binary'] }],
			['fileUrl', { fileSource: ['url'] }],
			['limit', { returnAll: [false] }],
		]);
		expect(shared.filter(({ standsAlone }) => standsAlone).map(({ name }) => name)).toEqual(['returnAll', 'limit', 'simplify', 'longestWait', 'outputField']);
		expect(returnExisting('Person Account', 'third-party ID').description).toContain('return the person account that has this third-party ID already');
		const check = fileFields.find(({ name }) => name === 'fileUrl')?.check;
		expect([check?.('https://x.example'), check?.('x')]).toEqual([undefined, 'must be an address that starts with http:// or https://']);
		expect(isWebAddress(undefined)).toBe(false);
	});

	it('of Options keep theirs', () => {
		expect(saved(runnerOptionFields)).toEqual([
			['additionalFields', 'json', '{}', false],
			['endpointPath', 'string', '', false],
			['ignoreSslIssues', 'boolean', false, false],
			['includeResponseMetadata', 'boolean', false, false],
			['proxy', 'string', '', false],
			['requestsInFlight', 'number', 10, false],
			['timeout', 'number', 60_000, false],
		]);
		// What the descriptions say.
		expect([DEFAULT_IN_FLIGHT, DEFAULT_TIMEOUT, FILE_TIMEOUT]).toEqual([10, 60_000, 600_000]);
	});
});

describe('the address and the keys', () => {
	const qiandun = { environment: 'custom', baseUrl: 'https://host.example/api', appKey: 'key', appSecret: 'secret' };
	const esign = { environment: 'custom', baseUrl: 'https://host.example', appId: 'id', appSecret: 'secret' };

	// docs/api/qiandun.md#4-hosts-and-base-url, docs/api/esign.md#3-hosts-and-environments
	it.each([
		[qiandunKeys, { ...qiandun, environment: 'production' }, 'https://api.qiandun365.com/api', 'key'],
		[qiandunKeys, { ...qiandun, environment: 'test' }, 'https://api.pre-qiandun365.com/api', 'key'],
		[esignKeys, { ...esign, environment: 'production' }, 'https://openapi.esign.cn', 'id'],
		[esignKeys, { ...esign, environment: 'sandbox' }, 'https://smlopenapi.esign.cn', 'id'],
		[qiandunKeys, { ...qiandun, baseUrl: ' http://127.0.0.1:7070/api// ' }, 'http://127.0.0.1:7070/api', 'key'],
		[qiandunKeys, { ...qiandun, appKey: '\tkey\n', appSecret: ' secret ' }, 'https://host.example/api', 'key'],
		[qiandunKeys, { ...qiandun, appKey: 12345 }, 'https://host.example/api', '12345'],
	])('are read: %p of %j', (read, credential, baseUrl, appKey) => {
		expect(read(credential as ICredentialDataDecryptedObject)).toEqual({ baseUrl, keys: { appKey, appSecret: 'secret' } });
	});

	const BASE_URL = '“Base URL” in the credential must end with the path: without ?, # and login';
	it.each([
		[{ appKey: undefined }, '“App Key” in the credential is empty'],
		[{ appKey: ' ' }, '“App Key” in the credential is empty'],
		[{ appSecret: 'a b' }, '“App Secret” in the credential has characters that no key has: check what was pasted'],
		[{ appSecret: '密钥' }, '“App Secret” in the credential has characters that no key has: check what was pasted'],
		[{ appKey: 'a b' }, '“App Key” in the credential has characters that no key has: check what was pasted'],
		[{ appKey: 'a\u007f' }, '“App Key” in the credential has characters that no key has: check what was pasted'],
		[{ appSecret: ' ' }, '“App Secret” in the credential is empty'],
		[{ environment: undefined }, '“Environment” in the credential is not chosen'],
		[{ environment: 'sandbox' }, '“Environment” in the credential is not chosen'],
		[{ baseUrl: '' }, '“Base URL” in the credential is no address: it looks like https://host.example/api'],
		[{ baseUrl: 'ftp://host.example' }, '“Base URL” in the credential is no address: it looks like https://host.example/api'],
		[{ baseUrl: 'https://host.example/api?' }, BASE_URL],
		[{ baseUrl: 'https://host.example/api#x' }, BASE_URL],
		[{ baseUrl: 'https://u@host.example/api' }, BASE_URL],
	])('%j are refused: %s', (wrong, message) => {
		const read = () => qiandunKeys({ ...qiandun, ...wrong } as ICredentialDataDecryptedObject);
		expect(read).toThrow(CredentialError);
		expect(read).toThrow(new Error(message));
	});

	it('of eSign are called by their own names', () => {
		expect(() => esignKeys({ ...esign, appId: '' })).toThrow(new Error('“App ID” in the credential is empty'));
		expect(() => esignKeys({ ...esign, baseUrl: 'x' })).toThrow(new Error('“Base URL” in the credential is no address: it looks like https://host.example'));
		expect([usesToken({ authentication: 'token' }), usesToken({ authentication: 'signature' }), usesToken({})]).toEqual([true, false, false]);
	});
});

describe('what eSign’s gateway says', () => {
	// docs/api/esign.md#gateway-errors
	it.each<[string, string | undefined, boolean]>([
		['无效的应用', 'This environment does not know the app ID', false],
		['INVALID_SIGNATURE', 'The app secret does not belong to the app ID', false],
		['INVALID_TIMESTAMP', 'The clock of the n8n server is off', false],
		['IP白名单不匹配', 'The address of this n8n server is not on the IP white list of the app', false],
		['AUTHSTRATEGY_NOT_FOUND', 'The gateway misses something in the headers', false],
		['缺少参数', 'The gateway misses something in the headers', false],
		['SIMPLE_MODE_CANT_PASS', 'The gateway misses something in the headers', false],
		['TOKEN_CANT_BE_NULL', 'The gateway misses something in the headers', false],
		['TOKEN错误', 'The access token is not accepted', true],
		['token invalid', 'The access token is not accepted', true],
		['令牌已失效', 'The access token is not accepted', true],
		['UNAUTHORIZED', undefined, false],
	])('%s means: %s', (said, message, isAboutToken) => {
		const known = refusals.find(({ text }) => text.test(said));
		expect([known?.message, known?.isAboutToken === true]).toEqual([message, isAboutToken]);
	});

	it.each<[unknown, string | undefined]>([
		[{ success: false, code: 401, message: 'X' }, 'X'],
		[{ success: false, code: '400', message: 'X' }, 'X'],
		[{ success: false, code: 599 }, ''],
		[{ success: false, code: 399, message: 'X' }, undefined],
		[{ success: false, code: 600, message: 'X' }, undefined],
		[{ success: false, code: 53000001, message: 'X' }, undefined],
		[{ success: true, code: 401, message: 'X' }, undefined],
		[{ code: 401, message: 'X' }, undefined],
		['X', undefined],
	])('is told apart from others’ answers: %j', (body, said) => {
		expect(gatewayText(body)).toBe(said);
	});
});

it('a credential is handed to n8n’s helper until its token was refused', () => {
	const data = { appId: 'id' };
	const kept = new KeptCredential('esignApi', data);
	expect(kept.options).toEqual({ credentialsDecrypted: { id: '', name: '', type: 'esignApi', data } });
	expect(kept.options.credentialsDecrypted?.data).toBe(data);
	kept.forget();
	expect(kept.options).toEqual({});
});
