// What somebody does on the page of an authorization: ask for a code, verify, grant.
import { randomInt } from 'node:crypto';
import type { AuthFlow } from './auth-flow-state.mts';
import { authorized, verified } from './callback-bodies.mts';
import { wellFormedId } from './checks.mts';
import type { Platform } from './endpoint.mts';
import type { Org, OrgFacts, Psn, PsnFacts } from './identities.mts';
import { sendMessage } from './notices.mts';

/** A name in which this stands fails every check: how a test person is told apart from their data. */
export const MISMATCH_MARK = '不符';

/** Raised when what was done verifies nobody: they stay on the page and may try again. The message is for the person. */
export class AuthError extends Error {}

/** What was typed in, by field name. */
export type AuthForm = Map<string, string>;

/** A field of the page. One without a prefilled value can always be filled in: otherwise nobody could pass. */
export interface AuthField {
	name: string;
	label: string;
	value: string;
	editable: boolean;
}

/** Whether the person behind a flow is to be verified in it; if not, only their code is asked for. */
export function needsPerson(platform: Platform, flow: AuthFlow): boolean {
	return personBehind(platform, flow)?.realNamed !== true;
}

/** Whether the organization behind a flow is to be verified in it. */
export function needsOrganization({ identities }: Platform, flow: AuthFlow): boolean {
	return flow.authType === 'ORG' && identities.organizations.get(flow.orgId ?? '')?.realNamed !== true;
}

/** The fields of a flow's page. */
export function authFields(platform: Platform, flow: AuthFlow, form: AuthForm = new Map()): AuthField[] {
	const { psn, org, editable } = flow;
	const account = flow.psnAccount ?? accountOf(personBehind(platform, flow)) ?? '';
	const fields: Array<[name: string, label: string, prefilled: string, mark: string]> = [
		['psnAccount', 'Mobile or mail of the account (账号)', account, ''],
		...(needsPerson(platform, flow)
			? ([
					['psnName', 'Name (姓名)', psn.name ?? '', 'name'],
					['psnIDCardNum', 'ID number (证件号码)', psn.idNumber ?? '', 'IDCardNum'],
					['psnMobile', 'Verified mobile (实名手机号)', psn.verifiedMobile ?? '', 'mobile'],
					['bankCardNum', 'Bank card (银行卡号)', psn.bankCard ?? '', 'bankCardNum'],
				] satisfies Array<[string, string, string, string]>)
			: []),
		...(needsOrganization(platform, flow)
			? ([
					['orgName', 'Organization (机构名称)', org.orgName ?? nameOfOrg(platform, flow), ''],
					['orgIDCardNum', 'Organization’s ID number (机构证件号)', org.idNumber ?? '', 'orgNum'],
					['legalRepName', 'Legal representative (法定代表人)', org.legalRepName ?? '', 'legalRepName'],
					['orgBankAccountNum', 'Organization’s bank account (对公账户)', org.bankAccount ?? '', 'orgBankAccountNum'],
				] satisfies Array<[string, string, string, string]>)
			: []),
	];
	return fields.map(([name, label, prefilled, mark]) => {
		const free = prefilled === '' || editable.includes(mark);
		return { name, label, value: free ? (form.get(name) ?? prefilled).trim() : prefilled, editable: free };
	});
}

/** Sends a code to the account; returns what the page says about it. Raises an AuthError. */
export function sendCode(platform: Platform, flow: AuthFlow, form: AuthForm): string {
	requireOpen(platform, flow);
	const to = valueOf(authFields(platform, flow, form), 'psnAccount');
	if (!/^1[3-9]\d{9}$/.test(to) && !/^[^\s@]+@[^\s@]+$/.test(to))
		throw new AuthError('The account must be a mobile or a mail address (账号应为手机号或邮箱).');
	const text = String(randomInt(0, 1_000_000)).padStart(6, '0');
	flow.code = { text, to };
	sendMessage(platform, to, `您的认证验证码为 ${text},5分钟内有效。`, flow.authFlowId, text);
	return `A code was sent to ${to}: look into the outbox of the sandbox console.`;
}

/** Verifies and grants if everything is right. `withoutCode` is for scripts. Raises an AuthError, then nothing has changed. */
export function submit(platform: Platform, flow: AuthFlow, form: AuthForm, withoutCode = false): void {
	requireOpen(platform, flow);
	const fields = authFields(platform, flow, form);
	const account = valueOf(fields, 'psnAccount');
	if (account === '') throw new AuthError('The account is missing (账号不能为空).');
	if (!withoutCode) takeCode(flow, account, form.get('smsCode') ?? '');
	const person = needsPerson(platform, flow) ? personFrom(flow, fields, form) : undefined;
	const organization = needsOrganization(platform, flow) ? organizationFrom(flow, fields, form) : undefined;
	const { identities } = platform;
	const psn = identities.persons.get(flow.psnId ?? '') ?? identities.registered(account);
	flow.psnId = psn.psnId;
	flow.updateTime = platform.now();
	const org = flow.authType === 'ORG' ? organizationOf(platform, flow, organization?.facts) : undefined;
	if (person !== undefined) {
		identities.verifyPerson(psn, person.facts);
		flow.usedPsnMode = person.mode;
	}
	if (organization !== undefined && org !== undefined) {
		flow.usedOrgMode = orgAuthMode(organization.mode, psn, organization.facts);
		identities.verifyOrganization(org, organization.facts, flow.usedOrgMode, psn);
	}
	flow.proof = person === undefined && organization === undefined ? 'willingness' : 'realName';
	finish(platform, flow, psn, org, flow.authType === 'PSN' ? person !== undefined : organization !== undefined);
}

/** Reports the verification, grants what was asked for, reports that. */
function finish(platform: Platform, flow: AuthFlow, psn: Psn, org: Org | undefined, isNew: boolean): void {
	const { identities } = platform;
	flow.done = true;
	flow.code = null;
	if (isNew) verified(platform, flow);
	if (flow.scopes.length === 0) return;
	const ofPerson = flow.scopes.filter((scope) => /(^|_)psn_/.test(scope));
	identities.grant(psn, ofPerson);
	if (org !== undefined) identities.grant(org, flow.scopes.filter((scope) => !ofPerson.includes(scope)));
	flow.authorizedInfo = flow.scopes.flatMap((authorizedScope) => {
		const grant = psn.scopes.get(authorizedScope) ?? org?.scopes.get(authorizedScope);
		return grant === undefined ? [] : [{ authorizedScope, ...grant }];
	});
	authorized(platform, flow);
}

function requireOpen({ now }: Platform, flow: AuthFlow): void {
	if (flow.done) throw new AuthError('This is done already (已完成).');
	if (now() > flow.until) throw new AuthError('This link is over (链接已过期).');
}

function takeCode(flow: AuthFlow, account: string, entered: string): void {
	if (entered === '') throw new AuthError('Enter the code (验证码). "Send code" puts one into the outbox.');
	if (flow.code === null || flow.code.to !== account)
		throw new AuthError('No code was sent to this account. Send one (请先获取验证码).');
	if (flow.code.text !== entered.trim()) throw new AuthError('The code is wrong (验证码错误).');
}

function personFrom(flow: AuthFlow, fields: AuthField[], form: AuthForm): { facts: PsnFacts; mode: string } {
	const mode = chosen(flow.psnModes, flow.psnMode, form.get('psnMode'));
	const name = required(fields, 'psnName');
	const idNumber = required(fields, 'psnIDCardNum');
	const idType = flow.psn.idType ?? 'CRED_PSN_CH_IDCARD';
	if (!wellFormedId(idType, idNumber)) throw new AuthError('The ID number is malformed (证件号码格式错误).');
	const mobile = mode === 'PSN_FACE' ? null : required(fields, 'psnMobile');
	const bankCard = mode === 'PSN_BANKCARD4' ? required(fields, 'bankCardNum') : null;
	if (mode === 'PSN_FACE' && form.get('face') === 'mismatch')
		throw new AuthError('The face does not match the ID card (人脸比对不一致). Try again.');
	if (name.includes(MISMATCH_MARK))
		throw new AuthError('Name, ID number and the other data do not belong together (信息不一致).');
	return { facts: { name, idNumber, idType, verifiedMobile: mobile, bankCard }, mode };
}

function organizationFrom(flow: AuthFlow, fields: AuthField[], form: AuthForm): { facts: OrgFacts; mode: string } {
	const mode = chosen(flow.orgModes, flow.orgMode, form.get('orgMode'));
	const orgName = required(fields, 'orgName');
	const facts: OrgFacts = {
		orgName,
		idNumber: required(fields, 'orgIDCardNum'),
		legalRepName: required(fields, 'legalRepName'),
		bankAccount: mode === 'ORG_BANK_TRANSFER' ? required(fields, 'orgBankAccountNum') : null,
	};
	if (orgName.includes(MISMATCH_MARK)) throw new AuthError('The organization’s data do not belong together (信息不一致).');
	return { facts, mode };
}

/** The organization of a flow, found by its name once that is known. */
function organizationOf({ identities }: Platform, flow: AuthFlow, facts: OrgFacts | undefined): Org {
	const known = identities.organizations.get(flow.orgId ?? '');
	const org = known ?? identities.registeredOrganization(facts?.orgName ?? flow.org.orgName ?? '');
	flow.orgId = org.orgId;
	return org;
}

/** What the platform calls the way afterwards: it depends on who acted. */
function orgAuthMode(mode: string, psn: Psn, { legalRepName }: OrgFacts): string {
	if (mode !== 'ORG_LEGALREP_INVOLVED') return mode;
	return psn.name !== null && psn.name === legalRepName ? 'ORG_LEGALREP' : 'ORG_LEGALREP_AUTHORIZATION';
}

function chosen(modes: string[], preferred: string, wish: string | undefined): string {
	if (wish === undefined || wish === '') return preferred;
	if (!modes.includes(wish)) throw new AuthError(`The way to verify must be one of ${modes.join(', ')}.`);
	return wish;
}

function required(fields: AuthField[], name: string): string {
	const value = valueOf(fields, name);
	const label = fields.find((field) => field.name === name)?.label ?? name;
	if (value === '') throw new AuthError(`${label} is missing.`);
	return value;
}

function valueOf(fields: AuthField[], name: string): string {
	return fields.find((field) => field.name === name)?.value ?? '';
}

function personBehind({ identities }: Platform, { psnId, psnAccount }: AuthFlow): Psn | undefined {
	return identities.persons.get(psnId ?? '') ?? (psnAccount === null ? undefined : identities.personOf(psnAccount));
}

function accountOf(psn: Psn | undefined): string | null {
	return psn === undefined ? null : (psn.accountMobile ?? psn.accountEmail);
}

function nameOfOrg({ identities }: Platform, { orgId }: AuthFlow): string {
	return identities.organizations.get(orgId ?? '')?.orgName ?? '';
}
