// eSign's callbacks on the console: the subscription, the events with their deliveries, and what can be made to go wrong.
import { html, type Html } from '../html.mts';
import { maskText } from '../mask.mts';
import type { CallbackSettings } from '../esign/callback-config.mts';
import { ACTIONS, type EsignEvent } from '../esign/callback-events.mts';
import { answer, armed, checkbox, DATA_CHARACTERS, DELIVERY_STATES, number, post } from './delivery-parts.mts';
import { badge, clock, mono, table } from './parts.mts';
import type { ConsoleContext } from './routes.mts';

/** How many events and attempts are shown. */
const SHOWN = 100;

/** Nobody has to confirm these: a 2xx is the end. */
const RECEIVED: [tone: string, label: string] = ['good', 'received 已接收'];

const FAULTS_PATH = '/sandbox/esign/deliveries/faults';

/** The subscription, then events and attempts where there are any. */
export function esignCallbacksView(context: ConsoleContext): Html {
	return html`${callbacks(context)}${events(context)}${attempts(context)}`;
}

function callbacks({ esign: { deliveries } }: ConsoleContext): Html {
	const { settings } = deliveries.config;
	const { pending, sent, received, failed } = deliveries.counters;
	return html`<section class="wide">
<h2>Callbacks <small>e签宝 回调通知</small><span class="count">${pending} pending · ${sent} sent · ${received} received · ${failed} failed</span></h2>
<p class="line">${
		settings.url === ''
			? html`${badge('soft', 'no subscription 未订阅')} Flows with an address of their own (notifyUrl) are told all the same.`
			: html`${badge('good', 'subscribed 已订阅')} <code>${settings.url}</code> ${post('/sandbox/esign/callback/test', {}, 'Test the connection')}`
	}</p>
<details id="esign-callback-configuration"><summary>Subscription</summary>${form(settings)}</details>
<p class="line"><b>Next callback</b> ${FAULTS.map(([label, body]) => post(FAULTS_PATH, body, label))}</p>
<p class="line"><b>Forged</b> ${FORGERIES.map(([label, body]) => post('/sandbox/esign/deliveries/forge', body, label))}</p>
${armed(FAULTS_PATH, 'action', deliveries.faults.list())}
</section>`;
}

/** What goes wrong with the next callback, by button. */
const FAULTS: Array<[label: string, body: object]> = [
	['Send twice', { fault: 'duplicate' }],
	['Out of order', { fault: 'reorder', ms: 30_000 }],
	['5 s late', { fault: 'delay', ms: 5000 }],
	['Cut before it arrives', { fault: 'dropBefore' }],
	['Cut before the answer', { fault: 'dropAfter' }],
	['Wrong signature', { fault: 'wrongSignature' }],
	['Old timestamp', { fault: 'oldTimestamp' }],
];

const FORGERIES: Array<[label: string, body: object]> = [
	['Signed with another secret', {}],
	['Not signed', { signature: 'none' }],
	['Signed rightly, unknown flow', { signature: 'right' }],
	['Not JSON', { body: 'signFlowId=forged', signature: 'right' }],
];

function form(settings: CallbackSettings): Html {
	const { actions } = settings;
	const known = [...new Set([...Object.keys(ACTIONS), ...actions.filter((action) => action !== '*')])];
	return html`<form id="esign-callback-form" class="settings" data-post="/sandbox/esign/callback">
<label>URL <input type="text" inputmode="url" name="url" data-as="text" value="${settings.url}" placeholder="https://…, empty for none"></label>
<fieldset><legend>Actions 事件</legend>
${checkbox('actions', '*', 'all, also those not listed', actions)}
${known.map((action) => checkbox('actions', action, action, actions))}
</fieldset>
<fieldset class="timings"><legend>Patience, in ms</legend>
${number('timeoutMs', 'Time to answer', settings.timeoutMs)}
<label>Waits before a retry <input type="text" name="retryDelaysMs" data-as="numbers" value="${settings.retryDelaysMs.join(', ')}"></label>
${number('speed', 'Times as fast', settings.speed)}
${number('concurrency', 'At once', settings.concurrency)}
</fieldset>
<p class="line"><button type="submit">Save</button> <button type="reset">Discard</button></p>
</form>`;
}

function events(context: ConsoleContext): Html {
	const { events } = context.esign.deliveries;
	if (events.size === 0) return html``;
	return table(
		'esign-events',
		'Events',
		'e签宝 回调事件',
		['Time', 'Action', 'Event', 'Body', 'Deliveries', ''],
		events.list(SHOWN).map((event) => eventRow(context, event)),
		'',
		'wide',
		events.size,
	);
}

function eventRow({ esign: { deliveries } }: ConsoleContext, { eventId, action, time, body, flowId }: EsignEvent) {
	const made = deliveries.of(eventId);
	return [
		clock(time),
		mono(maskText(action)),
		html`<code>${eventId.slice(0, 8)}</code>${flowId === '' ? '' : html`<br><small class="mono">${flowId}</small>`}`,
		html`<span class="report">${maskText(body).slice(0, DATA_CHARACTERS)}</span>`,
		made.length === 0
			? badge(...DELIVERY_STATES.notSent)
			: made.map(({ target, state, attempts, received }) => html`${mono(target)} ${badge(...(state === 'received' ? RECEIVED : DELIVERY_STATES[state]))} <small>${received} of ${attempts} received</small><br>`),
		html`${post('/sandbox/esign/deliveries/resend', { eventId }, 'Resend')} ${post('/sandbox/esign/deliveries/replay', { eventId }, 'Replay')} ${post('/sandbox/esign/deliveries/replay', { eventId, times: 2 }, 'Duplicate')}`,
	];
}

function attempts({ esign: { deliveries } }: ConsoleContext): Html {
	const { sent } = deliveries.log.counts;
	if (sent === 0) return html``;
	return table(
		'esign-deliveries',
		'Deliveries',
		'e签宝 推送记录',
		['Time', 'No.', 'Why', 'Event', 'Answer', 'Fault'],
		deliveries.log.list(SHOWN).map((attempt) => [
			clock(attempt.startedAt),
			attempt.n,
			html`${mono(attempt.why)}<br><small>attempt ${attempt.attempt}</small>`,
			html`${mono(maskText(attempt.action))}<br><small class="mono">${attempt.target} ${attempt.eventId.slice(0, 8)}</small>`,
			answer(attempt),
			attempt.fault === '' ? '' : badge('warn', attempt.fault),
		]),
		'',
		'wide',
		sent,
	);
}
