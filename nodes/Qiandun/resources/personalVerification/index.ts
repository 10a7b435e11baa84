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
	description: 'Verify the identity of a person: factors, SMS code, face, or a hosted page',
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
