// How seals look: a company's round with its name around a star, a person's square with the name. Sizes are usual ones, no page has them.
import { glyphOutline } from './font.mts';
import {
	circle,
	rectangle,
	star,
	svgPath,
	transformed,
	type Matrix,
	type Outline,
} from './outline.mts';

const MM = 72 / 25.4;

/** The red of a stamp pad, as parts of 1. */
export const SEAL_RED = { red: 0.85, green: 0.07, blue: 0.09 };

/** Centre of a Chinese glyph in its em box, over the baseline. */
const GLYPH_CENTRE = { x: 0.512, y: 0.335 };

/** A part of a seal: an outline that is filled, or drawn as a line of some width. */
export interface Shape {
	outline: Outline;
	/** 0 = filled */
	lineWidth: number;
}

/** A seal in PDF points, its centre at the origin, y upwards. */
export interface SealPicture {
	width: number;
	height: number;
	shapes: Shape[];
}

/**
 * A company's seal, 42 mm across: name around the star, and for a seal of one purpose that purpose below it.
 */
export function companySeal(name: string, purpose: string): SealPicture {
	const diameter = 42 * MM;
	const ring = 1.2 * MM;
	const inner = diameter / 2 - ring;
	return {
		width: diameter,
		height: diameter,
		shapes: [
			{ outline: circle(diameter / 2 - ring / 2), lineWidth: ring },
			{ outline: transformed(star(6.5 * MM), [1, 0, 0, 1, 0, 0.5 * MM]), lineWidth: 0 },
			...aroundArc([...name], inner - 1 * MM),
			...line([...purpose], { centreY: -11.5 * MM, size: 5 * MM, width: 24 * MM }),
		],
	};
}

/** A person's name seal: 20 mm square for two to four characters, otherwise 20 by 10 mm. */
export function personSeal(name: string): SealPicture {
	const characters = [...name.replace(/\s+/g, ' ').trim()];
	const chinese = characters.every((character) => /\p{Script=Han}/u.test(character));
	const four =
		chinese && characters.length === 2
			? [...characters, '之', '印']
			: chinese && characters.length === 3
				? [...characters, '印']
				: chinese && characters.length === 4
					? characters
					: undefined;
	const border = 0.9 * MM;
	const width = 20 * MM;
	const height = four === undefined ? 10 * MM : width;
	return {
		width,
		height,
		shapes: [
			{ outline: rectangle(width - border, height - border), lineWidth: border },
			...(four === undefined
				? line(characters, { centreY: 0, size: 6 * MM, width: width - 4 * border })
				: inSquare(four, (width - 2.4 * border) / 2)),
		],
	};
}

/** The seal as an SVG picture. */
export function svgOf({ width, height, shapes }: SealPicture): string {
	const { red, green, blue } = SEAL_RED;
	const colour = `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(',')})`;
	const drawn = shapes.map(({ outline, lineWidth }) =>
		lineWidth === 0
			? `<path d="${svgPath(outline)}" fill="${colour}"/>`
			: `<path d="${svgPath(outline)}" fill="none" stroke="${colour}" stroke-width="${lineWidth}"/>`,
	);
	const box = [-width / 2, -height / 2, width, height].map((number) => number.toFixed(2));
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(2)}" height="${height.toFixed(2)}" viewBox="${box.join(' ')}">${drawn.join('')}</svg>`;
}

/** Characters around the top of a circle, feet to the centre; narrower the more there are. */
function aroundArc(characters: string[], radius: number): Shape[] {
	const size = 6.8 * MM;
	const step = Math.min(
		(29 * Math.PI) / 180,
		(262 * Math.PI) / 180 / Math.max(characters.length - 1, 1),
	);
	const middle = radius - size * 0.42;
	const narrow = Math.min(0.95, (middle * step * 0.94) / size);
	return characters.map((character, index) => {
		const angle = ((characters.length - 1) / 2 - index) * step;
		const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
		const place: Matrix = [cos, sin, -sin, cos, -middle * sin, middle * cos];
		return {
			outline: transformed(centred(character, size * narrow, size), place),
			lineWidth: 0,
		};
	});
}

/** Characters in one line around x = 0, made narrower where they would be wider than `width`. */
function line(
	characters: string[],
	{ centreY, size, width }: { centreY: number; size: number; width: number },
): Shape[] {
	const glyphs = characters.map(glyphOutline);
	const natural = glyphs.reduce((sum, { advance }) => sum + advance, 0) * size;
	const narrow = Math.min(1, width / Math.max(natural, 1));
	let x = (-natural * narrow) / 2;
	return glyphs.map(({ outline, advance }) => {
		const y = centreY - GLYPH_CENTRE.y * size;
		const placed = transformed(outline, [size * narrow, 0, 0, size, x, y]);
		x += advance * size * narrow;
		return { outline: placed, lineWidth: 0 };
	});
}

/** Four characters in two columns, read downwards, the right column first. */
function inSquare(characters: string[], cell: number): Shape[] {
	return characters.map((character, index) => ({
		outline: transformed(centred(character, cell * 1.02, cell * 1.12), [
			1,
			0,
			0,
			1,
			index < 2 ? cell / 2 : -cell / 2,
			index % 2 === 0 ? cell / 2 : -cell / 2,
		]),
		lineWidth: 0,
	}));
}

/** A glyph with its centre at the origin; a narrow one, a Latin letter, is not stretched. */
function centred(character: string, width: number, height: number): Outline {
	const { outline, advance } = glyphOutline(character);
	const x = advance > 0.9 ? GLYPH_CENTRE.x : advance / 2;
	return transformed(outline, [width, 0, 0, height, -x * width, -GLYPH_CENTRE.y * height]);
}
