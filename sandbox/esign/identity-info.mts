// 查询个人认证信息, 查询机构认证信息: whether somebody is verified, and what they let the app know of themselves.
import { maskName, maskMobile } from '../mask.mts';
import { PERSON_ID_TYPES } from './checks.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { Org, Psn } from './identities.mts';

export const identityInfo: Endpoint[] = [
	{
		method: 'GET',
		path: '/v3/persons/identity-info',
		title: '查询个人认证信息',
		handle: personInfo,
		parameterFailure: 'identityParameter',
	},
	{
		method: 'GET',
		path: '/v3/organizations/identity-info',
		title: '查询机构认证信息',
		handle: organizationInfo,
		parameterFailure: 'identityParameter',
	},
];

/** By psnId, psnAccount or ID number, in this order. */
function personInfo({ query }: CallParameters, platform: Platform): unknown {
	const { identities } = platform;
	query.oneOf('psnId', 'psnAccount', 'psnIDCardNum');
	const psnId = query.optional('psnId');
	const psnAccount = query.optional('psnAccount');
	const number = query.optional('psnIDCardNum');
	let psn: Psn | undefined;
	if (psnId !== undefined) {
		psn = identities.persons.get(psnId);
		if (psn === undefined) throw new BusinessFailure('identityCancelled', psnId);
	} else if (psnAccount !== undefined) psn = identities.personOf(psnAccount);
	else {
		const type = query.choice('psnIDCardType', PERSON_ID_TYPES);
		if (type === undefined) throw new BusinessFailure('identityMissing', 'psnIDCardType');
		psn = [...identities.persons.values()].find((one) => one.idNumber === number && one.idType === type);
	}
	if (psn === undefined) throw new BusinessFailure('identityUnknown', psnAccount ?? number);
	return personView(platform, psn);
}

function personView({ identities }: Platform, psn: Psn): object {
	const authorized = identities.isGranted(psn, 'get_psn_identity_info');
	return {
		authorizeUserInfo: authorized,
		realnameStatus: psn.realNamed ? 1 : 0,
		psnId: psn.psnId,
		psnAccount: authorized ? { accountMobile: psn.accountMobile, accountEmail: psn.accountEmail } : null,
		psnInfo: authorized ? psnInfo(psn) : null,
	};
}

/** What is known of a person. */
export function psnInfo(psn: Psn): object {
	return {
		psnName: psn.name,
		psnNationality: null,
		psnIDCardNum: psn.idNumber,
		psnIDCardType: psn.idType,
		bankCardNum: psn.bankCard,
		psnMobile: psn.verifiedMobile,
	};
}

/** By orgId, orgName or ID number, in this order. */
function organizationInfo({ query }: CallParameters, platform: Platform): unknown {
	const { identities } = platform;
	query.oneOf('orgId', 'orgName', 'orgIDCardNum');
	const orgId = query.optional('orgId');
	const orgName = query.optional('orgName');
	const number = query.optional('orgIDCardNum');
	let org: Org | undefined;
	if (orgId !== undefined) {
		org = identities.organizations.get(orgId);
		if (org === undefined) throw new BusinessFailure('identityCancelled', orgId);
	} else if (orgName !== undefined) org = identities.organizationOf(orgName);
	else {
		const type = query.choice('orgIDCardType', ['CRED_ORG_USCC', 'CRED_ORG_REGCODE']);
		if (type === undefined) throw new BusinessFailure('identityMissing', 'orgIDCardType');
		org = [...identities.organizations.values()].find((one) => one.idNumber === number && one.idType === type);
	}
	if (org === undefined) throw new BusinessFailure('identityUnknown', orgName ?? number);
	return organizationView(platform, org);
}

/** Without the scope get_org_identity_info only what is public. */
function organizationView({ identities }: Platform, org: Org): object {
	const authorized = identities.isGranted(org, 'get_org_identity_info');
	const admin = identities.persons.get(org.adminPsnId ?? '');
	const contact = admin?.accountMobile ?? admin?.accountEmail ?? null;
	return {
		authorizeUserInfo: authorized,
		realnameStatus: org.realNamed ? 1 : 0,
		orgId: org.orgId,
		orgName: org.orgName,
		orgAuthMode: org.authMode,
		orgInfo: org.realNamed
			? {
					orgType: null,
					orgIDCardNum: org.idNumber,
					orgIDCardType: org.idType,
					legalRepName: org.legalRepName,
					legalRepIDCardNum: authorized ? org.legalRepIdNumber : null,
					legalRepIDCardType: authorized ? org.legalRepIdType : null,
					orgBankAccountNum: authorized ? org.bankAccount : null,
					corporateAccount: authorized && org.bankAccount !== null ? org.orgName : null,
					cnapsCode: null,
					licenseDownloadUrl: null,
					authorizationDownloadUrl: null,
					adminName: typeof admin?.name === 'string' ? maskName(admin.name) : null,
					adminAccount: contact === null ? null : maskMobile(contact),
				}
			: null,
	};
}
