// What the console's sections on callbacks are built of, whichever platform sends them.
import type { DeliveryState } from '../delivery/courier.mts';
import type { ShownFault } from '../delivery/faults.mts';
import { isReceived, type AttemptFacts } from '../delivery/log.mts';
import { html, type Html } from '../html.mts';
import { maskText } from '../mask.mts';
import { badge } from './parts.mts';

/** How many characters of what was sent are shown. */
export const DATA_CHARACTERS = 300;

/** What became of a notification that its receiver has to confirm. */
export const DELIVERY_STATES: Record<DeliveryState, [tone: string, label: string]> = {
	notSent: ['soft', 'not sent 未推送'],
	waiting: ['warn', 'waiting 待推送'],
	received: ['warn', 'received 已接收'],
	confirmed: ['good', 'confirmed 已确认'],
	givenUp: ['bad', 'given up 已放弃'],
};

/** A box of a settings form that belongs to a list of words. */
export function checkbox(name: string, value: string, label: string, chosen: string[]): Html {
	const box = chosen.includes(value)
		? html`<input type="checkbox" name="${name}" data-as="list" value="${value}" checked>`
		: html`<input type="checkbox" name="${name}" data-as="list" value="${value}">`;
	return html`<label>${box} ${label}</label>`;
}

/** A field of a settings form for a number. */
export function number(name: string, label: string, value: number): Html {
	return html`<label>${label} <input type="number" name="${name}" data-as="number" value="${value}"></label>`;
}

/** The armed faults of one platform's notifications, and a button that disarms them. */
export function armed(path: string, typeField: string, faults: ShownFault[]): Html {
	if (faults.length === 0) return html``;
	return html`<p class="line"><b>Armed</b> ${faults.map((fault) => html`${badge('warn', described(fault, typeField))} `)}<button data-post="${path}" data-method="DELETE">Disarm all</button></p>`;
}

function described(armed: ShownFault, typeField: string): string {
	const { fault, times, skip, ms, copies, probability } = armed;
	const type = armed[typeField];
	return [
		fault,
		typeof type === 'string' ? type : '',
		fault === 'delay' || fault === 'reorder' ? `${ms} ms` : '',
		fault === 'duplicate' ? `${copies} more` : '',
		probability < 1 ? `${probability * 100} %` : '',
		`×${times}`,
		skip > 0 ? `after ${skip}` : '',
	]
		.filter((part) => part !== '')
		.join(' · ');
}

/** How an attempt to deliver ended. */
export function answer(attempt: AttemptFacts): Html {
	const { status, error, ms, answer: text } = attempt;
	return html`${badge(isReceived(attempt) ? 'good' : 'bad', status === 0 ? 'no answer' : `HTTP ${status}`)} <span class="mono soft">${ms} ms</span><span class="report">${maskText(error === '' ? text : error)}</span>`;
}

/** A button that posts something. */
export function post(path: string, body: object, label: string): Html {
	return html` <button type="button" data-post="${path}" data-body="${JSON.stringify(body)}">${label}</button>`;
}
