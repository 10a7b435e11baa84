// What was measured, by name, and how far it may go.
import { atLeast, atMost, type Bound, exactly, told } from '../../test/e2e/support/bounds.mts';

/** Figures of each section, by the names of the issue: `batch.vs_http` is figures.batch.vs_http. */
export type Figures = Record<string, Record<string, number>>;

const AT_MOST: Readonly<Record<string, number>> = {
	'batch.vs_http': 0.7,
	'batch.vs_routing': 0.33,
	'batch.vs_floor': 1.6,
	'latency.vs_ideal': 1.15,
	'growth.ratio_10000_100': 1.1,
	'files.upload_extra_mb': 40,
	'files.download_extra_mb': 40,
	'throttle.vs_ideal': 1.25,
	'weight.packed_kb': 300,
	'weight.vs_slack': 1.5,
};
const AT_LEAST: Readonly<Record<string, number>> = { 'trigger.vs_webhook': 0.9 };
const EXACTLY: Readonly<Record<string, number>> = { 'throttle.failed': 0, 'throttle.duplicates': 0, 'steadiness.sent_after_cancel': 0 };

/** Every figure with its bound, where it has one. */
export function boundsOf(figures: Figures): Bound[] {
	return Object.entries(figures).flatMap(([section, ofSection]) =>
		Object.entries(ofSection).map(([name, found]) => {
			const key = `${section}.${name}`;
			const [most, least, exact] = [AT_MOST[key], AT_LEAST[key], EXACTLY[key]];
			if (most !== undefined) return atMost(key, found, most);
			if (least !== undefined) return atLeast(key, found, least);
			return exact !== undefined ? exactly(key, found, exact) : told(key, found);
		}),
	);
}

/** Three digits after the point at most. */
export const rounded = (figures: Figures): Figures =>
	Object.fromEntries(
		Object.entries(figures).map(([section, ofSection]) => [
			section,
			Object.fromEntries(Object.entries(ofSection).map(([name, found]) => [name, Math.round(found * 1000) / 1000])),
		]),
	);
