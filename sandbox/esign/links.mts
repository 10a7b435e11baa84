// Addresses nobody guesses.
import { randomBytes } from 'node:crypto';

/** Letters and digits for the end of a link. */
export function newToken(): string {
	return randomBytes(16).toString('hex');
}

/** As in the real short links: few characters, but nobody guesses them either. */
export function newShortCode(): string {
	return randomBytes(9).toString('base64url');
}
