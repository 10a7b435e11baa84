// What well-formed personal data looks like. Made-up regions are welcome: test persons are to be visibly fictional.
import type { Check } from '../call-parameters.mts';
import { checkCharacter } from '../id-card-number.mts';

/** The ID type of a mainland ID card, the only value any source shows. */
export const MAINLAND_ID_CARD = 'CRED_PSN_CH_IDCARD';

/** A name in which this stands fails every check: how a test person is told apart from their data. */
export const MISMATCH_MARK = '不符';

/** At most `most` characters. */
export function upTo(most: number): Check {
	return (value) => (value.length > most ? `长度不能超过${most}` : undefined);
}

/** A mainland mobile. */
export const mobile: Check = (value) =>
	/^1[3-9]\d{9}$/.test(value) ? undefined : '手机号格式错误';

/** A bank card: 16 to 19 digits that pass the Luhn check. */
export const bankCard: Check = (value) =>
	/^\d{16,19}$/.test(value) && passesLuhn(value) ? undefined : '银行卡号格式错误';

/** A company's bank account: no check digit is common to all banks. */
export const bankAccount: Check = (value) =>
	/^\d{8,32}$/.test(value) ? undefined : '银行账号格式错误';

/** Yuan with at most two decimals. */
export const yuan: Check = (value) =>
	/^\d{1,9}(\.\d{1,2})?$/.test(value) ? undefined : '金额格式错误,单位为元,最多两位小数';

/** An ID number of the given type; only a mainland ID card's check character can be verified. */
export function idNumber(type: string): Check {
	return (value) => {
		if (type === MAINLAND_ID_CARD) return isMainlandId(value) ? undefined : '证件号码格式错误';
		return /^[0-9A-Za-z()-]{4,32}$/.test(value) ? undefined : '证件号码格式错误';
	};
}

/** A company's ID number; GB 32100 numbers have 18 characters, the old registration numbers 15. */
export const companyNumber: Check = (value) =>
	/^[0-9A-Z]{15,18}$/.test(value) ? undefined : '企业证件号码格式错误';

/** An address a browser may be sent to. */
export const webAddress: Check = (value) => {
	if (!URL.canParse(value)) return '应为完整的网址';
	return ['http:', 'https:'].includes(new URL(value).protocol) ? undefined : '只支持 http 或 https';
};

function isMainlandId(value: string): boolean {
	return /^\d{17}[\dXx]$/.test(value) && checkCharacter(value) === value[17]?.toUpperCase();
}

function passesLuhn(digits: string): boolean {
	const sum = [...digits].reverse().reduce((total, digit, index) => {
		const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return sum % 10 === 0;
}
