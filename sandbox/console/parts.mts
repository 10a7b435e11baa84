// What the console's tables are built of.
import { html, type Html, type HtmlValue } from '../html.mts';
import { maskIdNumber } from '../mask.mts';

/** How many rows of a table are shown. */
export const ROWS_SHOWN = 200;

/** A section with a table, or with a sentence where it has no rows. A wide one takes the whole width of the page; `count` is of all there is. */
export function table(
	id: string,
	title: string,
	chinese: string,
	columns: string[],
	rows: HtmlValue[][],
	empty: string,
	width: '' | 'wide' = '',
	count = rows.length,
): Html {
	return html`<section class="${width}">
<h2>${title} <small>${chinese}</small><span class="count">${count}</span></h2>
${
	rows.length === 0
		? html`<p class="empty">${empty}</p>`
		: html`<div class="scroll" id="scroll-${id}"><table><thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead>
<tbody>${rows.slice(0, ROWS_SHOWN).map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
}
</section>`;
}

/** A short word in the colour of its tone: good, warn, bad, soft. */
export function badge(tone: string, text: string): Html {
	return html`<span class="badge ${tone}">${text}</span>`;
}

/** Text in the font of code. */
export function mono(text: string): Html {
	return html`<span class="mono">${text}</span>`;
}

/** A `YYYY-MM-DD HH:mm:ss`, the time of day first. */
export function time(text: string): Html {
	const [day, hour] = text.split(' ');
	return html`<span class="mono">${hour}</span><br><small class="mono">${day}</small>`;
}

/** Time of day of an ISO time, in Beijing as everything the platform prints. */
export function clock(iso: string): Html {
	if (iso === '') return html``;
	return mono(new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(11, 19));
}

/** An ID number with its middle left out; empty for none. */
export function maskedId(number: string | null): string {
	return number === null ? '' : maskIdNumber(number).replace(/\*+/, '···');
}
