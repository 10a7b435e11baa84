// The picture of a run, as SVG: times of the batch, and each ratio beside its bound.
import type { Bound } from '../../test/e2e/support/bounds.mts';
import type { Figures } from './figures.mts';

export interface Machine {
	date: string;
	/** Date, n8n, processor, memory and load in one line. */
	told: string;
}

const WIDTH = 880;
const LEFT = 300;
const RIGHT = 130;
const ROW = 30;
const BAR = 18;
const TOP = 64;

interface Row {
	label: string;
	value: number;
	shown: string;
	/** Where the bound stands, in the unit of the value. */
	bound?: number;
	colour: string;
}

const OURS = '#1a6fb5';
const OTHERS = '#9aa5b1';
const BROKEN = '#b5301a';

const BATCH: ReadonlyArray<readonly [string, string, string]> = [
	['ours_ms', 'Qiandun node, 20 requests in flight', OURS],
	['http_request_ms', 'HTTP Request node', OTHERS],
	['routing_ms', 'the same definitions in RoutingNode', OTHERS],
	['floor_ms', 'expressions evaluated, nothing sent', OTHERS],
	['axios_ms', 'outside n8n: axios, 20 in flight', OTHERS],
];

/** @param bounds every figure, with its bound where it has one */
export function plot(figures: Figures, bounds: readonly Bound[], { told }: Machine): string {
	const batch = BATCH.map(([key, label, colour]): Row => {
		const value = figures.batch?.[key] ?? NaN;
		return { label, value, shown: `${(value / 1000).toFixed(2)} s`, colour };
	}).filter(isMeasured);
	const ratios = bounds
		.filter(({ wanted, what }) => wanted !== '' && !/_(mb|kb)$|failed|duplicates|after_cancel/.test(what))
		.map(({ what, found, wanted, holds }): Row => ({
			label: what,
			value: Number(found),
			shown: `${found} (${wanted})`,
			bound: Number(wanted.replace(/[^\d.]/g, '')),
			colour: holds ? OURS : BROKEN,
		}))
		.filter(isMeasured);
	const second = TOP + batch.length * ROW + 60;
	const height = second + ratios.length * ROW + 50;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">
<title>Benchmark of n8n-nodes-qiandun</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${heading('1,000 items, six expressions each, one request per item: seconds', TOP - 24)}
${rows(batch, TOP)}
${heading('Ratios of the same run, with their bounds (the line)', second - 24)}
${rows(ratios, second)}
<text x="16" y="${height - 16}" fill="#52606d" font-size="11">${escaped(told)}</text>
</svg>
`;
}

const isMeasured = ({ value }: Row): boolean => Number.isFinite(value);

const heading = (text: string, y: number): string => `<text x="16" y="${y}" fill="#1f2933" font-size="15" font-weight="600">${escaped(text)}</text>`;

function rows(list: readonly Row[], top: number): string {
	const most = Math.max(...list.flatMap(({ value, bound = 0 }) => [value, bound]));
	const length = (value: number) => Math.round((value / most) * (WIDTH - LEFT - RIGHT - 20) * 10) / 10;
	return list
		.map(({ label, value, shown, bound, colour }, index) => {
			const y = top + index * ROW;
			const middle = y + BAR / 2 + 4;
			const mark = bound === undefined ? '' : `<line x1="${LEFT + length(bound)}" x2="${LEFT + length(bound)}" y1="${y - 4}" y2="${y + BAR + 4}" stroke="#1f2933" stroke-width="2"/>`;
			const end = LEFT + length(Math.max(value, bound ?? 0)) + 8;
			return `<text x="${LEFT - 10}" y="${middle}" text-anchor="end" fill="#1f2933">${escaped(label)}</text><rect x="${LEFT}" y="${y}" width="${length(value)}" height="${BAR}" fill="${colour}"/>${mark}<text x="${end}" y="${middle}" fill="#1f2933">${escaped(shown)}</text>`;
		})
		.join('\n');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
