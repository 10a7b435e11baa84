// eSign on the console: personal and organization accounts.
import { html, type Html } from '../html.mts';
import { maskMobile, maskText } from '../mask.mts';
import type { SilentSigning } from '../esign/state.mts';
import { badge, maskedId, mono, table, time } from './parts.mts';
import type { ConsoleContext } from './routes.mts';

/** Everything eSign has. */
export function esignView(context: ConsoleContext): Html {
	return html`${persons(context)}${organizations(context)}`;
}

function persons({ esign: { state } }: ConsoleContext): Html {
	return table(
		'persons',
		'Personal accounts',
		'e签宝 个人账号',
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
		'e签宝 机构账号',
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

function realName(realNamed: boolean): Html {
	return realNamed ? badge('good', 'real-named 已实名') : badge('warn', 'not real-named 未实名');
}

function silent(authorisation: SilentSigning | undefined): Html {
	if (authorisation === undefined) return html``;
	return html`${badge('good', 'silent signing 静默签')} <small>${authorisation.deadline === null ? '' : `until ${authorisation.deadline}`}</small>`;
}
