// The sandbox's controls over eSign: scripts act here as persons and organizations would on the platform's pages and in its console.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ControlInput } from '../control-input.mts';
import { answered as answer, NotNow } from '../control-answers.mts';
import { SIGN_PLACES, TEMPLATES } from '../contract-templates.mts';
import { contentDisposition, textParameter } from '../file-links.mts';
import { fictionalIdNumber } from '../id-card-number.mts';
import { AuthError, authFields, submit, type AuthForm } from './auth-progress.mts';
import type { AuthFlow } from './auth-flow-state.mts';
import { callbackControl } from './callback-control.mts';
import { docTemplateIdOf, fieldsOf } from './doc-templates.mts';
import type { Platform } from './endpoint.mts';
import { documentPdf } from './flow-files.mts';
import { isInTurn, refuse, sign, SigningError, type SignChoice } from './flow-progress.mts';
import { FLOW_STATUS, type Flow, type Signer } from './flow-state.mts';
import { partyOf } from './parties.mts';
import { SEAL_BIZ_TYPES, type SealBizType } from './seal-store.mts';
import { signerUrl } from './sign-urls.mts';
import { flowState, identityState, sealState } from './state-view.mts';

const TEXT = 500;

/** Routes under /sandbox/esign. A wrong field is 400 and named, what is not there 404, what cannot be done now 409. */
export function esignControl(scope: FastifyInstance, platform: Platform): void {
	signing(scope, platform);
	documents(scope, platform);
	identities(scope, platform);
	authorizations(scope, platform);
	callbackControl(scope, platform);
	const { settings } = platform;
	scope.get('/sandbox/esign/settings', () => ({ settings: settings.values }));
	scope.post('/sandbox/esign/settings', (request, reply) =>
		answered(reply, () => {
			settings.change(request.body);
			return { settings: settings.values };
		}),
	);
	scope.get('/sandbox/esign/templates', () => ({
		templates: TEMPLATES.map((template) => ({
			docTemplateId: docTemplateIdOf(template),
			docTemplateName: template.title,
			components: fieldsOf(template),
			signPlaces: Object.values(SIGN_PLACES).map(({ x, y }) => ({
				positionPage: String(template.pages.length),
				positionX: x,
				positionY: y,
			})),
		})),
	}));
}

/** What persons are told on the pages is "not now" here. */
async function answered(reply: FastifyReply, run: () => object | Promise<object>): Promise<FastifyReply> {
	return await answer(reply, run, [SigningError, AuthError]);
}

/** POST /sandbox/esign/sign, /refuse: without page and code, for the signer who is named, or the next one in turn. */
function signing(scope: FastifyInstance, platform: Platform): void {
	scope.post('/sandbox/esign/sign', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, [...WHO, 'sealId', 'places', 'remark', 'all']);
			const flow = flowOf(platform, given);
			const choice = choiceOf(given);
			if (given.get('all') === true) signEverybody(platform, flow, choice);
			else for (const signer of signersOf(platform, flow, given)) sign(platform, flow, signer, choice);
			return { signed: true, flow: flowState(platform, flow) };
		}),
	);
	scope.post('/sandbox/esign/refuse', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, [...WHO, 'reason']);
			const flow = flowOf(platform, given);
			const [signer] = signersOf(platform, flow, given);
			if (signer === undefined) throw new NotNow(409, 'Nobody is to sign now');
			refuse(platform, flow, signer, given.text('reason', TEXT) ?? '合同内容有误');
			return { refused: true, flow: flowState(platform, flow) };
		}),
	);
	scope.post('/sandbox/esign/expire', (request, reply) =>
		answered(reply, () => {
			const flow = flowOf(platform, new ControlInput(request.body, ['signFlowId', 'flowId']));
			if (flow.status !== FLOW_STATUS.signing) throw new NotNow(409, 'Only a flow in signing can expire');
			flow.expireTime = platform.now() - 1;
			return { expires: true };
		}),
	);
}

/** For the console: GET /sandbox/esign/flows/:flowId/:fileId shows a document as it is now, GET …/signers/:number leads to the page where that signer signs. */
function documents(scope: FastifyInstance, platform: Platform): void {
	scope.get('/sandbox/esign/flows/:flowId/signers/:number', (request, reply) => {
		const flow = platform.flows.all.get(textParameter(request, 'flowId'));
		const personId = flow?.signers[Number(textParameter(request, 'number')) - 1]?.personId ?? null;
		if (flow === undefined || personId === null) return reply.code(404).send({ error: 'There is no such signer' });
		return reply.redirect(signerUrl(platform, flow, personId), 302);
	});
	scope.get('/sandbox/esign/flows/:flowId/:fileId', async (request, reply) => {
		const flow = platform.flows.all.get(textParameter(request, 'flowId'));
		const fileId = textParameter(request, 'fileId');
		const pdf = flow && (await documentPdf(platform, flow, fileId));
		if (pdf === undefined) return reply.code(404).send({ error: 'There is no such document' });
		const fileName = flow?.docs.find((doc) => doc.fileId === fileId)?.fileName ?? 'document.pdf';
		return reply
			.header('Content-Disposition', contentDisposition('inline', fileName))
			.type('application/pdf')
			.send(pdf);
	});
}

const WHO = ['signFlowId', 'flowId', 'psnId', 'psnAccount', 'accountId', 'orgId', 'orgName'];

function flowOf({ flows }: Platform, given: ControlInput): Flow {
	const flowId = given.text('signFlowId', TEXT) ?? given.text('flowId', TEXT) ?? given.refuse('signFlowId', 'must be there');
	const flow = flows.all.get(flowId);
	if (flow === undefined) throw new NotNow(404, 'No such signing flow');
	return flow;
}

/** Everything the named one has to sign now; of nobody named the first in turn. One who has nothing to sign now is left to `sign` to refuse. */
function signersOf(platform: Platform, flow: Flow, given: ControlInput): Signer[] {
	const account = given.text('psnAccount', TEXT);
	const orgName = given.text('orgName', TEXT);
	const personId = given.text('psnId', TEXT) ?? given.text('accountId', TEXT) ?? idOf(platform, account);
	const orgId = given.text('orgId', TEXT) ?? (orgName === undefined ? undefined : platform.identities.organizationOf(orgName)?.orgId ?? '');
	const theirs = flow.signers.filter(
		(signer) =>
			(personId === undefined || signer.personId === personId) && (orgId === undefined || signer.orgId === orgId),
	);
	if (theirs.length === 0) throw new NotNow(404, 'This is none of the flow’s signers');
	const due = theirs.filter((signer) => isInTurn(flow, signer));
	if (personId === undefined && orgId === undefined) return (due.length > 0 ? due : theirs).slice(0, 1);
	return due.length > 0 ? due : theirs.slice(-1);
}

/** A person's id by mobile or mail address, V3 or V1. */
function idOf({ identities, state }: Platform, account: string | undefined): string | undefined {
	if (account === undefined) return undefined;
	const v1 = [...state.persons.values()].find(({ mobile, email }) => mobile === account || email === account);
	return identities.personOf(account)?.psnId ?? v1?.accountId ?? '';
}

function signEverybody(platform: Platform, flow: Flow, choice: SignChoice): void {
	for (;;) {
		const signer = flow.signers.find((one) => isInTurn(flow, one));
		if (signer === undefined) return;
		sign(platform, flow, signer, choice);
	}
}

function choiceOf(given: ControlInput): SignChoice {
	const places = given.get('places') ?? [];
	if (!Array.isArray(places)) return given.refuse('places', 'must be a list of {page, x, y, fileId?}');
	return {
		sealId: given.text('sealId', TEXT),
		remark: given.text('remark', TEXT),
		places: places.map((one: unknown, index) => {
			const place = new ControlInput(one, ['page', 'x', 'y', 'fileId'], `places[${index}]`);
			return {
				page: place.whole('page', 1, 100_000) ?? place.refuse('page', 'must be there'),
				x: numberIn(place, 'x'),
				y: numberIn(place, 'y'),
				fileId: place.text('fileId', TEXT),
			};
		}),
	};
}

function numberIn(given: ControlInput, name: string): number {
	const value = given.get(name);
	return typeof value === 'number' ? value : given.refuse(name, 'must be a number');
}

/** Verified persons and organizations at once, and their seals. */
function identities(scope: FastifyInstance, platform: Platform): void {
	scope.post('/sandbox/esign/persons', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, ['psnAccount', 'psnName', 'psnIDCardNum', 'verified', 'scopes']);
			const psn = platform.identities.registered(given.required('psnAccount', TEXT));
			psn.name = given.text('psnName', TEXT) ?? psn.name ?? '测试用户';
			if (given.get('verified') !== false)
				platform.identities.verifyPerson(psn, {
					idNumber: given.text('psnIDCardNum', TEXT) ?? psn.idNumber ?? fictionalIdNumber(platform.identities.persons.size),
					verifiedMobile: psn.accountMobile,
				});
			platform.identities.grant(psn, scopesIn(given));
			return { psnId: psn.psnId };
		}),
	);
	scope.post('/sandbox/esign/organizations', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, [
				'orgName',
				'orgIDCardNum',
				'legalRepName',
				'psnAccount',
				'psnName',
				'verified',
				'scopes',
			]);
			const org = platform.identities.registeredOrganization(given.required('orgName', TEXT));
			const psn = platform.identities.registered(given.text('psnAccount', TEXT) ?? '19900000001');
			const facts = {
				idNumber: given.text('orgIDCardNum', TEXT) ?? org.idNumber ?? '99000000MA00000001',
				legalRepName: given.text('legalRepName', TEXT) ?? org.legalRepName ?? '示例法人',
			};
			if (given.get('verified') !== false) {
				psn.name = given.text('psnName', TEXT) ?? psn.name ?? '测试经办人';
				if (!psn.realNamed)
					platform.identities.verifyPerson(psn, { idNumber: fictionalIdNumber(platform.identities.persons.size) });
				platform.identities.verifyOrganization(org, facts, 'ORG_LEGALREP', psn);
			}
			platform.identities.grant(org, scopesIn(given));
			return { orgId: org.orgId, psnId: psn.psnId };
		}),
	);
	scope.get('/sandbox/esign/seals', () => ({ seals: sealState(platform) }));
	scope.post('/sandbox/esign/seals', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, ['ownerId', 'sealBizType', 'sealName', 'authorizedToApp']);
			const owner = partyOf(platform, given.required('ownerId', TEXT));
			if (owner === undefined) throw new NotNow(404, 'No such person or organization');
			platform.seals.of(owner);
			const seal = platform.seals.add(owner, owner.kind === 'psn' ? null : bizTypeIn(given), given.text('sealName', TEXT));
			seal.authorizedToApp = given.get('authorizedToApp') === true;
			return { sealId: seal.sealId };
		}),
	);
	scope.post('/sandbox/esign/seals/authorize', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, ['sealId', 'authorized']);
			const seal = platform.seals.get(given.required('sealId', TEXT));
			if (seal === undefined) throw new NotNow(404, 'No such seal');
			seal.authorizedToApp = given.get('authorized') !== false;
			return { sealId: seal.sealId, authorizedToApp: seal.authorizedToApp };
		}),
	);
}

function scopesIn(given: ControlInput): string[] {
	const scopes = given.get('scopes') ?? [];
	const named = Array.isArray(scopes) ? scopes.filter((scope): scope is string => typeof scope === 'string') : [];
	return Array.isArray(scopes) && named.length === scopes.length ? named : given.refuse('scopes', 'must be a list of strings');
}

function bizTypeIn(given: ControlInput): SealBizType {
	const wish = given.text('sealBizType', TEXT) ?? 'COMMON';
	const types = Object.keys(SEAL_BIZ_TYPES);
	return isBizType(wish) ? wish : given.refuse('sealBizType', `must be one of ${types.join(', ')}`);
}

function isBizType(text: string): text is SealBizType {
	return text in SEAL_BIZ_TYPES;
}

/** POST /sandbox/esign/authorize {authFlowId, …fields}: verifies and grants as the person on the page would, without a code. */
function authorizations(scope: FastifyInstance, platform: Platform): void {
	scope.post('/sandbox/esign/authorize', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, ['authFlowId', 'psnMode', 'orgMode', 'face', ...FORM_FIELDS]);
			const flow = platform.authFlows.all.get(given.required('authFlowId', TEXT));
			if (flow === undefined) throw new NotNow(404, 'No such authorization flow');
			submit(platform, flow, formOf(platform, flow, given), true);
			return { authorized: true, ...identityState(platform, flow) };
		}),
	);
}

const FORM_FIELDS = [
	'psnAccount',
	'psnName',
	'psnIDCardNum',
	'psnMobile',
	'bankCardNum',
	'orgName',
	'orgIDCardNum',
	'legalRepName',
	'orgBankAccountNum',
];

/** What the script says, and made-up data for what it leaves out. */
function formOf(platform: Platform, flow: AuthFlow, given: ControlInput): AuthForm {
	const form: AuthForm = new Map();
	const number = platform.identities.persons.size;
	const madeUp = new Map([
		['psnAccount', `199${String(number).padStart(8, '0')}`],
		['psnName', '测试用户'],
		['psnIDCardNum', fictionalIdNumber(number)],
		['psnMobile', `199${String(number).padStart(8, '0')}`],
		['bankCardNum', '6222020000000000008'],
		['orgName', '测试有限公司'],
		['orgIDCardNum', `99000000MA0000${String(number).padStart(4, '0')}`],
		['legalRepName', '示例法人'],
		['orgBankAccountNum', '622000000000000'],
	]);
	for (const { name, value } of authFields(platform, flow)) {
		const said = given.text(name, TEXT);
		form.set(name, said ?? (value === '' ? (madeUp.get(name) ?? '') : value));
	}
	for (const name of ['psnMode', 'orgMode', 'face']) {
		const said = given.text(name, TEXT);
		if (said !== undefined) form.set(name, said);
	}
	return form;
}
