/**
 * Access tokens for platforms that take one in the place of a signature. n8n keeps the token in its credential store, where
 * all workers share it, and calls the credential's `preAuthentication` when there is none or a request was answered with
 * HTTP 401. What that leaves open is here: renewing before the end, and once for many requests under way.
 */
import type { IDataObject } from 'n8n-workflow';
import { isPlainObject } from './json';
import { hmacSha256, type KeyPair } from './signature';

/** A token as it was issued. */
export interface Token {
	value: string;
	/** Milliseconds since 1970, by the clock of this machine. */
	issuedAt: number;
	endsAt: number;
}

/** What a token was issued for, without telling it: environment, key and secret. */
export const ownerOf = (baseUrl: string, { appKey, appSecret }: KeyPair): string =>
	hmacSha256(appSecret, `${baseUrl}\n${appKey}`);

/** As text for the credential store. */
export const storeToken = (token: Token, owner: string): string => JSON.stringify({ ...token, owner });

/** The token in the credential store, unless there is none or it was issued for another key or environment. */
export function storedToken(text: unknown, owner: string): Token | undefined {
	let stored: unknown;
	try {
		stored = JSON.parse(String(text ?? ''));
	} catch {
		return undefined;
	}
	if (!isPlainObject(stored) || stored.owner !== owner) return undefined;
	const { value, issuedAt, endsAt } = stored as IDataObject;
	return typeof value === 'string' && typeof issuedAt === 'number' && typeof endsAt === 'number'
		? { value, issuedAt, endsAt }
		: undefined;
}

const AHEAD_MS = 5 * 60_000;

/** A token that never lives long is used for most of its life all the same. */
const hasLessThan = ({ issuedAt, endsAt }: Token, milliseconds: number): boolean =>
	endsAt - Date.now() < Math.min(milliseconds, (endsAt - issuedAt) / 4);

/**
 * Whether it is time for a new token, 5 to 10 minutes before the end. By chance, so that of several workers one is first
 * and the others find its token in the store.
 */
export const isDue = (token: Token): boolean => hasLessThan(token, AHEAD_MS * (1 + Math.random()));

/** `isDue` may already have said so. */
const mayBeDue = (token: Token): boolean => hasLessThan(token, AHEAD_MS * 2);

/** Thrown before anything is sent. n8n takes it for an HTTP 401: it renews the token, stores it, and asks again. */
export class TokenNeeded extends Error {
	readonly response = { status: 401 };

	constructor() {
		super('There is no valid access token, and n8n did not fetch one: test the credential, which says why');
	}
}

const newest = new Map<string, Token>();
/** Under way, by what asks for them: one app may be asked for with an old token and with none. */
const renewals = new Map<string, Promise<Token | undefined>>();
const issues = new Map<string, Promise<Token>>();

/** How a platform issues a token, and how it says that one is no longer good. */
export interface Issuer {
	issue(): Promise<Token>;
	isRefused(token: Token): Promise<boolean>;
}

/**
 * A token to use from now on in the place of `current`, or undefined when that is still good: n8n also asks after errors
 * that have nothing to do with it, and every new token may end those of others. However many ask at once, one is issued.
 */
export async function renewedToken(owner: string, current: Token | undefined, issuer: Issuer): Promise<Token | undefined> {
	const key = `${owner}\n${current?.value ?? ''}`;
	let renewal = renewals.get(key);
	if (!renewal) {
		renewal = renew(owner, current, issuer).finally(() => renewals.delete(key));
		renewals.set(key, renewal);
	}
	return await renewal;
}

async function renew(owner: string, current: Token | undefined, issuer: Issuer): Promise<Token | undefined> {
	if (current && !mayBeDue(current) && !(await issuer.isRefused(current))) return undefined;
	const known = newest.get(owner);
	if (known && known.value !== current?.value && !mayBeDue(known) && !(await issuer.isRefused(known))) return known;
	let issue = issues.get(owner);
	if (!issue) {
		issue = issuer.issue().finally(() => issues.delete(owner));
		issues.set(owner, issue);
	}
	const token = await issue;
	newest.set(owner, token);
	return token;
}
