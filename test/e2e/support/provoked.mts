// Failures of every kind, with a person's data in the input: nodes of both platforms against what fails, each in every way n8n handles errors.
import { randomUUID } from 'node:crypto';
import type { CredentialReference } from '../../../tools/start/examples.mts';
import { type Json, text } from '../../../tools/start/json.mts';
import { fictionalIdNumber, type Needle } from './needles.mts';
import { plainWebhook } from './workflows.mts';

/** Who is in every input. Nobody has these numbers. */
export const PERSON = {
	accountId: 'needle-account-1',
	name: '测试针尖',
	idNumber: fictionalIdNumber('19631127771'),
	/** One digit short: nothing knows it by its form. */
	malformedId: fictionalIdNumber('19631127773').slice(0, 17),
	passport: 'E00007788X',
	mobile: '19900004477',
	spacedMobile: '199 0000 6688',
	card: '6222020000007788120',
	email: 'needle.of.the.test@example.com',
};

export const PERSONAL: readonly Needle[] = [
	{ kind: 'ID number', name: 'ID number', value: PERSON.idNumber },
	{ kind: 'ID number', name: 'malformed ID number', value: PERSON.malformedId },
	{ kind: 'ID number', name: 'passport', value: PERSON.passport },
	{ kind: 'mobile', name: 'mobile', value: PERSON.mobile },
	{ kind: 'mobile', name: 'mobile with blanks', value: PERSON.spacedMobile },
	{ kind: 'bank card', name: 'bank card', value: PERSON.card },
	{ kind: 'email', name: 'email', value: PERSON.email },
	{ kind: 'name', name: 'name', value: PERSON.name },
];

/** What n8n does with a failed node: its settings for that, without the first one it stops. */
export const HANDLINGS = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
export type Handling = (typeof HANDLINGS)[number];

/** A node to be made fail. */
export interface Provoked {
	name: string;
	type: string;
	parameters: Json;
	/** The version of a node that is not ours. */
	typeVersion?: number;
}

const value = (name: keyof typeof PERSON) => `={{ $json.body.${name} }}`;
/** A timeout that is soon over. */
const options = { timeout: 700 };

const QIANDUN = 'n8n-nodes-qiandun.qiandun';
const ESIGN = 'n8n-nodes-qiandun.esign';

/** All of it as JSON, under names that say what it is and under such that say less. */
const ALL = `={{ JSON.stringify({
	psnName: $json.body.name, idNumber: $json.body.idNumber, mobile: $json.body.mobile, email: $json.body.email, bankCardNo: $json.body.card,
	idNo: $json.body.malformedId, certNo: $json.body.passport, tel: $json.body.spacedMobile, remark: 'ID ' + $json.body.idNumber + ', ' + $json.body.mobile
}) }}`;

const qiandun = (name: string, parameters: Json): Provoked => ({ name, type: QIANDUN, parameters: { options, ...parameters } });
const esign = (name: string, parameters: Json): Provoked => ({ name, type: ESIGN, parameters: { options, ...parameters } });

/** The HTTP Request node with one of our credentials. What it shows of errors is n8n's own doing. */
export const HTTP_PREFIX = 'HTTP Request';
const http = (nodeCredentialType: string, url: string): Provoked => ({
	name: `${HTTP_PREFIX} (${nodeCredentialType})`,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		authentication: 'predefinedCredentialType',
		nodeCredentialType,
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ { name: $json.body.accountId } }}`,
		options,
	},
});

/** @param baseUrl of the credential, for n8n's own node */
export const qiandunCases = (baseUrl: string): Provoked[] => [
	qiandun('Create User', {
		resource: 'user', operation: 'createUnverified', accountId: value('accountId'), psnName: value('name'),
		optionalFields: { psnIDCardNum: value('idNumber'), informPhone: value('mobile') },
	}),
	qiandun('Get User by ID Number', { resource: 'user', operation: 'get', accountId: '', psnIDCardNum: value('idNumber') }),
	qiandun('Verify Bank Card', {
		resource: 'personalVerification', operation: 'verifyBankCard', psnName: value('name'), psnIDCardType: 'CRED_PSN_PASSPORT',
		psnIDCardNum: value('passport'), psnBankCardNo: value('card'), psnMobile: value('spacedMobile'),
	}),
	qiandun('Verify Three Factors', {
		resource: 'personalVerification', operation: 'verifyThreeFactors', psnName: value('name'), psnIDCardType: 'CRED_PSN_CH_IDCARD',
		psnIDCardNum: value('malformedId'), psnMobile: value('mobile'),
	}),
	qiandun('Send Code', { resource: 'sms', operation: 'sendCode', mobile: value('mobile') }),
	qiandun('Update User', { resource: 'user', operation: 'update', accountId: value('accountId'), optionalFields: { informPhone: value('mobile') } }),
	qiandun('Custom GET', { resource: 'api', operation: 'customCall', method: 'GET', path: '/open/custom', query: ALL }),
	qiandun('Custom POST', { resource: 'api', operation: 'customCall', method: 'POST', path: '/open/custom', body: ALL }),
	http('qiandunApi', `${baseUrl}/open/custom`),
];

export const esignCases = (baseUrl: string): Provoked[] => [
	esign('Create Person', {
		resource: 'personAccount', operation: 'create', thirdPartyUserId: value('accountId'), name: value('name'),
		optionalFields: { mobile: value('mobile'), email: value('email'), idType: 'CRED_PSN_CH_IDCARD', idNumber: value('idNumber') },
	}),
	esign('Get Person by Mobile', { resource: 'identityV3', operation: 'getPerson', findBy: 'psnAccount', psnAccount: value('mobile') }),
	esign('Get Person by ID Number', {
		resource: 'identityV3', operation: 'getPerson', findBy: 'psnIDCardNum', psnIDCardNum: value('malformedId'), psnIDCardType: 'CRED_PSN_CH_IDCARD',
	}),
	esign('Get Verification Page', {
		resource: 'identityV3', operation: 'getPersonVerificationPageUrl', findBy: 'psnAccount', psnAccount: value('spacedMobile'),
		optionalFields: { psnName: value('name'), psnIDCardNum: value('passport') },
	}),
	esign('Create Organization', {
		resource: 'organizationAccount', operation: 'create', thirdPartyUserId: value('accountId'), name: '测试示例有限公司',
		optionalFields: { orgLegalName: value('name'), orgLegalIdNumber: value('idNumber') },
	}),
	esign('Create Flow', {
		resource: 'signFlowV3', operation: 'createFromFiles', signFlowTitle: '劳动合同', documents: { document: [{ fileId: 'c64665aa4f25462e8d8aaf33cd7733bd' }] },
		signersFrom: 'form',
		signers: {
			signer: [{
				kind: 'person', identifiedBy: 'account', psnName: value('name'), psnAccount: value('mobile'),
				signFields: { signField: [{ kind: 'page', positionPage: '1', positionX: 200, positionY: 200 }] },
			}],
		},
	}),
	esign('Custom GET', { resource: 'api', operation: 'customCall', method: 'GET', path: '/v1/custom', query: ALL }),
	esign('Custom POST', { resource: 'api', operation: 'customCall', method: 'POST', path: '/v1/custom', body: ALL }),
	http('esignApi', `${baseUrl}/v1/custom`),
];

/** Input that is wrong before anything is sent: its values stand where they do not belong. */
export const WRONG_INPUT: readonly Provoked[] = [
	qiandun('Number Expected', { resource: 'api', operation: 'customCall', method: 'GET', path: '/open/custom', options: { timeout: value('mobile') } }),
	qiandun('One of a List Expected', {
		resource: 'personalVerification', operation: 'getVerificationPageUrl', clientType: value('idNumber'),
	}),
	qiandun('Path Expected', { resource: 'api', operation: 'customCall', method: 'GET', path: `=open/{{ 'x'.repeat(25) }}/{{ $json.body.idNumber }}` }),
	qiandun('JSON Expected', { resource: 'api', operation: 'customCall', method: 'POST', path: '/open/custom', body: `={"idNumber": {{ $json.body.idNumber }}x` }),
	qiandun('Time Expected', {
		resource: 'contract', operation: 'create', contractName: 'x', initiatorAccountId: 'a', signersFrom: 'json', signersJson: ALL,
		documents: { document: [{ fileCode: value('mobile'), fileName: 'a.pdf' }] }, optionalFields: { signDeadline: value('idNumber') },
	}),
	esign('Account Expected', { resource: 'identityV3', operation: 'getPerson', findBy: 'psnAccount', psnAccount: '=ID {{ $json.body.idNumber }}' }),
	esign('Title Expected', {
		resource: 'signFlowV3', operation: 'createFromFiles', signFlowTitle: '=Contract: {{ $json.body.idNumber }}', signersFrom: 'json', signersJson: ALL,
		documents: { document: [{ fileId: value('mobile') }] },
	}),
	esign('Deadline Expected', { resource: 'signFlowV3', operation: 'extend', signFlowId: 'a', signFlowExpireTime: value('mobile') }),
];

/** A workflow in which each case has a webhook of its own. */
export interface ProvokedWorkflow {
	workflow: Json;
	/** Paths of its webhooks. */
	paths: string[];
}

/** @param credentials by their type */
export function provokedWorkflow(name: string, cases: readonly Provoked[], handling: Handling, credentials: Readonly<Record<string, CredentialReference>>): ProvokedWorkflow {
	const nodes: Json[] = [];
	const connections: Json = {};
	const paths: string[] = [];
	cases.forEach(({ name: caseName, type, parameters, typeVersion = 1 }, index) => {
		const webhook: Json = { ...plainWebhook('POST'), name: `Webhook ${index}` };
		const node = { name: caseName, type, typeVersion, parameters, credentials, onError: handling };
		nodes.push(...[webhook, node].map((one, column) => ({ ...one, id: randomUUID(), position: [column * 220, index * 120] })));
		connections[text(webhook.name)] = { main: [[{ node: caseName, type: 'main', index: 0 }]] };
		paths.push(text(webhook.webhookId));
	});
	return { workflow: { name, nodes, connections, settings: { executionOrder: 'v1' } }, paths };
}
