declare module 'subset-font' {
	/** A font with only the characters of a text, in another container format if wanted. */
	export default function subsetFont(
		font: Buffer,
		text: string,
		options?: { targetFormat?: 'sfnt' | 'woff' | 'woff2' | 'truetype' },
	): Promise<Buffer>;
}
