/** Access tokens: when one is used, when a new one is asked for, and how often; and what e签宝's endpoint answers, read. */
import { Readable } from 'node:stream';
import { CredentialError, NoToken } from '../../engine/credential.ts';
import { isDue, ownerOf, renewedToken, storedToken, storeToken, TokenNeeded, type Issuer, type Token } from '../../engine/token.ts';
import { EsignApi } from '../../credentials/EsignApi.credentials.ts';
import { esignIssuer, PROBE, type Get, type JsonAnswer } from '../../credentials/esignAccess.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const keys = { appKey: 'app', appSecret: 'a-secret' };

beforeEach(() => {
	jest.spyOn(Date, 'now').mockReturnValue(NOW);
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** A token with so many minutes left of so many. */
const token = (value: string, left: number, life = 120): Token => ({ value, issuedAt: NOW + (left - life) * MINUTE, endsAt: NOW + left * MINUTE });

describe('the token in the store', () => {
	const owner = ownerOf('https://host.example', keys);
	const stored = token('T1', 60);

	it('is read as it was written, and tells no secret', () => {
		const text = storeToken(stored, owner);
		expect(storedToken(text, owner)).toEqual(stored);
		expect(text).not.toContain(keys.appSecret);
		expect(text).not.toContain(keys.appKey);
	});

	it.each([
		['the environment', ownerOf('https://other.example', keys)],
		['the app', ownerOf('https://host.example', { ...keys, appKey: 'b' })],
		['the secret', ownerOf('https://host.example', { ...keys, appSecret: 'b' })],
	])('is none when %s is another', (_what, other) => {
		expect(storedToken(storeToken(stored, owner), other)).toBeUndefined();
	});

	it.each([
		['nothing', undefined],
		['an empty text', ''],
		['no JSON', 'T1'],
		['a list', '[]'],
		['null', 'null'],
		['one without value', JSON.stringify({ ...stored, value: 5, owner })],
		['one without beginning', JSON.stringify({ ...stored, issuedAt: 'x', owner })],
		['one without end', JSON.stringify({ ...stored, endsAt: null, owner })],
	])('is none where there is %s', (_what, text) => expect(storedToken(text, owner)).toBeUndefined());
});

describe('a token is due', () => {
	it.each<[string, Token, number, boolean]>([
		['10 minutes before its end for the first', token('T', 9.99), 0.9999, true],
		['10 minutes before its end, not earlier', token('T', 10.01), 0.9999, false],
		['5 minutes before its end for the last', token('T', 4.99), 0, true],
		['5 minutes before its end, not earlier, for the last', token('T', 5.01), 0, false],
		['when a quarter of a short life is left', token('T', 0.99, 4), 0, true],
		['not while more than that is left', token('T', 1.01, 4), 0, false],
		['after its end', token('T', -1), 0, true],
	])('%s', (_what, one, random, due) => {
		jest.spyOn(Math, 'random').mockReturnValue(random);
		expect(isDue(one)).toBe(due);
	});

	it('and n8n takes that for HTTP 401, and asks for a new one', () => {
		expect(new TokenNeeded()).toMatchObject({
			response: { status: 401 },
			message: 'There is no valid access token, and n8n did not fetch one: test the credential, which says why',
		});
	});
});

describe('a new token', () => {
	let owners = 0;
	/** Issues N1, N2, ...; refuses those named. */
	function desk(...refused: string[]) {
		const owner = `owner ${++owners}`;
		const asked: string[] = [];
		let issued = 0;
		const issuer: Issuer = {
			issue: async () => {
				await Promise.resolve();
				asked.push('issue');
				return token(`N${++issued}`, 120);
			},
			isRefused: async ({ value }) => {
				await Promise.resolve();
				asked.push(`is ${value} refused`);
				return refused.includes(value);
			},
		};
		return { asked, renew: async (current?: Token) => (await renewedToken(owner, current, issuer))?.value };
	}

	it('is issued where there is none', async () => {
		const { renew, asked } = desk();
		expect([await renew(), asked]).toEqual(['N1', ['issue']]);
	});

	it('is not issued while the one at hand is good: n8n also asks after other errors', async () => {
		const { renew, asked } = desk();
		expect([await renew(token('T', 60)), asked]).toEqual([undefined, ['is T refused']]);
	});

	it('is issued where the platform refuses the one at hand', async () => {
		const { renew, asked } = desk('T');
		expect([await renew(token('T', 60)), asked]).toEqual(['N1', ['is T refused', 'issue']]);
	});

	it('is issued without a question where the one at hand may be due', async () => {
		const { renew, asked } = desk();
		expect([await renew(token('T', 9.99)), asked]).toEqual(['N1', ['issue']]);
		const later = desk();
		expect(await later.renew(token('T', 10.01))).toBeUndefined();
	});

	it('is issued once for all that ask at once, with an old one and with none', async () => {
		const { renew, asked } = desk('T');
		const all = await Promise.all([renew(token('T', 60)), renew(), renew(token('T', 60)), renew()]);
		expect(new Set(all)).toEqual(new Set(['N1']));
		expect(asked.sort()).toEqual(['is T refused', 'issue']);
	});

	it('that was issued already is handed to who comes late with the old one, unless it is refused itself', async () => {
		const { renew, asked } = desk('T');
		await renew();
		asked.length = 0;
		expect([await renew(token('T', 60)), asked]).toEqual(['N1', ['is T refused', 'is N1 refused']]);
		const dead = desk('T', 'N1');
		await dead.renew();
		expect(await dead.renew(token('T', 60))).toBe('N2');
		expect(await dead.renew(token('T', 60))).toBe('N2');
	});

	it('is not the one that was just found to be refused, nor one that may be due', async () => {
		const same = desk('N1');
		await same.renew();
		same.asked.length = 0;
		expect([await same.renew(token('N1', 60)), same.asked]).toEqual(['N2', ['is N1 refused', 'issue']]);
		const old = desk();
		await old.renew();
		jest.spyOn(Date, 'now').mockReturnValue(NOW + 111 * MINUTE);
		old.asked.length = 0;
		expect([await old.renew(), old.asked]).toEqual(['N2', ['issue']]);
	});

	it('is issued to who has none while another asks about one that is still good', async () => {
		const { renew } = desk();
		expect(await Promise.all([renew(token('T', 60)), renew()])).toEqual([undefined, 'N1']);
	});

	it('of one app is none for another, at the same moment either', async () => {
		const [one, other] = [desk(), desk()];
		await Promise.all([one.renew(), other.renew()]);
		expect([one.asked, other.asked]).toEqual([['issue'], ['issue']]);
	});

	it('that could not be had is asked for again the next time', async () => {
		let fails = true;
		const issuer: Issuer = {
			issue: async () => {
				if (fails) throw new NoToken('busy');
				return token('T', 120);
			},
			isRefused: async () => false,
		};
		const both = await Promise.allSettled([renewedToken('failing', undefined, issuer), renewedToken('failing', undefined, issuer)]);
		expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		fails = false;
		expect(await renewedToken('failing', undefined, issuer)).toMatchObject({ value: 'T' });
	});
});

describe('e签宝’s endpoint', () => {
	const answer = (body: unknown, more: Partial<JsonAnswer> = {}): Get => jest.fn(async () => ({ statusCode: 200, headers: {}, body, ...more }));
	const issue = async (get: Get) => await esignIssuer(get, 'https://host.example', keys).issue();
	const issued = (data: unknown, more: object = {}) => ({ code: 0, message: '成功', data, ...more });
	const END = NOW + 120 * MINUTE;

	it('is asked for a token with app, secret and grant type', async () => {
		const get = answer(issued({ token: 'T1', expiresIn: String(END) }));
		expect(await issue(get)).toEqual({ value: 'T1', issuedAt: NOW, endsAt: END });
		expect(get).toHaveBeenCalledWith({
			method: 'GET',
			url: 'https://host.example/v1/oauth2/access_token',
			qs: { appId: 'app', secret: 'a-secret', grantType: 'client_credentials' },
			timeout: 10_000,
		});
	});

	it.each<[string, unknown]>([
		['the code as text', issued({ token: 'T1', expiresIn: END }, { code: '0' })],
		['no code, as in old samples', { data: { token: 'T1', expiresIn: END } }],
	])('has issued one with %s', async (_what, body) => {
		expect(await issue(answer(body))).toEqual({ value: 'T1', issuedAt: NOW, endsAt: END });
	});

	it.each([
		['ahead', 60, END - 60 * MINUTE],
		['behind', -60, END + 60 * MINUTE],
		['a little ahead', 0.08, END],
	])('has its deadline by a clock that is %s', async (_how, minutes, endsAt) => {
		const date = new Date(NOW + minutes * MINUTE).toUTCString();
		expect(await issue(answer(issued({ token: 'T1', expiresIn: END }), { headers: { date } }))).toMatchObject({ endsAt });
	});

	it.each<[string, unknown, Partial<JsonAnswer>, string, boolean]>([
		['a deadline that has passed', issued({ token: 'T1', expiresIn: NOW }), {}, 'eSign issued an access token without a deadline in the future: choose the authentication Signature in the credential, and report it', false],
		['no deadline', issued({ token: 'T1' }), {}, 'eSign issued an access token without a deadline in the future: choose the authentication Signature in the credential, and report it', false],
		['an empty token', issued({ token: '', expiresIn: END }), {}, 'eSign issued no access token (成功, code 0): check “App ID”, “App Secret” and “Environment” in the credential', false],
		['a token beside a refusal', { code: 7, message: 'no a-secret', data: { token: 'T', expiresIn: END } }, {}, 'eSign issued no access token (no ***, code 7): check “App ID”, “App Secret” and “Environment” in the credential', false],
		['the code of an unknown app', { code: 72000032, message: '应用停用或应用不存在' }, {}, 'eSign does not know the app ID in this environment, or the application was stopped: check “App ID” and “Environment” in the credential', false],
		['a page', '<html>', {}, 'What answers at the base URL issued no access token (HTTP 200): check “Environment” and “Base URL” in the credential', false],
		['a code without words', { code: 7 }, {}, 'What answers at the base URL issued no access token (HTTP 200): check “Environment” and “Base URL” in the credential', false],
		['HTTP 429', {}, { statusCode: 429 }, 'eSign issued no access token just now (HTTP 429). Try again later.', true],
		['HTTP 500', {}, { statusCode: 500 }, 'eSign issued no access token just now (HTTP 500). Try again later.', true],
		['HTTP 499', {}, { statusCode: 499 }, 'What answers at the base URL issued no access token (HTTP 499): check “Environment” and “Base URL” in the credential', false],
		[
			'a word of the gateway',
			{ success: false, code: 403, message: 'IP白名单不匹配' },
			{ statusCode: 403 },
			'eSign issued no access token: The address of this n8n server is not on the IP white list of the app. Add the public address with which n8n goes out to the internet in the eSign console, under the settings of the application.',
			false,
		],
	])('that answers with %s is told in words', async (_what, body, more, message, mayPass) => {
		const error: unknown = await issue(answer(body, more)).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(mayPass ? NoToken : CredentialError);
		expect(error).toMatchObject({ message, code: mayPass ? 'NO_TOKEN' : expect.any(String) });
	});

	it.each([
		['ECONNREFUSED', NoToken, 'Nothing listens at the base URL (connection refused)'],
		['ECONNRESET', NoToken, 'The connection broke while waiting for the answer'],
		['CERT_HAS_EXPIRED', CredentialError, 'The certificate of the server could not be verified'],
		['EPROTO', CredentialError, 'The server does not speak TLS at this address'],
	])('that cannot be reached (%s) is told without the secret', async (code, type, what) => {
		const get: Get = async () => {
			throw Object.assign(new Error('GET ?secret=a-secret'), { code });
		};
		const error: unknown = await issue(get).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(type);
		expect((error as Error).message).toBe(
			`No access token could be fetched from eSign: ${what}. Options of a node, such as Proxy and Ignore SSL Issues, do not apply to fetching a token: it goes by the settings of n8n itself.`,
		);
	});

	it('that n8n cannot even ask is told in n8n’s words, without the secret', async () => {
		const get: Get = async () => {
			throw new Error('no way to ?secret=a-secret');
		};
		await expect(issue(get)).rejects.toThrow('No access token could be fetched from eSign: no way to ?secret=***. Options of a node');
	});

	it('is asked with a harmless request whether it refuses a token', async () => {
		const get = answer({ success: false, code: 401, message: 'TOKEN错误' }, { statusCode: 401 });
		const { isRefused } = esignIssuer(get, 'https://host.example', keys);
		expect(await isRefused(token('T1', 60))).toBe(true);
		expect(get).toHaveBeenCalledWith({
			method: 'GET',
			url: 'https://host.example/v1/accounts/getByThirdId?thirdPartyUserId=n8n-credential-test',
			timeout: 10_000,
			headers: { accept: '*/*', 'content-type': 'application/json; charset=UTF-8', 'X-Tsign-Open-App-Id': 'app', 'X-Tsign-Open-Token': 'T1' },
		});
		expect(PROBE.method).toBe('GET');
	});

	const says = (message: string, code = 401) => ({ success: false, code, message });
	it.each<[string, unknown, number]>([
		['another status', says('TOKEN错误', 403), 403],
		['an unknown app', says('无效的应用'), 401],
		['a header that is missing', says('TOKEN_CANT_BE_NULL'), 401],
		['a word nobody knows', says('SOMETHING'), 401],
		['the business', { code: 53000001, message: 'TOKEN' }, 401],
		['a page', 'TOKEN', 401],
	])('does not refuse it with %s', async (_what, body, statusCode) => {
		expect(await esignIssuer(answer(body, { statusCode }), 'https://host.example', keys).isRefused(token('T1', 60))).toBe(false);
	});

	it('does not refuse it when it cannot be reached', async () => {
		const get: Get = async () => {
			throw new Error('no network');
		};
		expect(await esignIssuer(get, 'https://host.example', keys).isRefused(token('T1', 60))).toBe(false);
	});
});

describe('the credential', () => {
	const credential = { environment: 'sandbox', authentication: 'token', appId: 'app', appSecret: 'a-secret' };
	const owner = ownerOf('https://smlopenapi.esign.cn', keys);
	const authenticate = async (accessToken: string, more = {}) =>
		await new EsignApi().authenticate({ ...credential, accessToken, ...more }, { url: '/v1/x' });

	it('sends with a token that is good for long, and asks n8n for one otherwise', async () => {
		const { headers } = await authenticate(storeToken(token('T1', 60), owner));
		expect(headers).toMatchObject({ 'X-Tsign-Open-Token': 'T1' });
		for (const none of ['', storeToken(token('T1', 4), owner), storeToken(token('T1', 60), 'another')]) {
			await expect(authenticate(none)).rejects.toThrow(TokenNeeded);
		}
	});

	it('signs unless the user chose tokens', async () => {
		for (const authentication of ['signature', undefined, '']) {
			const { headers, url } = await authenticate('', { authentication });
			expect(url).toBe('https://smlopenapi.esign.cn/v1/x');
			expect(headers).toHaveProperty('X-Tsign-Open-Ca-Signature');
		}
	});

	const fetching = (body: unknown) => {
		const httpRequest = jest.fn(async () => ({ statusCode: 200, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(body))]) }));
		const fetchToken = async (given: object) => await new EsignApi().preAuthentication.call({ helpers: { httpRequest } }, given as typeof credential);
		return { httpRequest, fetchToken };
	};

	it('fetches a token for n8n to keep, following no redirect and whatever the status', async () => {
		const { httpRequest, fetchToken } = fetching({ code: 0, data: { token: 'T9', expiresIn: NOW + 120 * MINUTE } });
		const { accessToken } = await fetchToken({ ...credential, accessToken: '' });
		expect(storedToken(accessToken, owner)).toEqual({ value: 'T9', issuedAt: NOW, endsAt: NOW + 120 * MINUTE });
		expect(httpRequest).toHaveBeenCalledWith(
			expect.objectContaining({ url: 'https://smlopenapi.esign.cn/v1/oauth2/access_token', encoding: 'stream', returnFullResponse: true, ignoreHttpStatusErrors: true, disableFollowRedirect: true }),
		);
	});

	it('fetches none in signature mode, nor while the one at hand is good', async () => {
		const { httpRequest, fetchToken } = fetching({ code: 0, data: {} });
		expect(await fetchToken({ ...credential, authentication: 'signature' })).toEqual({});
		expect(httpRequest).not.toHaveBeenCalled();
		expect(await fetchToken({ ...credential, accessToken: storeToken(token('T1', 60), owner) })).toEqual({});
	});
});
