/**
 * 合同状态 in words that are the same on every platform. Few of the platform's own are known (`signing`, `finished`, `expired`
 * are expected), so usual ones are taken for what they say. Source: docs/api/qiandun.md#row-30
 */
import type { StateWord } from '../../../../engine/operation';
import { SIGNING_STATUS, type SigningStatus, type Words } from '../../../../engine/signingStatus';

export const CONTRACT_STATUS: Words<SigningStatus> = {
	draft: 'draft',
	signing: 'signing',
	finished: 'completed',
	completed: 'completed',
	rejected: 'refused',
	refused: 'refused',
	withdrawn: 'revoked',
	canceled: 'revoked',
	cancelled: 'revoked',
	revoked: 'revoked',
	overdue: 'expired',
	expired: 'expired',
};

export const contractStatus: StateWord = { of: 'status', as: SIGNING_STATUS, words: CONTRACT_STATUS };
