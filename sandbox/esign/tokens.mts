// Tokens of the OAuth2 mode: how long each lives, and how a new one ends the others.
import { randomBytes } from 'node:crypto';
import { sameText } from '../gateway.mts';

/** A token lives this long, in ms. Source: 获取鉴权Token. */
export const TOKEN_LIFE_MS = 120 * 60 * 1000;

/** What a token has left when the next one is issued, in ms; the one before it dies at once. Source: 获取鉴权Token. */
export const OVERLAP_MS = 5 * 60 * 1000;

/** What the caller gets. `expiresIn` is a deadline, not a duration: ms since 1970 as a string. */
export interface Grant {
	token: string;
	expiresIn: string;
	refreshToken: string;
}

interface Issued {
	token: string;
	refreshToken: string;
	/** ms since 1970 */
	deadline: number;
}

/** The newest token of one app and the one before it. */
export class Tokens {
	private newest: Issued | undefined;
	private previous: Issued | undefined;

	/** `now` is ms since 1970. */
	constructor(private readonly now: () => number) {}

	issue(): Grant {
		const now = this.now();
		if (this.newest !== undefined) {
			const deadline = Math.min(this.newest.deadline, now + OVERLAP_MS);
			this.previous = { ...this.newest, deadline };
		}
		this.newest = {
			token: randomBytes(48).toString('base64url'),
			refreshToken: randomBytes(48).toString('base64url'),
			deadline: now + TOKEN_LIFE_MS,
		};
		const { token, refreshToken, deadline } = this.newest;
		return { token, expiresIn: String(deadline), refreshToken };
	}

	/** A new grant for the newest refresh token; undefined for any other. */
	refresh(refreshToken: string): Grant | undefined {
		const right = this.newest !== undefined && sameText(refreshToken, this.newest.refreshToken);
		return right ? this.issue() : undefined;
	}

	isLive(token: string): boolean {
		return [this.newest, this.previous].some(
			(issued) =>
				issued !== undefined && sameText(issued.token, token) && this.now() < issued.deadline,
		);
	}
}
