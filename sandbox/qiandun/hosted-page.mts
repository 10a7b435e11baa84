// What every hosted page has: fields, ways to verify, something to be typed in. Opening a page changes nothing.
import type { Check } from '../call-parameters.mts';
import type { Platform } from './endpoint.mts';
import type { Flow, HostedPage } from './state.mts';

/** What the person typed; keys are the form's field names. */
export type Form = Map<string, string>;

/** One page of one flow, opened by one request. */
export interface Visit {
	page: HostedPage;
	flow: Flow;
	form: Form;
}

/** Raised when what the person did does not verify them: they stay on the page and may try again. */
export class PageError extends Error {}

/** A way to verify: which fields it asks for, and whether it needs the proof. */
export interface PageMode {
	label: string;
	asks: readonly string[];
	withProof: boolean;
}

/** What reaches the person by another way and is typed in: an SMS code, the amount of a transfer. */
export interface PageProof {
	/** its form field */
	name: string;
	label: string;
	/** asks for it */
	button: string;
	longest: number;
	autocomplete: string;
	/** where it arrives in this sandbox */
	arrives: string;
}

/** What the pages of persons and companies differ in. */
export interface PageKind {
	title: string;
	/** by field name, in the order of the form */
	labels: Record<string, string>;
	/** by name */
	modes: Record<string, PageMode>;
	proof: PageProof;
	alreadyVerified: string;
	/** who is verified, masked, for the page that says so */
	verified(flow: Flow): string[];
	/** Sends what is to be typed in, and returns what the page says about it. Raises PageError. */
	requestProof(platform: Platform, visit: Visit): string;
	/** Verifies if everything is right. Raises PageError, then only the tries left and the last check have changed. */
	submit(platform: Platform, visit: Visit): void;
}

/** One field of the page as the person sees it. */
export interface PageField {
	name: string;
	label: string;
	value: string;
	editable: boolean;
	modes: string[];
}

/** The fields of a page. One without a prefilled value can always be filled in: otherwise nobody could pass. */
export function pageFields(
	{ labels, modes }: PageKind,
	page: HostedPage,
	form: Form = new Map(),
): PageField[] {
	return Object.entries(labels)
		.map(([name, label]) => {
			const prefilled = page.prefilled[name] ?? '';
			const editable = prefilled === '' || page.editable.includes(name);
			return {
				name,
				label,
				value: editable ? (form.get(name) ?? prefilled).trim() : prefilled,
				editable,
				modes: page.modes.filter((mode) => modes[mode]?.asks.includes(name)),
			};
		})
		.filter((field) => field.modes.length > 0);
}

/** The way of verifying the person chose, or the page's own. */
export function chosenMode({ page, form }: Visit): string {
	const wish = form.get('authMode');
	if (wish === undefined || wish === '') return page.mode;
	if (!page.modes.includes(wish)) {
		throw new PageError(`authMode must be one of ${page.modes.join(', ')}.`);
	}
	return wish;
}

/** The value of a field that the chosen way needs. Raises PageError when it is missing or wrong. */
export function entered(kind: PageKind, { page, form }: Visit, name: string, check: Check): string {
	const label = kind.labels[name] ?? name;
	const value = pageFields(kind, page, form).find((field) => field.name === name)?.value ?? '';
	if (value === '') throw new PageError(`${label} is missing.`);
	const wrong = check(value);
	if (wrong !== undefined) throw new PageError(`${label}: ${wrong}.`);
	return value;
}

/** Raises when there is nothing left to do on the page. */
export function refuseIfDone(kind: PageKind, { flow }: Visit): void {
	if (flow.verifyStatus === 'passed') throw new PageError(kind.alreadyVerified);
}
