import type { Resource } from '../../../../engine/operation';
import { getAuthorizationLetter } from './getAuthorizationLetter';
import { getTransferProgress } from './getTransferProgress';
import { getVerificationPageUrl } from './getVerificationPageUrl';
import { searchBanks } from './searchBanks';
import { startBankTransfer } from './startBankTransfer';
import { uploadAuthorizationLetter } from './uploadAuthorizationLetter';
import { verifyFourFactors } from './verifyFourFactors';
import { verifyThreeFactors } from './verifyThreeFactors';
import { verifyTransferAmount } from './verifyTransferAmount';

/** 企业认证. */
export const companyVerification: Resource = {
	name: 'Company Verification',
	value: 'companyVerification',
	description: 'Steps by which a company proves its identity',
	operations: [verifyFourFactors, verifyThreeFactors, getVerificationPageUrl, startBankTransfer, verifyTransferAmount, getTransferProgress, searchBanks, uploadAuthorizationLetter, getAuthorizationLetter],
};
