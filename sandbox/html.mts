// Writes HTML in which every value is escaped unless it is itself HTML made here.

/** HTML that is safe to send: only `html` makes it. */
export class Html {
	constructor(readonly text: string) {}
}

/** What may stand between the braces of an `html` template. `false`, null and undefined print nothing. */
export type HtmlValue = Html | string | number | boolean | null | undefined | HtmlValue[];

/** Template tag: escapes every value for use in text and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
	let text = strings[0] ?? '';
	values.forEach((value, index) => {
		text += printed(value) + (strings[index + 1] ?? '');
	});
	return new Html(text);
}

function printed(value: HtmlValue): string {
	if (value instanceof Html) return value.text;
	if (Array.isArray(value)) return value.map(printed).join('');
	if (value === null || value === undefined || value === false || value === true) return '';
	return escaped(String(value));
}

function escaped(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
}
