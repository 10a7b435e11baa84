/** One word for a state, whatever the platform calls it. */
import { statusIn, wordFor } from '../../engine/signingStatus.ts';
import { flowStatus, signFlowStatus } from '../../nodes/Esign/resources/signingStatus.ts';
import { CONTRACT_STATUS } from '../../nodes/Qiandun/resources/contract/status.ts';

it.each([
	[CONTRACT_STATUS, 'finished', 'completed'],
	[CONTRACT_STATUS, 'FINISHED', 'completed'],
	[CONTRACT_STATUS, 'signing', 'signing'],
	[CONTRACT_STATUS, 'expired', 'expired'],
	[CONTRACT_STATUS, 'rejected', 'refused'],
	[CONTRACT_STATUS, 'refused', 'refused'],
	[CONTRACT_STATUS, 'draft', 'draft'],
	[CONTRACT_STATUS, 'completed', 'completed'],
	[CONTRACT_STATUS, 'withdrawn', 'revoked'],
	[CONTRACT_STATUS, 'canceled', 'revoked'],
	[CONTRACT_STATUS, 'cancelled', 'revoked'],
	[CONTRACT_STATUS, 'revoked', 'revoked'],
	[CONTRACT_STATUS, 'overdue', 'expired'],
	[signFlowStatus.words, 2, 'completed'],
	[signFlowStatus.words, '7', 'refused'],
	[signFlowStatus.words, 0, 'draft'],
	[flowStatus.words, 12, 'rescinded'],
])('the words %o say of %p: %s', (words, said, word) => {
	expect(wordFor(words, said)).toBe(word);
	expect(statusIn(words, said)).toBe(word);
});

it.each([4, 'archived', '', null, undefined, 'constructor', 'toString', '__proto__', {}])('nobody knows what %p says', (said) => {
	expect(wordFor(signFlowStatus.words, said)).toBeUndefined();
	expect(statusIn(CONTRACT_STATUS, said)).toBe('unknown');
});
