// Hosted pages over HTTP: a browser sends forms and gets pages, a script may send and get JSON.
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COMPANY_PAGE } from './company-page.mts';
import type { Platform } from './endpoint.mts';
import { HOSTED_PAGE_CSS, HOSTED_PAGE_JS } from '../pages/hosted-page-assets.mts';
import { hostedPageView, type Notice } from './hosted-page-view.mts';
import { pageFields, PageError, type Form, type PageKind, type Visit } from './hosted-page.mts';
import { FACE_PAGE, PERSON_PAGE } from './person-page.mts';
import type { HostedPage } from './state.mts';

const KINDS: Record<HostedPage['purpose'], PageKind> = {
	certification: PERSON_PAGE,
	face: FACE_PAGE,
	company: COMPANY_PAGE,
};

/**
 * GET /h5/:token shows the page; POST /h5/:token/code sends a code or an amount of money; POST /h5/:token submits. JSON is answered to
 * `Accept: application/json`; otherwise what went well leads back to the page (303), what did not shows it with the error (422).
 */
export function hostedPages(app: FastifyInstance, platform: Platform): void {
	app.get('/assets/hosted-page.css', (_request, reply) =>
		reply.type('text/css; charset=utf-8').send(HOSTED_PAGE_CSS),
	);
	app.get('/assets/hosted-page.js', (_request, reply) =>
		reply.type('text/javascript; charset=utf-8').send(HOSTED_PAGE_JS),
	);
	app.register(async (scope) => {
		await scope.register(formbody);
		scope.get('/h5/:token', (request, reply) => {
			const visit = visited(request, platform);
			return visit === undefined ? unknownPage(reply) : show(request, reply, visit);
		});
		scope.post('/h5/:token/code', (request, reply) =>
			act(request, reply, platform, (visit) => ({
				kind: 'note',
				text: kindOf(visit).requestProof(platform, visit),
			})),
		);
		scope.post('/h5/:token', (request, reply) =>
			act(request, reply, platform, (visit) => {
				kindOf(visit).submit(platform, visit);
				return undefined;
			}),
		);
	});
}

/** Does what the person asked for; a note keeps them on the page with what they typed. */
function act(
	request: FastifyRequest,
	reply: FastifyReply,
	platform: Platform,
	action: (visit: Visit) => Notice | undefined,
): FastifyReply {
	const visit = visited(request, platform);
	if (visit === undefined) return unknownPage(reply);
	try {
		const note = action(visit);
		if (note !== undefined || wantsJson(request)) return show(request, reply, visit, note);
		return reply.redirect(`/h5/${visit.page.token}`, 303);
	} catch (error) {
		if (!(error instanceof PageError)) throw error;
		return show(request, reply.code(422), visit, { kind: 'error', text: error.message });
	}
}

function show(
	request: FastifyRequest,
	reply: FastifyReply,
	visit: Visit,
	notice?: Notice,
): FastifyReply {
	const { page, flow, form } = visit;
	if (wantsJson(request)) {
		return reply.send({
			flowNo: flow.flowNo,
			verifyStatus: flow.verifyStatus,
			...(notice === undefined ? {} : { [notice.kind]: notice.text }),
			authModes: page.modes,
			defaultAuthMode: page.mode,
			fields: pageFields(kindOf(visit), page, form),
			redirectUrl: page.redirectUrl,
		});
	}
	return reply
		.type('text/html; charset=utf-8')
		.send(hostedPageView(kindOf(visit), visit, notice).text);
}

function kindOf({ page }: Visit): PageKind {
	return KINDS[page.purpose];
}

function visited(request: FastifyRequest, { state }: Platform): Visit | undefined {
	const page = state.pages.get(tokenOf(request.params));
	const flow = page === undefined ? undefined : state.flows.get(page.flowNo);
	if (page === undefined || flow === undefined) return undefined;
	return { page, flow, form: formOf(request.body) };
}

function unknownPage(reply: FastifyReply): FastifyReply {
	return reply
		.code(404)
		.send({ error: 'There is no such page, or the sandbox was reset since the link was made.' });
}

function tokenOf(params: unknown): string {
	if (typeof params !== 'object' || params === null || !('token' in params)) return '';
	return typeof params.token === 'string' ? params.token : '';
}

function formOf(body: unknown): Form {
	const form: Form = new Map();
	if (typeof body !== 'object' || body === null) return form;
	for (const [name, value] of Object.entries(body)) {
		if (typeof value === 'string' || typeof value === 'number') form.set(name, String(value));
	}
	return form;
}

function wantsJson(request: FastifyRequest): boolean {
	return (request.headers.accept ?? '').includes('application/json');
}
