// The page on which a signer reads a flow's documents, signs them or refuses. A browser sends forms and gets pages, a script may use JSON.
import { randomInt } from 'node:crypto';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { printed } from '../beijing-time.mts';
import { textParameter } from '../file-links.mts';
import { html, type Html } from '../html.mts';
import { fieldOf, sendPage, sendPdf, unknownPage, wantsJson, type Notice, type Redirect } from '../pages/page-shell.mts';
import { signerRead, STATUS_DESCRIPTIONS } from './callback-bodies.mts';
import type { Platform } from './endpoint.mts';
import { documentPdf, pdfName } from './flow-files.mts';
import {
	expireDue,
	isInTurn,
	refuse,
	requireTurn,
	sealsFor,
	sign,
	SigningError,
	signStatusOf,
	type SignChoice,
} from './flow-progress.mts';
import { FLOW_STATUS, type Flow, type SealField, type Signer, type SignField, type SignPage } from './flow-state.mts';
import { sendMessage } from './notices.mts';
import { nameOf, partyOf } from './parties.mts';
import { sealImage } from './seals-v3.mts';
import { pageUrl } from './sign-urls.mts';

/** Somebody's visit to the page: what of the flow is theirs. */
interface Visit {
	page: SignPage;
	flow: Flow;
	signers: Signer[];
}

/**
 * GET /esign/sign/:token shows documents and places to sign; POST …/code sends a code; POST … {smsCode, sealId?, places?} signs all that is the
 * visitor's turn; POST …/refuse {reason} refuses; GET …/file/:fileId is a document as it is now. What cannot be done now is shown with its
 * reason (422). GET /esign/s/:code is the short link.
 */
export function esignSignPages(app: FastifyInstance, platform: Platform): void {
	app.get('/esign/s/:code', (request, reply) => {
		const code = textParameter(request, 'code');
		const page = [...platform.flows.pages.values()].find(({ shortCode }) => shortCode === code);
		if (page === undefined || platform.now() > page.shortUntil) return unknownPage(reply);
		return reply.redirect(pageUrl(platform.origin, page.token), 302);
	});
	app.register(async (scope) => {
		await scope.register(formbody);
		scope.get('/esign/sign/:token', (request, reply) => {
			const visit = visited(request, platform);
			if (visit === undefined) return unknownPage(reply);
			noteRead(platform, visit);
			return show(request, reply, platform, visit);
		});
		scope.get('/esign/sign/:token/file/:fileId', async (request, reply) => {
			const visit = visited(request, platform);
			const pdf = visit && (await documentPdf(platform, visit.flow, textParameter(request, 'fileId')));
			return pdf === undefined ? unknownPage(reply) : sendPdf(reply, pdf);
		});
		scope.post('/esign/sign/:token/code', (request, reply) =>
			act(request, reply, platform, (visit) => ({ kind: 'note', text: sendCode(platform, visit) })),
		);
		scope.post('/esign/sign/:token', (request, reply) =>
			act(request, reply, platform, (visit) => {
				signAll(platform, visit, request);
				return undefined;
			}),
		);
		scope.post('/esign/sign/:token/refuse', (request, reply) =>
			act(request, reply, platform, (visit) => {
				const reason = fieldOf(request, 'reason');
				if (reason === '') throw new SigningError('Say why you refuse (请填写拒签原因).');
				refuse(platform, visit.flow, nextOf(platform, visit), reason);
				return undefined;
			}),
		);
	});
}

function act(
	request: FastifyRequest,
	reply: FastifyReply,
	platform: Platform,
	action: (visit: Visit) => Notice | undefined,
): FastifyReply {
	const visit = visited(request, platform);
	if (visit === undefined) return unknownPage(reply);
	try {
		if (visit.page.readOnly) throw new SigningError('This link is only for reading (预览链接不能签署).');
		const note = action(visit);
		if (note !== undefined || wantsJson(request)) return show(request, reply, platform, visit, note);
		return reply.redirect(pageUrl(platform.origin, visit.page.token), 303);
	} catch (error) {
		if (!(error instanceof SigningError)) throw error;
		return show(request, reply.code(422), platform, visit, { kind: 'error', text: error.message });
	}
}

function visited(request: FastifyRequest, platform: Platform): Visit | undefined {
	expireDue(platform);
	const page = platform.flows.pages.get(textParameter(request, 'token'));
	const flow = page && platform.flows.all.get(page.flowId);
	if (page === undefined || flow === undefined) return undefined;
	const signers = flow.signers.filter(
		({ personId, orgId }) =>
			personId !== null && personId === page.personId && (page.orgId === null || orgId === page.orgId),
	);
	return { page, flow, signers };
}

/** The first visit of a signer is told; also who reads before their turn has read. */
function noteRead(platform: Platform, { page, flow, signers }: Visit): void {
	if (page.readOnly || flow.status !== FLOW_STATUS.signing) return;
	for (const signer of signers) {
		if (signer.readTime !== null || signer.end !== null) continue;
		signer.readTime = platform.now();
		signerRead(platform, flow, signer);
	}
}

/** The visitor's first signature that is due. Raises a SigningError when none is. */
function nextOf(platform: Platform, { flow, signers }: Visit): Signer {
	const due = signers.find((signer) => isInTurn(flow, signer)) ?? signers.find(({ end }) => end === null) ?? signers.at(-1);
	if (due === undefined) throw new SigningError('There is nothing here for you to sign.');
	requireTurn(platform, flow, due);
	return due;
}

/** Whether the signer shows with a code that they want to sign; for any other way the button is enough. */
function needsCode({ willingnessAuthModes }: Signer): boolean {
	return willingnessAuthModes.includes('CODE_SMS');
}

function sendCode(platform: Platform, visit: Visit): string {
	const signer = nextOf(platform, visit);
	const party = partyOf(platform, signer.personId ?? '');
	signer.code = String(randomInt(0, 1_000_000)).padStart(6, '0');
	const text = `您正在签署《${visit.flow.title}》,验证码为 ${signer.code},5分钟内有效。`;
	sendMessage(platform, party?.mobile ?? party?.email ?? '', text, visit.flow.flowId, signer.code);
	return 'A code was sent: look into the outbox of the sandbox console.';
}

/** One code and one button are for everything that is the visitor's turn. */
function signAll(platform: Platform, visit: Visit, request: FastifyRequest): void {
	const first = nextOf(platform, visit);
	if (needsCode(first)) {
		const entered = fieldOf(request, 'smsCode');
		if (entered === '') throw new SigningError('Enter the SMS code (短信验证码). "Send code" puts one into the outbox.');
		if (first.code === null) throw new SigningError('There is no code. Send one (请先获取验证码).');
		if (first.code !== entered) throw new SigningError('The SMS code is wrong (验证码错误).');
	}
	const sealId = fieldOf(request, 'sealId');
	const remark = fieldOf(request, 'remark');
	const choice: SignChoice = {
		...(sealId === '' ? {} : { sealId }),
		...(remark === '' ? {} : { remark }),
		places: placesIn(request),
	};
	for (const signer of visit.signers)
		if (isInTurn(visit.flow, signer)) sign(platform, visit.flow, signer, signer === first ? choice : { ...choice, sealId: undefined });
}

/** Places for free fields: one from a form, any number from JSON. */
function placesIn(request: FastifyRequest): NonNullable<SignChoice['places']> {
	const [page, x, y] = ['page', 'x', 'y'].map((name) => Number(fieldOf(request, name) || Number.NaN));
	const typed = [page, x, y].every((number) => number !== undefined && Number.isFinite(number));
	const { body } = request;
	const listed: unknown = typeof body === 'object' && body !== null && 'places' in body ? body.places : [];
	const places = (Array.isArray(listed) ? listed : []).flatMap((one: unknown) => {
		const given = new Map<string, unknown>(typeof one === 'object' && one !== null ? Object.entries(one) : []);
		const [p, px, py] = [given.get('page'), given.get('x'), given.get('y')];
		const fileId = given.get('fileId');
		return typeof p === 'number' && typeof px === 'number' && typeof py === 'number'
			? [{ page: p, x: px, y: py, ...(typeof fileId === 'string' ? { fileId } : {}) }]
			: [];
	});
	return typed ? [...places, { page: page ?? 0, x: x ?? 0, y: y ?? 0 }] : places;
}

function show(
	request: FastifyRequest,
	reply: FastifyReply,
	platform: Platform,
	visit: Visit,
	notice?: Notice,
): FastifyReply {
	const { page, flow, signers } = visit;
	const due = page.readOnly ? undefined : signers.find((signer) => isInTurn(flow, signer));
	if (wantsJson(request)) {
		return reply.send({
			flowId: flow.flowId,
			title: flow.title,
			flowStatus: flow.status,
			...(notice === undefined ? {} : { [notice.kind]: notice.text }),
			readOnly: page.readOnly,
			needsCode: due !== undefined && needsCode(due),
			signers: signers.map((signer) => ({
				personId: signer.personId,
				orgId: signer.orgId,
				signOrder: signer.signOrder,
				signStatus: signStatusOf(flow, signer),
				signFields: signer.fields,
				seals: seals(platform, signer).map(({ sealId, sealName }) => ({ sealId, sealName })),
			})),
			files: flow.docs.map((doc) => ({ fileName: pdfName(doc), url: `${platform.origin}${fileUrl(page, doc.fileId)}` })),
			redirectUrl: onward(visit)?.url ?? null,
		});
	}
	const name = page.personId === null ? '' : nameOf(platform, page.personId);
	const next = onward(visit);
	return sendPage(reply, 'esign', {
		title: flow.title,
		subtitle: html`Flow (签署流程) <code>${flow.flowId}</code> · ${name} · to be signed by ${printed(flow.expireTime)}`,
		...(notice === undefined ? {} : { notice }),
		content: html`${files(visit)}${due === undefined ? html`<p class="note">${state(visit)}</p>` : form(platform, visit, due)}`,
		...(next === undefined ? {} : { onward: next }),
	});
}

/** Where to go once the visitor has signed or somebody has refused. Source: 签署页重定向跳转说明. */
function onward({ page, flow, signers }: Visit): Redirect | undefined {
	const { url } = page.redirect;
	const refused = flow.status === FLOW_STATUS.refused;
	const signed = signers.length > 0 && signers.every(({ end }) => end?.kind === 'signed');
	if (url === null || page.readOnly || !(refused || signed)) return undefined;
	const target = new URL(url);
	target.searchParams.set('tsignType', 'SIGN');
	target.searchParams.set('tsignCode', refused ? '2' : '0');
	target.searchParams.set('tsignDes', refused ? '流程被拒签' : '签署成功');
	target.searchParams.set('signFlowId', flow.flowId);
	return { url: target.href, delaySeconds: page.redirect.delaySeconds };
}

function fileUrl({ token }: SignPage, fileId: string): string {
	return `/esign/sign/${token}/file/${fileId}`;
}

function files({ page, flow }: Visit): Html {
	return html`<ul class="files">
		${flow.docs.map(
			(doc) =>
				html`<li>
					<object type="application/pdf" data="${fileUrl(page, doc.fileId)}">This browser shows no PDF within a page.</object>
					<a href="${fileUrl(page, doc.fileId)}" target="_blank" rel="noopener">${pdfName(doc)}</a>
				</li>`,
		)}
	</ul>`;
}

function state({ page, flow, signers }: Visit): string {
	const status = `${STATUS_DESCRIPTIONS[flow.status]}${flow.reason === null ? '' : `: ${flow.reason}`}`;
	if (page.readOnly || signers.length === 0) return `This link is for reading. The flow: ${status}.`;
	if (signers.some(({ end }) => end?.kind === 'signed')) return `Signed (已签署). The flow: ${status}.`;
	if (flow.status === FLOW_STATUS.signing) return 'Others sign before you. Come back when they have (未到签署顺序).';
	return `There is nothing to sign. The flow: ${status}.`;
}

function form(platform: Platform, { page, flow, signers }: Visit, due: Signer): Html {
	const action = `/esign/sign/${page.token}`;
	const fields = signers.filter((signer) => isInTurn(flow, signer)).flatMap((signer) => signer.fields);
	// The first button is what the Enter key presses: without it, Enter would send another code.
	return html`<form method="post" action="${action}">
			<button class="enter" tabindex="-1" aria-hidden="true">Sign</button>
			<p>You sign here:</p>
			<ul class="places">
				${fields.map((field) => html`<li>${place(flow, field)}</li>`)}
			</ul>
			<fieldset>
				<legend>Seal (印章)</legend>
				<div class="seals">
					${seals(platform, due).map(
						(seal, index) =>
							html`<label><img src="${sealImage(seal)}" alt="" /><span><input
										type="radio"
										name="sealId"
										value="${seal.sealId}"
										${index === 0 ? html`checked` : ''}
									/>
									${seal.sealName}</span></label>`,
					)}
				</div>
			</fieldset>
			${fields.some(({ free }) => free) ? freePlace() : ''}
			${fields.some(({ type }) => type === 'remark') ? html`<label class="field">Remark (备注) <input name="remark" /></label>` : ''}
			${needsCode(due) ? codeField(action) : ''}
			<button class="submit">Sign (签署)</button>
		</form>
		<form method="post" action="${action}/refuse">
			<label class="field">Reason to refuse (拒签原因) <input name="reason" maxlength="200" /></label>
			<button class="quiet">Refuse (拒签)</button>
		</form>`;
}

function codeField(action: string): Html {
	return html`<div class="field">
		<label for="smsCode">SMS code (短信验证码)</label>
		<div class="code">
			<input id="smsCode" name="smsCode" inputmode="numeric" maxlength="6" autocomplete="one-time-code" />
			<button formaction="${action}/code" class="quiet">Send code</button>
		</div>
		<small>The code arrives in the outbox on the <a href="/" target="_blank" rel="noopener">sandbox console</a>.</small>
	</div>`;
}

function freePlace(): Html {
	return html`<fieldset>
		<legend>Where your seal goes (自由签章); empty = lower right of the last page</legend>
		<label class="field">Page <input name="page" inputmode="numeric" /></label>
		<label class="field">Points from the left <input name="x" inputmode="decimal" /></label>
		<label class="field">Points from below <input name="y" inputmode="decimal" /></label>
	</fieldset>`;
}

function seals(platform: Platform, signer: Signer) {
	const own = signer.fields.filter((field): field is SealField => field.type === 'seal');
	const all = own.flatMap((field) => sealsFor(platform, signer, field));
	return all.filter((seal, index) => all.indexOf(seal) === index);
}

function place({ docs }: Flow, field: SignField): Html {
	const fileName = docs.find(({ fileId }) => fileId === field.fileId)?.fileName ?? field.fileId;
	const what = field.type === 'seal' ? 'seal (签章)' : field.type === 'remark' ? 'remark (备注)' : 'date (日期)';
	if (field.place === null) return html`${fileName}: ${what}, wherever you want`;
	const { page, x, y } = field.place;
	const across = field.type === 'seal' && field.style === 2;
	return across
		? html`${fileName}: ${what} across ${field.pages === null ? 'all pages' : `pages ${field.pages.join(', ')}`} (骑缝), ${y} points from below`
		: html`${fileName}: ${what} on page ${page}, ${x} points from the left, ${y} from below`;
}
