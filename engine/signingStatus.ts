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
