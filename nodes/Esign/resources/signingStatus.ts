/** 流程状态: the platform's numbers in words. Source: docs/api/esign.md#flow-status */
import type { StateWord } from '../../../engine/operation';
import { SIGNING_STATUS, type SigningStatus, type Words } from '../../../engine/signingStatus';

/** V3. */
const WORDS: Words<SigningStatus> = {
	0: 'draft',
	1: 'signing',
	2: 'completed',
	3: 'revoked',
	5: 'expired',
	7: 'refused',
};

/** V1 has the same numbers, and more; 6 stands on the old page only. */
const V1_WORDS: Words<SigningStatus> = { ...WORDS, 4: 'terminated', 6: 'deleted', 12: 'rescinded' };

export const signFlowStatus: StateWord = { of: 'signFlowStatus', as: SIGNING_STATUS, words: WORDS };

export const flowStatus: StateWord = { of: 'flowStatus', as: SIGNING_STATUS, words: V1_WORDS };
