// Qiandun's callbacks on the console: where notifications go, the events with their deliveries, and what can be made to go wrong.
import { html, type Html } from '../html.mts';
import { maskText } from '../mask.mts';
import { BUSINESS_TYPES, type CallbackSettings } from '../qiandun/callback-config.mts';
import type { Connectivity } from '../qiandun/delivery.mts';
import type { PlatformEvent } from '../qiandun/events.mts';
import { answer, armed, checkbox, DATA_CHARACTERS, DELIVERY_STATES, number, post } from './delivery-parts.mts';
import { badge, clock, mono, table } from './parts.mts';
import type { ConsoleContext } from './routes.mts';

/** How many events and attempts are shown. */
const SHOWN = 100;

/** The configuration, then events and attempts where there are any. */
export function callbacksView(context: ConsoleContext): Html {
	return html`${callbacks(context)}${events(context)}${attempts(context)}`;
}

function callbacks({ qiandun: { deliveries } }: ConsoleContext): Html {
	const { settings } = deliveries.config;
	const { pending, sent, received, failed, confirmed } = deliveries.counters;
	return html`<section class="wide">
<h2>Callbacks <small>签盾 回调配置</small><span class="count">${pending} pending · ${sent} sent · ${received} received · ${failed} failed · ${confirmed} confirmed</span></h2>
<p class="line">${
		settings.url === ''
			? html`${badge('soft', 'no URL 未配置')} Events are recorded, but nobody is told.`
			: html`${badge('good', 'on 已配置')} <code>${settings.url}</code> ${post('/sandbox/qiandun/callback/test', {}, 'Test the connection')} ${tested(deliveries.lastTest)}`
	}</p>
<details id="callback-configuration"><summary>Configuration</summary>${form(settings)}</details>
<p class="line"><b>Next notification</b> ${FAULTS.map(([label, body]) => post('/sandbox/qiandun/deliveries/faults', body, label))}</p>
<p class="line"><b>Forged</b> ${FORGERIES.map(([label, body]) => post('/sandbox/qiandun/deliveries/forge', body, label))}</p>
${armed('/sandbox/qiandun/deliveries/faults', 'businessType', deliveries.faults.list())}
</section>`;
}

/** What goes wrong with the next notification, by button. */
const FAULTS: Array<[label: string, body: object]> = [
	['Send twice', { fault: 'duplicate' }],
	['Out of order', { fault: 'reorder', ms: 30_000 }],
	['5 s late', { fault: 'delay', ms: 5000 }],
	['Cut before it arrives', { fault: 'dropBefore' }],
	['Cut before the answer', { fault: 'dropAfter' }],
];

const FORGERIES: Array<[label: string, body: object]> = [
	['Unknown transaction', {}],
	['Not JSON', { body: 'transactionId=forged' }],
];

function tested(test: Connectivity | undefined): Html {
	if (test === undefined) return html``;
	const { ok, status, ms, error } = test;
	return html`${badge(ok ? 'good' : 'bad', ok ? 'reachable' : 'failed')} <span class="mono soft">${error ?? `HTTP ${status}`} · ${ms} ms</span>`;
}

function form(settings: CallbackSettings): Html {
	const { businessTypes } = settings;
	const types = [...new Set([...BUSINESS_TYPES, ...businessTypes.filter((type) => type !== '*')])];
	return html`<form id="callback-form" class="settings" data-post="/sandbox/qiandun/callback">
<label>URL <input type="text" inputmode="url" name="url" data-as="text" value="${settings.url}" placeholder="https://…, empty for none"></label>
<fieldset><legend>Events 事件</legend>
${checkbox('businessTypes', '*', 'all, also those not listed', businessTypes)}
${types.map((type) => checkbox('businessTypes', type, type, businessTypes))}
</fieldset>
<fieldset class="timings"><legend>Patience, in ms</legend>
${number('timeoutMs', 'Time to answer', settings.timeoutMs)}
<label>Waits before a retry <input type="text" name="retryDelaysMs" data-as="numbers" value="${settings.retryDelaysMs.join(', ')}"></label>
${number('resendAfterMs', 'Time to confirm, 0 = any', settings.resendAfterMs)}
${number('maxAttempts', 'Attempts at most', settings.maxAttempts)}
${number('concurrency', 'At once', settings.concurrency)}
</fieldset>
<p class="line"><button type="submit">Save</button> <button type="reset">Discard</button></p>
</form>`;
}

function events(context: ConsoleContext): Html {
	const { events } = context.qiandun;
	if (events.size === 0) return html``;
	return table(
		'events',
		'Events',
		'签盾 回调',
		['Time', 'Type', 'Transaction', 'Data', 'Delivery', ''],
		events.list(SHOWN).map((event) => eventRow(context, event)),
		'',
		'wide',
		events.size,
	);
}

function eventRow({ qiandun: { deliveries } }: ConsoleContext, event: PlatformEvent) {
	const { transactionId } = event;
	const { state = 'notSent', attempts = 0, received = 0 } = deliveries.get(transactionId) ?? {};
	return [
		clock(event.time),
		mono(event.businessType),
		html`<code>${transactionId}</code>`,
		html`<span class="report">${maskText(JSON.stringify(event.data)).slice(0, DATA_CHARACTERS)}</span>`,
		html`${badge(...DELIVERY_STATES[state])}${attempts === 0 ? '' : html`<br><small>${received} of ${attempts} received</small>`}`,
		deliveries.config.url === ''
			? ''
			: html`${event.confirmed ? '' : post('/sandbox/qiandun/deliveries/resend', { transactionId }, 'Resend')} ${post('/sandbox/qiandun/deliveries/replay', { transactionId }, 'Replay')} ${post('/sandbox/qiandun/deliveries/replay', { transactionId, times: 2 }, 'Duplicate')}`,
	];
}

function attempts({ qiandun: { deliveries } }: ConsoleContext): Html {
	const { sent } = deliveries.log.counts;
	if (sent === 0) return html``;
	return table(
		'deliveries',
		'Deliveries',
		'签盾 推送记录',
		['Time', 'No.', 'Why', 'Event', 'Answer', 'Fault'],
		deliveries.log.list(SHOWN).map((attempt) => [
			clock(attempt.startedAt),
			attempt.n,
			html`${mono(attempt.why)}<br><small>attempt ${attempt.attempt}</small>`,
			html`${mono(maskText(attempt.businessType))}<br><small class="mono">${maskText(attempt.transactionId)}</small>`,
			answer(attempt),
			attempt.fault === '' ? '' : badge('warn', attempt.fault),
		]),
		'',
		'wide',
		sent,
	);
}
