// eSign on the console: V1 accounts, V3 persons and organizations, authorizations, flows, files, seals.
import { html, type Html, type HtmlValue } from '../html.mts';
import { maskIdNumber, maskMobile, maskText } from '../mask.mts';
import { newestFirst } from '../newest-first.mts';
import { authPageUrl } from '../esign/auth-urls.mts';
import { STATUS_DESCRIPTIONS } from '../esign/callback-bodies.mts';
import type { Platform } from '../esign/endpoint.mts';
import { isInTurn, SIGN_STATUS, signStatusOf } from '../esign/flow-progress.mts';
import { FLOW_STATUS, type Flow, type Signer } from '../esign/flow-state.mts';
import type { Org, Psn } from '../esign/identities.mts';
import { nameOf } from '../esign/parties.mts';
import { sealImage } from '../esign/seals-v3.mts';
import type { SilentSigning } from '../esign/state.mts';
import { esignCallbacksView } from './esign-callbacks-view.mts';
import { badge, clock, maskedId, mono, ROWS_SHOWN, table, time } from './parts.mts';
import type { ConsoleContext } from './routes.mts';

/** How many seals are shown: each has its picture. */
const SEALS_SHOWN = 40;

/** Everything eSign has; of what there is none only the accounts say so. */
export function esignView(context: ConsoleContext): Html {
	const { esign } = context;
	return html`${persons(context)}${organizations(context)}${flows(esign)}${identities(esign)}${authorizations(esign)}${files(esign)}${seals(esign)}${esignCallbacksView(context)}`;
}

function persons({ esign: { state } }: ConsoleContext): Html {
	return table(
		'persons',
		'Personal accounts',
		'e签宝 个人账号 (V1)',
		['Third-party user', 'Name', 'ID number', 'Mobile, mail', 'Status', 'Created'],
		[...state.persons.values()]
			.reverse()
			.map((person) => [
				html`<code>${maskText(person.thirdPartyUserId)}</code><br><small class="mono">${person.accountId}</small>`,
				person.name,
				mono(maskedId(person.idNumber)),
				html`${mono(person.mobile === null ? '' : maskMobile(person.mobile))}<br><small>${maskText(person.email ?? '')}</small>`,
				html`${realName(person.realNamed)} ${silent(state.silentSigning.get(person.accountId))}`,
				time(person.createTime),
			]),
		'No accounts yet. They appear as soon as a workflow creates one at eSign.',
		'wide',
	);
}

function organizations({ esign: { state } }: ConsoleContext): Html {
	const all = [...state.organizations.values()].reverse();
	if (all.length === 0) return html``;
	return table(
		'organizations',
		'Organization accounts',
		'e签宝 机构账号 (V1)',
		['Third-party user', 'Name', 'ID number', 'Legal representative', 'Status', 'Created'],
		all.map((organization) => [
			html`<code>${maskText(organization.thirdPartyUserId)}</code><br><small class="mono">${organization.orgId}</small>`,
			organization.name,
			mono(organization.idNumber ?? ''),
			organization.orgLegalName,
			html`${realName(organization.realNamed)} ${silent(state.silentSigning.get(organization.orgId))}`,
			time(organization.createTime),
		]),
		'',
		'wide',
	);
}

function flows(esign: Platform): Html {
	const { size } = esign.flows.all;
	if (size === 0) return html``;
	return table(
		'esign-flows',
		'Signing flows',
		'e签宝 签署流程',
		['Flow', 'Status', 'Signers', 'Documents as they are now', 'Created'],
		newestFirst([...esign.flows.all.values()], ROWS_SHOWN).map((flow) => [
			html`${flow.title}<br><small class="mono">${flow.flowId}</small> <small>${flow.version}</small>`,
			html`${flowStatus(flow)}${flow.reason === null ? '' : html`<br><small>${flow.reason}</small>`}`,
			lines(flow.signers.map((signer, index) => signerLine(esign, flow, signer, index + 1))),
			lines(flow.docs.map(({ fileId, fileName }) => html`<a href="/sandbox/esign/flows/${flow.flowId}/${fileId}" target="_blank" rel="noopener">${fileName}</a>`)),
			clock(new Date(flow.createTime).toISOString()),
		]),
		'',
		'wide',
		size,
	);
}

const TONES: Record<number, string> = {
	[FLOW_STATUS.draft]: 'soft',
	[FLOW_STATUS.signing]: 'warn',
	[FLOW_STATUS.completed]: 'good',
	[FLOW_STATUS.revoked]: 'bad',
	[FLOW_STATUS.expired]: 'bad',
	[FLOW_STATUS.refused]: 'bad',
};

function flowStatus({ status }: Flow): Html {
	return badge(TONES[status] ?? 'soft', `${status} ${STATUS_DESCRIPTIONS[status]}`);
}

const SIGNER_LABELS = new Map<number, [tone: string, label: string]>([
	[SIGN_STATUS.waiting, ['soft', 'waiting 等待签署']],
	[SIGN_STATUS.signing, ['warn', 'to sign 签署中']],
	[SIGN_STATUS.signed, ['good', 'signed 已签署']],
	[SIGN_STATUS.refused, ['bad', 'refused 已拒签']],
]);

function signerLine(esign: Platform, flow: Flow, signer: Signer, number: number): Html {
	const { personId, orgId, signOrder } = signer;
	const [tone, label] = SIGNER_LABELS.get(signStatusOf(flow, signer)) ?? ['soft', ''];
	const who = [orgId, personId].filter((id) => id !== null).map((id) => maskText(nameOf(esign, id)));
	return html`${signOrder}. ${who.join(' / ')} ${badge(tone, label)}${
		personId === null || !isInTurn(flow, signer)
			? ''
			: html` <a href="/sandbox/esign/flows/${flow.flowId}/signers/${number}" target="_blank" rel="noopener">signing page</a>`
	}`;
}

function identities({ identities }: Platform): Html {
	const { persons, organizations } = identities;
	const people = newestFirst([...persons.values()], ROWS_SHOWN);
	const companies = newestFirst([...organizations.values()], ROWS_SHOWN);
	return table(
		'esign-identities',
		'Persons and organizations',
		'e签宝 用户 (V3)',
		['Name', 'Id', 'ID number', 'Account', 'Status'],
		[...companies.map((org) => organizationRow(org, org.orgId === identities.own.orgId)), ...people.map(personRow)],
		'',
		'wide',
		persons.size + organizations.size,
	);
}

function personRow(psn: Psn): HtmlValue[] {
	return [
		psn.name,
		html`<code>${psn.psnId}</code>`,
		mono(maskedId(psn.idNumber)),
		mono(maskText(psn.accountMobile ?? psn.accountEmail ?? '')),
		html`${realName(psn.realNamed)} ${scopes(psn)}`,
	];
}

function organizationRow(org: Org, own: boolean): HtmlValue[] {
	return [
		org.orgName,
		html`<code>${org.orgId}</code>`,
		mono(org.idNumber === null ? '' : maskIdNumber(org.idNumber).replace(/\*+/, '···')),
		own ? 'the app’s own (集成方)' : '',
		html`${realName(org.realNamed)} ${scopes(org)}`,
	];
}

function scopes({ scopes }: Psn | Org): Html {
	return scopes.size === 0 ? html`` : badge('good', `authorized 已授权 ×${scopes.size}`);
}

function authorizations({ authFlows }: Platform): Html {
	const all = [...authFlows.all.values()].reverse();
	if (all.length === 0) return html``;
	return table(
		'esign-auth-flows',
		'Verifications and authorizations',
		'e签宝 认证授权流程',
		['Flow', 'Who', 'Scopes', 'Status', 'Page'],
		all.map((flow) => [
			mono(flow.authFlowId),
			flow.authType === 'PSN' ? 'person 个人' : 'organization 机构',
			flow.scopes.join(', '),
			flow.done ? badge('good', 'done 已完成') : badge('warn', 'open 进行中'),
			flow.done ? '' : html`<a href="${authPageUrl('', flow)}" target="_blank" rel="noopener">open</a>`,
		]),
		'',
		'wide',
	);
}

const FILE_STATUS_LABELS = new Map([
	[0, 'announced 未上传'],
	[1, 'uploading 上传中'],
	[2, 'uploaded 已上传'],
	[4, 'waiting 等待转换'],
	[5, 'converted 已转换'],
	[8, 'converting 转换中'],
	[9, 'not converted 转换失败'],
	[11, 'converting to HTML 转换中'],
]);

function files({ files }: Platform): Html {
	const { size } = files.all;
	if (size === 0) return html``;
	return table(
		'esign-files',
		'Files',
		'e签宝 文件',
		['File', 'Name', 'Size', 'Pages', 'Status', 'Announced'],
		newestFirst([...files.all.values()], ROWS_SHOWN).map((file) => {
			const status = files.statusOf(file);
			return [
				mono(file.fileId),
				file.fileName,
				file.fileSize < 100_000 ? `${file.fileSize} bytes` : `${(file.fileSize / 1_048_576).toFixed(1)} MB`,
				file.pages === null ? '' : file.pages.length,
				badge(files.isUsable(file) ? 'good' : 'warn', FILE_STATUS_LABELS.get(status) ?? String(status)),
				clock(new Date(file.createTime).toISOString()),
			];
		}),
		'',
		'wide',
		size,
	);
}

function seals(esign: Platform): Html {
	const all = esign.seals.all().reverse();
	if (all.length === 0) return html``;
	return table(
		'esign-seals',
		'Seals',
		'e签宝 印章',
		['Seal', 'Name', 'Owner', 'May be used by the app'],
		all.slice(0, SEALS_SHOWN).map((seal) => [
			html`<img class="seal" src="${sealImage(seal)}" alt="">`,
			html`${seal.sealName}<br><small class="mono">${seal.sealId}</small>`,
			maskText(nameOf(esign, seal.ownerId)),
			seal.authorizedToApp ? badge('good', 'authorized 已授权') : '',
		]),
		'',
		'wide',
		all.length,
	);
}

function realName(realNamed: boolean): Html {
	return realNamed ? badge('good', 'real-named 已实名') : badge('warn', 'not real-named 未实名');
}

function silent(authorisation: SilentSigning | undefined): Html {
	if (authorisation === undefined) return html``;
	return html`${badge('good', 'silent signing 静默签')} <small>${authorisation.deadline === null ? '' : `until ${authorisation.deadline}`}</small>`;
}

function lines(items: HtmlValue[]): Html {
	return html`${items.map((item, index) => html`${index === 0 ? '' : html`<br>`}${item}`)}`;
}
