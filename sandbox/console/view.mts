// The console's HTML. Names come from callers, so everything goes through the escaping template; personal data is masked.
import { CALLS_KEPT, type Call, type Outcome } from '../calls.mts';
import { html, type Html, type HtmlValue } from '../html.mts';
import { maskIdNumber, maskMobile, maskText } from '../mask.mts';
import type { Flow, VerifyStatus } from '../qiandun/state.mts';
import type { ConsoleContext } from './routes.mts';

/** The whole page. */
export function consolePage(context: ConsoleContext): Html {
	const { origin } = context.platform;
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Qiandun sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/console.css">
</head>
<body>
<header>
<h1><b>签盾</b> Qiandun sandbox</h1>
<p>Base URL <code>${origin}/api</code></p>
<p>App key <code>${context.appKey}</code></p>
<p>Beijing time</p>
<p id="live">live</p>
</header>
<main id="content">${consoleContent(context)}</main>
<script src="/assets/console.js"></script>
</body>
</html>`;
}

/** What changes while the sandbox runs. */
export function consoleContent(context: ConsoleContext): Html {
	return html`${users(context)}${outbox(context)}${flows(context)}${companies(context)}${crm(context)}${faults(context)}${calls(context)}`;
}

function users({ platform }: ConsoleContext): Html {
	return table(
		'users',
		'Users',
		'个人用户',
		['Account', 'Name', 'ID number', 'Notice mobile', 'Status', 'Created'],
		[...platform.state.users.values()]
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

function companies({ platform }: ConsoleContext): Html {
	const all = [...platform.state.companies.values()].reverse();
	if (all.length === 0) return html``;
	return table(
		'companies',
		'Companies',
		'企业用户',
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

function flows({ platform }: ConsoleContext): Html {
	return table(
		'flows',
		'Verification flows',
		'认证流程',
		['Flow', 'Subject', 'Last check', 'Status', 'Hosted page'],
		[...platform.state.flows.values()]
			.reverse()
			.map((flow) => [
				html`<code>${flow.flowNo}</code><br><small>${flow.createTime.slice(11)}${flow.businessCode === null ? '' : html` · ${maskText(flow.businessCode)}`}</small>`,
				subject(flow),
				flow.check ?? '–',
				status(flow.verifyStatus),
				flow.page === null
					? ''
					: html`<a href="/h5/${flow.page}" target="_blank" rel="noopener">open</a>`,
			]),
		'No flows yet. One opens with a check of a person, or with a verification page URL.',
	);
}

function subject(flow: Flow): Html {
	if (flow.kind === 'corp') return html`${flow.corporation.corpName}`;
	const { psnName, psnIDCardNum } = flow.person;
	return html`${psnName}<br><small class="mono">${maskedId(psnIDCardNum ?? null)}</small>`;
}

function outbox({ platform }: ConsoleContext): Html {
	return table(
		'outbox',
		'Outbox',
		'短信',
		['Code', 'To', 'Flow', 'Sent'],
		platform.outbox
			.list()
			.map((message) => [
				html`<span class="mono smscode">${message.code}</span>`,
				mono(maskMobile(message.to)),
				html`<code>${message.flowNo}</code>`,
				clock(message.sentAt),
			]),
		'No text messages yet. Codes a person would get on their phone appear here.',
	);
}

function crm({ crm }: ConsoleContext): Html {
	return table(
		'crm',
		'CRM stand-in',
		'what workflows reported',
		['Contact', 'Last report', 'Received', 'Reports'],
		crm.list().map((contact) => {
			const last = contact.reports.at(-1);
			return [
				html`<code>${maskText(contact.crmId)}</code>`,
				html`<span class="report">${maskText(JSON.stringify(last?.body) ?? '').slice(0, 300)}</span>`,
				clock(last?.receivedAt ?? ''),
				contact.reports.length,
			];
		}),
		'Nothing reported yet. POST /crm/contacts/{id}/verification records a report.',
	);
}

function faults({ faults }: ConsoleContext): Html {
	const armed = faults.list();
	if (armed.length === 0) return html``;
	return table(
		'faults',
		'Armed faults',
		'what goes wrong next',
		['Path', 'Fault', 'Times left', 'Skips left'],
		armed.map((fault) => [
			html`${fault.method ?? ''} <code>${fault.path}</code>`,
			fault.fault === 'status'
				? `status ${fault.status}`
				: fault.fault === 'latency'
					? `latency ${fault.ms} ms`
					: fault.fault,
			fault.times,
			fault.skip,
		]),
		'',
	);
}

function calls({ calls }: ConsoleContext): Html {
	const all = calls.list();
	return html`<section class="wide">
<h2>Calls <small>调用记录 · the last ${CALLS_KEPT}, personal data masked</small><span class="count">${all.length}</span></h2>
${all.length === 0 ? html`<p class="empty">No calls yet. Open a call here to see its string to sign, and why it was refused.</p>` : all.map(call)}
</section>`;
}

const OUTCOMES: Record<Outcome, [tone: string, label: string]> = {
	ok: ['good', 'ok'],
	failed: ['warn', 'business failure'],
	refused: ['bad', 'refused by the gateway'],
	notFound: ['bad', 'no such API'],
	fault: ['warn', 'armed fault'],
};

function call(one: Call): Html {
	const [tone, label] = OUTCOMES[one.outcome];
	return html`<details class="call" id="call-${one.id}">
<summary><span class="soft">${clock(one.at)}</span><b>${one.method}</b><span class="url mono">${one.url}</span><span>${badge(tone, label)} <span class="mono soft">${one.status === 0 ? 'dropped' : one.status} · ${one.ms} ms</span></span>
${one.reason === '' ? '' : html`<span class="why">${one.responseCode} ${one.reason}</span>`}</summary>
${one.reason === '' ? '' : html`<p class="reason ${tone}">${one.reason}</p>`}
<dl>
${[
	[
		'Answer',
		`${one.status === 0 ? 'connection dropped' : `HTTP ${one.status}`}${one.responseCode === '' ? '' : `, code ${one.responseCode}`}`,
	],
	['Log key (logKey)', one.logKey],
	['Request id', one.requestId],
	['Time (UTC)', one.at],
	['Signed headers', one.signedHeaders],
	['Signature received', one.clientSignature],
	['Content-Type', one.contentType],
	['Content-MD5', one.contentMd5],
	['Body', one.bodyBytes === 0 ? 'none' : `${one.bodyBytes} bytes, SHA-256 ${one.bodySha256}`],
]
	.filter(([, value]) => value !== '')
	.map(([name, value]) => html`<dt>${name}</dt><dd class="mono">${value}</dd>`)}
</dl>
<h3>String to sign, as the gateway builds it (compare with yours; ⏎ is a line feed)</h3>
<pre>${withLineFeeds(one.stringToSign)}</pre>
${one.requestBody === '' ? '' : html`<h3>Body</h3><pre>${one.requestBody}</pre>`}
</details>`;
}

function withLineFeeds(text: string): Html[] {
	const lines = text.split('\n');
	return lines.map((line, index) =>
		index < lines.length - 1 ? html`${line}<span class="nl">⏎</span>\n` : html`${line}`,
	);
}

function table(
	id: string,
	title: string,
	chinese: string,
	columns: string[],
	rows: HtmlValue[][],
	empty: string,
): Html {
	return html`<section>
<h2>${title} <small>${chinese}</small><span class="count">${rows.length}</span></h2>
${
	rows.length === 0
		? html`<p class="empty">${empty}</p>`
		: html`<div class="scroll" id="scroll-${id}"><table><thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead>
<tbody>${rows.slice(0, 200).map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
}
</section>`;
}

function status(verifyStatus: VerifyStatus): Html {
	if (verifyStatus === 'passed') return badge('good', 'passed');
	return verifyStatus === 'un_passed' ? badge('bad', 'un_passed') : badge('warn', 'pending');
}

function badge(tone: string, text: string): Html {
	return html`<span class="badge ${tone}">${text}</span>`;
}

function mono(text: string): Html {
	return html`<span class="mono">${text}</span>`;
}

/** A `YYYY-MM-DD HH:mm:ss`, the time of day first. */
function time(text: string): Html {
	const [day, hour] = text.split(' ');
	return html`<span class="mono">${hour}</span><br><small class="mono">${day}</small>`;
}

/** Time of day of an ISO time, in Beijing as everything the platform prints. */
function clock(iso: string): Html {
	if (iso === '') return html``;
	return mono(new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(11, 19));
}

function maskedId(number: string | null): string {
	return number === null ? '' : maskIdNumber(number).replace(/\*+/, '···');
}
