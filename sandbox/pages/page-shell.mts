// What the pages for signing, permitting and placing seals have in common: the frame around them, forms and JSON alike.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html, type Html } from '../html.mts';

/** Whose page it is. */
export type Brand = keyof typeof BRANDS;

const BRANDS = {
	qiandun: { name: '签盾', title: 'Qiandun sandbox' },
	esign: { name: 'e签宝', title: 'eSign sandbox' },
};

/** Where a page sends the person afterwards, and after how many seconds. */
export interface Redirect {
	url: string | null;
	delaySeconds: number;
}

/** What a page says above its content. */
export interface Notice {
	kind: 'error' | 'note';
	text: string;
}

/** One page to be shown. */
export interface Page {
	title: string;
	/** below the title, small */
	subtitle: Html | string;
	notice?: Notice;
	content: Html;
	/** where the browser goes on to, once what the page is for is done */
	onward?: Redirect;
	/** path of a script */
	script?: string;
}

/** Lets a page show PDFs of the sandbox within it. */
const PAGE_POLICY =
	"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; object-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Lets a PDF be shown within a page of the sandbox. */
const PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/** Sends the page as HTML. */
export function sendPage(reply: FastifyReply, brand: Brand, page: Page): FastifyReply {
	const { title, subtitle, notice, content, onward, script } = page;
	const next = onward?.url ?? null;
	const text = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				${
					next === null
						? ''
						: html`<meta
							http-equiv="refresh"
							content="${onward?.delaySeconds ?? 0};url=${new URL(next).href}"
						/>`
				}
				<title>${title} · ${BRANDS[brand].title}</title>
				<link rel="icon" href="data:," />
				<link rel="stylesheet" href="/assets/hosted-page.css" />
				<link rel="stylesheet" href="/assets/signing-page.css" />
			</head>
			<body>
				<main>
					<header><strong>${BRANDS[brand].name}</strong> <span>Sandbox · no legal force</span></header>
					<h1>${title}</h1>
					<p class="flow">${subtitle}</p>
					${notice === undefined ? '' : html`<p class="${notice.kind}" role="alert">${notice.text}</p>`}
					${content}
					${next === null ? '' : html`<p class="done"><a href="${new URL(next).href}">Continue</a></p>`}
				</main>
				${script === undefined ? '' : html`<script src="${script}"></script>`}
			</body>
		</html>`;
	return reply
		.header('Content-Security-Policy', PAGE_POLICY)
		.type('text/html; charset=utf-8')
		.send(text.text);
}

/** Sends a PDF that a page shows within it. */
export function sendPdf(reply: FastifyReply, bytes: Buffer): FastifyReply {
	return reply
		.header('Content-Security-Policy', PDF_POLICY)
		.header('Content-Disposition', 'inline')
		.type('application/pdf')
		.send(bytes);
}

export function unknownPage(reply: FastifyReply): FastifyReply {
	return reply
		.code(404)
		.send({ error: 'There is no such page, or the sandbox was reset since the link was made.' });
}

/** Whether a script asks, and not a browser. */
export function wantsJson(request: FastifyRequest): boolean {
	return (request.headers.accept ?? '').includes('application/json');
}

/** A field of a form or a JSON object, as text; empty when it is not there. */
export function fieldOf({ body }: FastifyRequest, name: string): string {
	if (typeof body !== 'object' || body === null) return '';
	const value = new Map<string, unknown>(Object.entries(body)).get(name);
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export const SIGNING_PAGE_CSS = `
main { max-width: 52rem; }
object { width: 100%; height: 60vh; border: 1px solid var(--line); border-radius: 8px; }
.files { list-style: none; padding: 0; }
.files li { margin: 0 0 1rem; }
.places { margin: 0 0 1rem; padding-left: 1.2rem; font-size: .9rem; }
.seals { display: flex; flex-wrap: wrap; gap: .8rem; }
.seals label { display: grid; justify-items: center; gap: .3rem; text-align: center; font-size: .85rem; max-width: 11rem; }
.seals img { max-height: 7rem; background: #fff; border-radius: 6px; padding: .3rem; }
.sheets { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
.sheets figure { margin: 0; }
.sheets figcaption { color: var(--soft); font-size: .8rem; }
.sheet { background: #fff; border: 1px solid var(--line); cursor: crosshair; touch-action: none; display: block; }
.sheet rect.place { fill: #d91217; fill-opacity: .18; stroke: #d91217; cursor: move; }
.sheet text { fill: #d91217; pointer-events: none; }
.sheet line { stroke: #d5dbe5; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1rem; }
th { text-align: left; font-size: .8rem; color: var(--soft); font-weight: 500; }
td, th { padding: .25rem .4rem .25rem 0; }
td input:not([type=radio]), td select { width: 100%; min-width: 4rem; font: inherit; }
`;
