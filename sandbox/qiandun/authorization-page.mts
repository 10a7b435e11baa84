// The page on which somebody permits the silent use of a seal (印章静默签授权).
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../html.mts';
import { printed } from '../beijing-time.mts';
import type { Platform } from './endpoint.mts';
import { textParameter } from '../file-links.mts';
import { sendPage, unknownPage, wantsJson, type Notice } from '../pages/page-shell.mts';
import { sealImage } from './seal-pictures.mts';
import type { AuthorizationPage, Seal } from './seal-store.mts';

/** GET /h5/seal-authorization/:token shows what is asked for, POST permits it, once (409 when it is too late). */
export function authorizationPages(app: FastifyInstance, platform: Platform): void {
	app.register(async (scope) => {
		await scope.register(formbody);
		scope.get('/h5/seal-authorization/:token', (request, reply) => {
			const visit = visited(request, platform);
			return visit === undefined ? unknownPage(reply) : show(request, reply, platform, visit);
		});
		scope.post('/h5/seal-authorization/:token', (request, reply) => {
			const visit = visited(request, platform);
			if (visit === undefined) return unknownPage(reply);
			const { page, seal } = visit;
			if (page.authorizeCode === null && platform.state.now() > page.endTime) {
				const text = 'The time asked for is over (授权期限已过).';
				return show(request, reply.code(409), platform, visit, { kind: 'error', text });
			}
			if (page.authorizeCode === null) authorize(platform, page, seal);
			if (wantsJson(request)) return show(request, reply, platform, visit);
			return reply.redirect(`/h5/seal-authorization/${page.token}`, 303);
		});
	});
}

interface Visit {
	page: AuthorizationPage;
	seal: Seal;
}

function visited(request: FastifyRequest, { seals }: Platform): Visit | undefined {
	const page = seals.pages.get(textParameter(request, 'token'));
	const seal = page && seals.get(page.sealId);
	return page === undefined || seal === undefined ? undefined : { page, seal };
}

/** Permits the use and reports it. */
function authorize({ seals, events, appKey }: Platform, page: AuthorizationPage, seal: Seal): void {
	const authorization = seals.authorize(seal, page.beginTime, page.endTime);
	page.authorizeCode = authorization.authorizeCode;
	events.record('OPEN_CONTRACT_AUTO_SIGN_SEAL_AUTH', {
		accountId: page.accountId,
		sealId: Number(seal.sealId),
		appKey,
		authorizeCode: authorization.authorizeCode,
		authorizeStatus: 'authorized',
		authorizeTime: printed(authorization.authorizeTime),
		beginTime: printed(authorization.beginTime),
		endTime: printed(authorization.endTime),
	});
}

function show(
	request: FastifyRequest,
	reply: FastifyReply,
	{ appKey }: Platform,
	{ page, seal }: Visit,
	notice?: Notice,
): FastifyReply {
	const { authorizeCode, redirect } = page;
	const beginTime = printed(page.beginTime);
	const endTime = printed(page.endTime);
	if (wantsJson(request)) {
		const { sealId, sealName, accountId } = seal;
		const said = notice === undefined ? {} : { [notice.kind]: notice.text };
		return reply.send({ sealId, sealName, accountId, beginTime, endTime, authorizeCode, ...said });
	}
	const asked = html`<div class="seals">
			<label><img src="${sealImage(seal)}" alt="" />${seal.sealName}</label>
		</div>
		<p>
			The application <code>${appKey}</code> may sign with this seal without asking, from
			${beginTime} to ${endTime}.
		</p>`;
	return sendPage(reply, 'qiandun', {
		title: 'Silent signing authorization (静默签授权)',
		subtitle: html`Account <code>${seal.accountId}</code> · seal <code>${seal.sealId}</code>`,
		...(notice === undefined ? {} : { notice }),
		content:
			authorizeCode === null
				? html`${asked}
						<form method="post" action="/h5/seal-authorization/${page.token}">
							<button class="submit">Authorize (同意授权)</button>
						</form>`
				: html`${asked}
						<section class="done">
							<p class="mark" aria-hidden="true">✓</p>
							<h2>Authorized (已授权)</h2>
							<p>Authorization code <code>${authorizeCode}</code></p>
						</section>`,
		...(authorizeCode === null ? {} : { onward: redirect }),
	});
}
