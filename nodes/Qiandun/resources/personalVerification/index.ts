import type { Resource } from '../../../../engine/operation';
import { checkSmsCode } from './checkSmsCode';
import { getFaceVerification } from './getFaceVerification';
import { getVerificationPageUrl } from './getVerificationPageUrl';
import { sendSmsCode } from './sendSmsCode';
import { startFaceVerification } from './startFaceVerification';
import { verifyBankCard } from './verifyBankCard';
import { verifyThreeFactors } from './verifyThreeFactors';
import { verifyTwoFactors } from './verifyTwoFactors';

/** 个人认证. */
export const personalVerification: Resource = {
	name: 'Personal Verification',
	value: 'personalVerification',
	operations: [
		checkSmsCode,
		getFaceVerification,
		getVerificationPageUrl,
		sendSmsCode,
		startFaceVerification,
		verifyBankCard,
		verifyThreeFactors,
		verifyTwoFactors,
	],
};
