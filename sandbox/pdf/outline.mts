// Outlines of glyphs, rings and stars, on their way into a PDF or an SVG picture.
import { appendBezierCurve, closePath, lineTo, moveTo, type PDFOperator } from 'pdf-lib';

/** Commands of an SVG path with absolute coordinates, y upwards; curves are cubic. */
export type Outline = Array<
	['M' | 'L', number, number] | ['C', number, number, number, number, number, number] | ['Z']
>;

/** x' = ax + cy + e, y' = bx + dy + f */
export type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number];

/** How far the handles of a quarter circle reach, for the radius 1. */
const QUARTER = 0.5522847498;

/** Reads an SVG path of M, L, Q, C and Z, and scales it. */
export function outlineOf(svgPath: string, scale: number): Outline {
	const outline: Outline = [];
	let x = 0;
	let y = 0;
	for (const [, command, rest = ''] of svgPath.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
		const [p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0] = (
			rest.match(/-?\d*\.?\d+(?:e-?\d+)?/gi) ?? []
		).map((number) => Number(number) * scale);
		if (command === 'Z') outline.push(['Z']);
		else if (command === 'M' || command === 'L') {
			outline.push([command, p1, p2]);
			[x, y] = [p1, p2];
		} else if (command === 'Q') {
			// A quadratic curve as a cubic one: handles two thirds of the way to its only handle.
			outline.push([
				'C',
				x + ((p1 - x) * 2) / 3,
				y + ((p2 - y) * 2) / 3,
				p3 + ((p1 - p3) * 2) / 3,
				p4 + ((p2 - p4) * 2) / 3,
				p3,
				p4,
			]);
			[x, y] = [p3, p4];
		} else {
			outline.push(['C', p1, p2, p3, p4, p5, p6]);
			[x, y] = [p5, p6];
		}
	}
	return outline;
}

/** A circle around the origin. */
export function circle(radius: number): Outline {
	const [r, k] = [radius, radius * QUARTER];
	return [
		['M', r, 0],
		['C', r, k, k, r, 0, r],
		['C', -k, r, -r, k, -r, 0],
		['C', -r, -k, -k, -r, 0, -r],
		['C', k, -r, r, -k, r, 0],
		['Z'],
	];
}

/** A five-pointed star around the origin, one point up. */
export function star(radius: number): Outline {
	const inner = (radius * Math.sin(Math.PI / 10)) / Math.sin((3 * Math.PI) / 10);
	const points = Array.from({ length: 10 }, (_, index) => {
		const angle = Math.PI / 2 + (index * Math.PI) / 5;
		const reach = index % 2 === 0 ? radius : inner;
		return [reach * Math.cos(angle), reach * Math.sin(angle)] as const;
	});
	return [
		...points.map(([x, y], index): Outline[number] => [index === 0 ? 'M' : 'L', x, y]),
		['Z'],
	];
}

/** A rectangle around the origin. */
export function rectangle(width: number, height: number): Outline {
	const [x, y] = [width / 2, height / 2];
	return [['M', -x, -y], ['L', x, -y], ['L', x, y], ['L', -x, y], ['Z']];
}

/** The outline after a matrix. */
export function transformed(outline: Outline, [a, b, c, d, e, f]: Matrix): Outline {
	const to = (x: number, y: number) => [a * x + c * y + e, b * x + d * y + f] as const;
	return outline.map((command): Outline[number] => {
		if (command[0] === 'Z') return command;
		if (command[0] === 'C') {
			const [, x1, y1, x2, y2, x, y] = command;
			return ['C', ...to(x1, y1), ...to(x2, y2), ...to(x, y)];
		}
		const [kind, x, y] = command;
		return [kind, ...to(x, y)];
	});
}

/** The outline as PDF operators that build the path; painting it is up to the caller. */
export function pathOperators(outline: Outline): PDFOperator[] {
	return outline.map((command) => {
		if (command[0] === 'Z') return closePath();
		if (command[0] === 'C') {
			const [, x1, y1, x2, y2, x, y] = command;
			return appendBezierCurve(round(x1), round(y1), round(x2), round(y2), round(x), round(y));
		}
		const [kind, x, y] = command;
		return kind === 'M' ? moveTo(round(x), round(y)) : lineTo(round(x), round(y));
	});
}

/** The outline as an SVG path, y downwards. */
export function svgPath(outline: Outline): string {
	return outline
		.map(([kind, ...numbers]) => {
			const flipped = numbers.map((number, index) => round(index % 2 === 1 ? -number : number));
			return `${kind}${flipped.join(' ')}`;
		})
		.join('');
}

function round(number: number): number {
	return Math.round(number * 1000) / 1000;
}
