// How a file goes to whoever follows a link to it.
import type { FastifyRequest } from 'fastify';

/**
 * Content-Disposition with a name in any script: RFC 5987 form, and one in ASCII for whoever does not read that.
 */
export function contentDisposition(kind: 'inline' | 'attachment', fileName: string): string {
	const ascii = fileName.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\]/g, '_');
	const encoded = encodeURIComponent(fileName).replace(
		/['()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** A parameter of a route's path; empty when there is none. */
export function textParameter({ params }: FastifyRequest, name: string): string {
	if (typeof params !== 'object' || params === null) return '';
	const value: unknown = new Map<string, unknown>(Object.entries(params)).get(name);
	return typeof value === 'string' ? value : '';
}
