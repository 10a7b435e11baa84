// 企业实名认证地址(页面): a company verifies by its legal representative's data or by a bank transfer.
import { bankAccount, companyNumber, idNumber, MAINLAND_ID_CARD, upTo, yuan } from './checks.mts';
import { certifyCompany, isRegistered, SOCIAL_CREDIT_CODE } from './company-verification.mts';
import {
	lastTransfer,
	nameAmount,
	sendMoney,
	triesLeft,
} from './company-verification-transfer.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import {
	chosenMode,
	entered,
	PageError,
	refuseIfDone,
	type PageKind,
	type PageMode,
	type Visit,
} from './hosted-page.mts';
import { openPage, pageSettings } from './hosted-page-order.mts';
import type { Check, Parameters } from '../call-parameters.mts';
import type { Corporation } from './state.mts';

const AUTH_MODES = ['legalRep', 'transfer'] as const;

const FIELDS = [
	'corpName',
	'corpIDCardNum',
	'legalRepName',
	'legalRepIDCardNum',
	'bankName',
	'bankCardNo',
] as const;
type Field = (typeof FIELDS)[number];

const LABELS: Record<Field, string> = {
	corpName: 'Company name (企业名称)',
	corpIDCardNum: 'Company ID number (统一社会信用代码)',
	legalRepName: 'Legal representative (法定代表人)',
	legalRepIDCardNum: "Legal representative's ID number (法定代表人证件号码)",
	bankName: 'Bank (开户银行)',
	bankCardNo: 'Bank account of the company (对公账号)',
};

const MODES: Record<(typeof AUTH_MODES)[number], PageMode & { asks: readonly Field[] }> = {
	legalRep: {
		label: 'Legal representative, four factors (企业四要素)',
		asks: ['corpName', 'corpIDCardNum', 'legalRepName', 'legalRepIDCardNum'],
		withProof: false,
	},
	transfer: {
		label: 'Bank transfer (对公打款)',
		asks: ['corpName', 'corpIDCardNum', 'legalRepName', 'bankName', 'bankCardNo'],
		withProof: true,
	},
};

export const COMPANY_PAGE: PageKind = {
	title: 'Company verification (企业实名认证)',
	labels: LABELS,
	modes: MODES,
	proof: {
		name: 'amount',
		label: 'Amount received, in yuan (打款金额)',
		button: 'Transfer money',
		longest: 12,
		autocomplete: 'off',
		arrives: "The bank's notice arrives",
	},
	alreadyVerified: 'This company is already verified (已认证).',
	verified: ({ corporation: { corpName, corpIDCardNum } }) => [corpName ?? '', corpIDCardNum ?? ''],
	requestProof: transferMoney,
	submit: verify,
};

export const companyPage: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/corpCert/getUrl',
		title: '企业实名认证地址(页面)',
		handle: pageUrl,
	},
];

function pageUrl(parameters: Parameters, platform: Platform): unknown {
	const config = parameters.object('corpAuthConfig');
	const legalRepIDCardType = config.optional('legalRepIDCardType', upTo(64));
	const corporation: Corporation = {
		corpName: config.optional('corpName', upTo(128)),
		corpIDCardType: config.optional('corpIDCardType', upTo(64)),
		corpIDCardNum: config.optional('corpIDCardNum', companyNumber),
		legalRepName: config.optional('legalRepName', upTo(128)),
		legalRepIDCardType,
		legalRepIDCardNum: config.optional(
			'legalRepIDCardNum',
			idNumber(legalRepIDCardType ?? MAINLAND_ID_CARD),
		),
	};
	const bankName = config.optional('bankName', upTo(128));
	const bankCardNo = config.optional('bankCardNo', bankAccount);
	const settings = pageSettings(parameters, {
		prefix: 'corp',
		modes: AUTH_MODES,
		preferred: 'legalRep',
		fields: FIELDS,
	});
	const flow = platform.state.newFlow('corp', parameters.optional('businessCode', upTo(128)));
	flow.corporation = corporation;
	return openPage(platform, flow, {
		...settings,
		purpose: 'company',
		prefilled: { ...corporation, bankName, bankCardNo },
	});
}

function transferMoney(platform: Platform, visit: Visit): string {
	refuseIfDone(COMPANY_PAGE, visit);
	if (chosenMode(visit) !== 'transfer') throw new PageError('This way needs no transfer.');
	const corporation = enteredCompany(visit, false);
	const account = { bankName: value(visit, 'bankName', upTo(128)), ...enteredAccount(visit) };
	const { flow } = visit;
	flow.corporation = corporation;
	flow.checkPassed = true;
	const { transferStatus } = sendMoney(platform, flow, account);
	if (transferStatus === 'failed') {
		throw new PageError(
			"The bank returned the money: the account is not the company's (打款失败).",
		);
	}
	return "Money is on its way: the bank's notice is in the outbox of the sandbox console.";
}

function verify(platform: Platform, visit: Visit): void {
	refuseIfDone(COMPANY_PAGE, visit);
	const { flow } = visit;
	if (chosenMode(visit) === 'legalRep') {
		flow.corporation = enteredCompany(visit, true);
		certifyCompany(platform, flow, 'corp4element');
		return;
	}
	const corporation = enteredCompany(visit, false);
	const { bankCardNo } = enteredAccount(visit);
	const amount = enteredAmount(visit);
	const transfer = lastTransfer(platform.state, flow);
	if (transfer === undefined) {
		throw new PageError('Nothing was transferred yet. "Transfer money" does it.');
	}
	if (transfer.bankCardNo !== bankCardNo || !same(transfer.corporation, corporation)) {
		throw new PageError('The money went to another company or account. Transfer once more.');
	}
	if (!right(() => nameAmount(platform, flow, transfer, amount))) {
		throw new PageError(`The amount is wrong. Tries left: ${triesLeft(transfer)}.`);
	}
}

/** The company as typed, once the register knows it. Raises PageError. */
function enteredCompany(visit: Visit, withRepresentative: boolean): Corporation {
	const { prefilled } = visit.page;
	const legalRepIDCardType = prefilled['legalRepIDCardType'] ?? MAINLAND_ID_CARD;
	const corporation: Corporation = {
		corpName: value(visit, 'corpName', upTo(128)),
		corpIDCardType: prefilled['corpIDCardType'] ?? SOCIAL_CREDIT_CODE,
		corpIDCardNum: value(visit, 'corpIDCardNum', companyNumber),
		legalRepName: value(visit, 'legalRepName', upTo(128)),
		...(withRepresentative
			? {
					legalRepIDCardType,
					legalRepIDCardNum: value(visit, 'legalRepIDCardNum', idNumber(legalRepIDCardType)),
				}
			: {}),
	};
	if (!isRegistered(corporation)) {
		throw new PageError(
			'Company, number and legal representative do not belong together (信息不一致).',
		);
	}
	return corporation;
}

function enteredAccount(visit: Visit): { bankCardNo: string } {
	return { bankCardNo: value(visit, 'bankCardNo', bankAccount) };
}

function enteredAmount({ form }: Visit): string {
	const amount = (form.get('amount') ?? '').trim();
	if (amount === '') throw new PageError('Enter the amount that arrived (打款金额).');
	const wrong = yuan(amount);
	if (wrong !== undefined) throw new PageError(`${COMPANY_PAGE.proof.label}: ${wrong}.`);
	return amount;
}

function value(visit: Visit, name: Field, check: Check): string {
	return entered(COMPANY_PAGE, visit, name, check);
}

function same(one: Corporation, other: Corporation): boolean {
	return (['corpName', 'corpIDCardNum', 'legalRepName'] as const).every(
		(name) => one[name] === other[name],
	);
}

/** Names the amount; a transfer that is void is the company's to see, not a fault. */
function right(name: () => boolean): boolean {
	try {
		return name();
	} catch (error) {
		throw error instanceof BusinessFailure ? new PageError(`${error.message}.`) : error;
	}
}
