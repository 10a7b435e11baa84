/**
 * How far a contract or signing flow is, in one word that is the same on every platform. It stands beside the platform's own
 * number or word, which stays as it is.
 */

/** Name of the field in an item. */
export const SIGNING_STATUS = 'signingStatus';

/** The first six are where a flow can be; the others are what some platforms have beside them. */
export type SigningStatus =
	| 'draft'
	| 'signing'
	| 'completed'
	| 'revoked'
	| 'expired'
	| 'refused'
	| 'terminated'
	| 'deleted'
	| 'rescinded';

/** What a platform says -> the word for it; what is said in letters stands here in lower case. */
export type Words<Word extends string = string> = Readonly<Record<string, Word>>;

/** The word for what the platform says, whichever case it is in; undefined for what nobody knows. */
export const wordFor = <Word extends string>(words: Words<Word>, said: unknown): Word | undefined => {
	const key = String(said).toLowerCase();
	// Not what every object inherits: a platform may say `constructor`.
	return Object.prototype.hasOwnProperty.call(words, key) ? words[key] : undefined;
};

/** The same in an item, where every state has a word. */
export const statusIn = (words: Words, said: unknown): string => wordFor(words, said) ?? 'unknown';
