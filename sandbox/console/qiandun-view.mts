// Qiandun on the console: users, text messages, verification flows.
import { html, type Html } from '../html.mts';
import { maskCard, maskMobile, maskText } from '../mask.mts';
import type { Message } from '../outbox.mts';
import type { Flow, State, VerifyStatus } from '../qiandun/state.mts';
import { badge, clock, maskedId, mono, table, time } from './parts.mts';
import type { ConsoleContext } from './routes.mts';

/** Everything Qiandun has. */
export function qiandunView(context: ConsoleContext): Html {
	return html`${users(context)}${outbox(context)}${flows(context)}${companies(context)}`;
}

function users({ qiandun }: ConsoleContext): Html {
	return table(
		'users',
		'Users',
		'签盾 个人用户',
		['Account', 'Name', 'ID number', 'Notice mobile', 'Status', 'Created'],
		[...qiandun.state.users.values()]
			.reverse()
			.map((user) => [
				html`<code>${maskText(user.accountId)}</code>`,
				user.psnName,
				mono(maskedId(user.psnIDCardNum)),
				mono(user.informPhone === null ? '' : maskMobile(user.informPhone)),
				user.certifiedTime === null
					? badge('warn', 'unverified 未认证')
					: badge('good', 'verified 已认证'),
				time(user.createTime),
			]),
		'No users yet. They appear as soon as a workflow creates one.',
	);
}

function companies({ qiandun }: ConsoleContext): Html {
	const all = [...qiandun.state.companies.values()].reverse();
	if (all.length === 0) return html``;
	return table(
		'companies',
		'Companies',
		'签盾 企业用户',
		['Account', 'Name', 'ID number', 'Legal representative', 'Created'],
		all.map((company) => [
			html`<code>${maskText(company.accountId)}</code>`,
			company.corpName,
			mono(company.corpIDCardNum),
			company.legalRepName,
			time(company.createTime),
		]),
		'',
	);
}

function flows({ qiandun }: ConsoleContext): Html {
	return table(
		'flows',
		'Verification flows',
		'签盾 认证流程',
		['Flow', 'Subject', 'Last check', 'Status', 'Hosted page'],
		[...qiandun.state.flows.values()]
			.reverse()
			.map((flow) => [
				html`<code>${flow.flowNo}</code><br><small>${flow.createTime.slice(11)}${flow.businessCode === null ? '' : html` · ${maskText(flow.businessCode)}`}</small>`,
				subject(flow),
				flow.check ?? '–',
				html`${status(flow.verifyStatus)}${letters(flow, qiandun.state)}`,
				flow.page === null
					? ''
					: html`<a href="/h5/${flow.page}" target="_blank" rel="noopener">open</a>`,
			]),
		'No flows yet. One opens with a check of a person or company, or with a verification page URL.',
	);
}

/** A letter of authority that waits for its audit: whoever looks at the console decides. */
function letters(flow: Flow, state: State): Html[] {
	return [...state.letters.values()]
		.filter(
			({ flowNo, serviceId }) =>
				flowNo === flow.flowNo && state.services.get(serviceId)?.verifyStatus === 'pending',
		)
		.map(
			({ serviceId, fileCode }) => html`<br><small title="${fileCode}">letter 授权书</small>
<br>${auditButton(serviceId, 'passed', 'approve')} ${auditButton(serviceId, 'un_passed', 'reject')}`,
		);
}

function auditButton(serviceId: string, verifyStatus: string, label: string): Html {
	const body = JSON.stringify({ verifyStatus });
	return html`<button data-post="/sandbox/qiandun/authorizations/${serviceId}/audit" data-body="${body}">${label}</button>`;
}

function subject(flow: Flow): Html {
	if (flow.kind === 'corp') return html`${flow.corporation.corpName}`;
	const { psnName, psnIDCardNum } = flow.person;
	return html`${psnName}<br><small class="mono">${maskedId(psnIDCardNum ?? null)}</small>`;
}

function outbox({ qiandun }: ConsoleContext): Html {
	return table(
		'outbox',
		'Outbox',
		'签盾 短信',
		['Message', 'To', 'Flow', 'Sent'],
		qiandun.outbox
			.list()
			.map((message) => [
				content(message),
				mono(message.amount === undefined ? maskMobile(message.to) : maskCard(message.to)),
				html`<code>${message.flowNo}</code>`,
				clock(message.sentAt),
			]),
		'No text messages yet. Codes a person would get on their phone appear here.',
	);
}

/** The code or the amount somebody is to type in; of a notice its text. */
function content({ code, amount, text }: Message): Html {
	if (amount !== undefined) return html`<span class="mono smscode">${amount}</span> 元`;
	if (code !== '') return html`<span class="mono smscode">${code}</span>`;
	return html`${maskText(text)}`;
}

function status(verifyStatus: VerifyStatus): Html {
	if (verifyStatus === 'passed') return badge('good', 'passed');
	return verifyStatus === 'un_passed' ? badge('bad', 'un_passed') : badge('warn', 'pending');
}
