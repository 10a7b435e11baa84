// Dates on documents, in the formats the platform lists.
import { printed } from '../beijing-time.mts';

/** ms since 1970 as the platform's formats have it: yyyy, yy, MM, M, dd, d, HH, mm and ss are replaced, everything else stays. */
export function dateText(ms: number, format: string): string {
	const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = printed(ms).split(/\D/);
	const pieces = new Map([
		['yyyy', year],
		['yy', year.slice(2)],
		['MM', month],
		['M', String(Number(month))],
		['dd', day],
		['d', String(Number(day))],
		['HH', hour],
		['mm', minute],
		['ss', second],
	]);
	return format.replace(/yyyy|yy|MM|M|dd|d|HH|mm|ss/g, (piece) => pieces.get(piece) ?? piece);
}
