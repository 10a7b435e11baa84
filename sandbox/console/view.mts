// The console's HTML. Names come from callers, so everything goes through the escaping template; personal data is masked.
import { CALLS_KEPT, type Call, type Outcome, type PlatformName } from '../calls.mts';
import { html, type Html } from '../html.mts';
import { maskText } from '../mask.mts';
import type { Reports } from '../reports.mts';
import { callbacksView } from './callbacks-view.mts';
import { esignView } from './esign-view.mts';
import { badge, clock, table } from './parts.mts';
import { qiandunView } from './qiandun-view.mts';
import type { ConsoleContext } from './routes.mts';
import { signingView } from './signing-view.mts';

/** The whole page. */
export function consolePage(context: ConsoleContext): Html {
	const { origin } = context.qiandun;
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>E-signature sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/console.css">
</head>
<body>
<header>
<h1>E-signature sandbox</h1>
<p><b>签盾</b> Qiandun: base URL <code>${origin}/api</code>, app key <code>${context.appKey}</code></p>
<p><b>e签宝</b> eSign: base URL <code>${origin}</code>, app id <code>${context.esign.appId}</code></p>
<p>Beijing time</p>
<p id="live">live</p>
</header>
<p id="told" role="status"></p>
<main id="content">${consoleContent(context)}</main>
<script src="/assets/console.js"></script>
</body>
</html>`;
}

/** What changes while the sandbox runs. */
export function consoleContent(context: ConsoleContext): Html {
	return html`${qiandunView(context)}${signingView(context)}${callbacksView(context)}${esignView(context)}${crm(context)}${hr(context)}${faults(context)}${calls(context)}`;
}

function crm({ crm, crmCompanies, crmCases }: ConsoleContext): Html {
	return html`${standIn(
		'crm',
		'CRM stand-in: contacts',
		'Contact',
		crm,
		'Nothing reported yet. POST /crm/contacts/{id}/verification records a report.',
	)}${standIn(
		'crm-companies',
		'CRM stand-in: companies',
		'Company',
		crmCompanies,
		'Nothing reported yet. POST /crm/companies/{id}/onboarding records a report.',
	)}${standIn(
		'crm-cases',
		'CRM stand-in: cases',
		'Case',
		crmCases,
		'Nothing reported yet. POST /crm/cases/{id}/contract records a report.',
	)}`;
}

function hr({ hr }: ConsoleContext): Html {
	return standIn(
		'hr',
		'HR stand-in',
		'Employee',
		hr,
		'Nothing reported yet. POST /hr/employees/{id}/account records a report.',
	);
}

function standIn(id: string, title: string, record: string, reports: Reports, empty: string): Html {
	return table(
		id,
		title,
		'what workflows reported',
		[record, 'Last report', 'Received', 'Reports'],
		reports.list().map(({ id, reports }) => {
			const last = reports.at(-1);
			return [
				html`<code>${maskText(id)}</code>`,
				html`<span class="report">${maskText(JSON.stringify(last?.body) ?? '').slice(0, 300)}</span>`,
				clock(last?.receivedAt ?? ''),
				reports.length,
			];
		}),
		empty,
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
			html`${fault.platform === undefined ? '' : PLATFORM_NAMES[fault.platform]} ${fault.method ?? ''} <code>${fault.path}</code>`,
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
<h2>Calls <small>调用记录 · the last ${CALLS_KEPT}, the same in a row counted as one, personal data masked</small><span class="count">${all.length}</span></h2>
${all.length === 0 ? html`<p class="empty">No calls yet. Open a call here to see its string to sign, and why it was refused.</p>` : all.map(call)}
</section>`;
}

const PLATFORM_NAMES: Record<PlatformName, string> = { qiandun: '签盾', esign: 'e签宝' };

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
<summary><span class="soft">${clock(one.lastAt)}</span><b>${one.method}</b><span class="url mono">${one.url}</span><span>${one.repeats === 0 ? '' : html`<b>×${one.repeats + 1}</b> `}<span class="soft">${PLATFORM_NAMES[one.platform]}</span> ${badge(tone, label)} <span class="mono soft">${one.status === 0 ? 'dropped' : one.status} · ${one.ms} ms</span></span>
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
	[
		'Came again',
		one.repeats === 0
			? ''
			: `${one.repeats} more ${one.repeats === 1 ? 'time' : 'times'}, last at ${one.lastAt}; everything here is from then`,
	],
	['Signed headers', one.signedHeaders],
	['Signature received', one.clientSignature],
	['Content-Type', one.contentType],
	['Content-MD5', one.contentMd5],
	['Body', one.bodyBytes === 0 ? 'none' : `${one.bodyBytes} bytes, SHA-256 ${one.bodySha256}`],
]
	.filter(([, value]) => value !== '')
	.map(([name, value]) => html`<dt>${name}</dt><dd class="mono">${value}</dd>`)}
</dl>
${one.stringToSign === '' ? '' : html`<h3>String to sign, as the gateway builds it (compare with yours; ⏎ is a line feed)</h3><pre>${withLineFeeds(one.stringToSign)}</pre>`}
${one.requestBody === '' ? '' : html`<h3>Body</h3><pre>${one.requestBody}</pre>`}
</details>`;
}

function withLineFeeds(text: string): Html[] {
	const lines = text.split('\n');
	return lines.map((line, index) =>
		index < lines.length - 1 ? html`${line}<span class="nl">⏎</span>\n` : html`${line}`,
	);
}
