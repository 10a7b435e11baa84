// The page on which a person or an organization verifies itself and lets the app do things. A browser sends forms and gets pages, a script
// may use JSON.
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { textParameter } from '../file-links.mts';
import { html, type Html } from '../html.mts';
import { sendPage, unknownPage, wantsJson, type Notice } from '../pages/page-shell.mts';
import type { AuthFlow } from './auth-flow-state.mts';
import {
	authFields,
	AuthError,
	needsOrganization,
	needsPerson,
	sendCode,
	submit,
	type AuthForm,
} from './auth-progress.mts';
import { authPageUrl } from './auth-urls.mts';
import type { Platform } from './endpoint.mts';

const MODE_LABELS: Record<string, string> = {
	PSN_FACE: 'Face (人脸识别)',
	PSN_MOBILE3: 'Mobile, three factors (运营商三要素)',
	PSN_BANKCARD4: 'Bank card, four factors (银行卡四要素)',
	ORG_BANK_TRANSFER: 'Bank transfer (对公打款)',
	ORG_ALIPAY_CREDIT: 'Legal representative’s Alipay (法人快捷)',
	ORG_LEGALREP_INVOLVED: 'Legal representative (法定代表人认证/授权)',
};

/**
 * GET /esign/auth/:token shows the page; POST …/code sends a code; POST … submits. JSON is answered to `Accept: application/json`; what cannot be
 * done is shown with its reason (422). GET /esign/a/:code is the short link.
 */
export function authPages(app: FastifyInstance, platform: Platform): void {
	app.get('/esign/a/:code', (request, reply) => {
		const code = textParameter(request, 'code');
		const flow = [...platform.authFlows.all.values()].find(({ shortCode }) => shortCode === code);
		return flow === undefined ? unknownPage(reply) : reply.redirect(authPageUrl(platform.origin, flow), 302);
	});
	app.register(async (scope) => {
		await scope.register(formbody);
		scope.get('/esign/auth/:token', (request, reply) => {
			const flow = flowOf(request, platform);
			return flow === undefined ? unknownPage(reply) : show(request, reply, platform, flow);
		});
		scope.post('/esign/auth/:token/code', (request, reply) =>
			act(request, reply, platform, (flow, form) => ({ kind: 'note', text: sendCode(platform, flow, form) })),
		);
		scope.post('/esign/auth/:token', (request, reply) =>
			act(request, reply, platform, (flow, form) => {
				submit(platform, flow, form);
				return undefined;
			}),
		);
	});
}

function act(
	request: FastifyRequest,
	reply: FastifyReply,
	platform: Platform,
	action: (flow: AuthFlow, form: AuthForm) => Notice | undefined,
): FastifyReply {
	const flow = flowOf(request, platform);
	if (flow === undefined) return unknownPage(reply);
	try {
		const note = action(flow, formOf(request.body));
		if (note !== undefined || wantsJson(request)) return show(request, reply, platform, flow, note);
		return reply.redirect(authPageUrl(platform.origin, flow), 303);
	} catch (error) {
		if (!(error instanceof AuthError)) throw error;
		return show(request, reply.code(422), platform, flow, { kind: 'error', text: error.message });
	}
}

function flowOf(request: FastifyRequest, { authFlows }: Platform): AuthFlow | undefined {
	return authFlows.at(textParameter(request, 'token'));
}

function show(
	request: FastifyRequest,
	reply: FastifyReply,
	platform: Platform,
	flow: AuthFlow,
	notice?: Notice,
): FastifyReply {
	const form = formOf(request.body);
	if (wantsJson(request)) {
		return reply.send({
			authFlowId: flow.authFlowId,
			authType: flow.authType,
			done: flow.done,
			...(notice === undefined ? {} : { [notice.kind]: notice.text }),
			psnModes: needsPerson(platform, flow) ? flow.psnModes : [],
			orgModes: needsOrganization(platform, flow) ? flow.orgModes : [],
			scopes: flow.scopes,
			fields: authFields(platform, flow, form),
			redirectUrl: flow.redirect.url,
		});
	}
	return sendPage(reply, 'esign', {
		title: flow.authType === 'PSN' ? 'Identity verification (个人认证授权)' : 'Organization verification (机构认证授权)',
		subtitle: html`Flow (认证授权流程) <code>${flow.authFlowId}</code>`,
		...(notice === undefined ? {} : { notice }),
		content: flow.done ? done(flow) : formView(platform, flow, form),
		...(flow.done ? { onward: flow.redirect } : {}),
	});
}

function done({ scopes, authType }: AuthFlow): Html {
	return html`<section class="done">
		<p class="mark" aria-hidden="true">✓</p>
		<h2>${authType === 'PSN' ? 'Person' : 'Organization'} verified (已实名)${scopes.length === 0 ? '' : ', app authorized (已授权)'}</h2>
		<p>${scopes.join(', ')}</p>
	</section>`;
}

function formView(platform: Platform, flow: AuthFlow, form: AuthForm): Html {
	const action = `/esign/auth/${flow.token}`;
	// The first button is what the Enter key presses: without it, Enter would send another code.
	return html`<form method="post" action="${action}">
		<button class="enter" tabindex="-1" aria-hidden="true">Submit</button>
		${needsPerson(platform, flow) ? modes('psnMode', 'How the person verifies', flow.psnModes, form.get('psnMode') ?? flow.psnMode) : ''}
		${needsOrganization(platform, flow) ? modes('orgMode', 'How the organization verifies', flow.orgModes, form.get('orgMode') ?? flow.orgMode) : ''}
		${authFields(platform, flow, form).map(
			({ name, label, value, editable }) =>
				html`<label class="field">${label}
					<input name="${name}" value="${value}" autocomplete="off" ${editable ? '' : html`readonly`} /></label>`,
		)}
		<fieldset>
			<legend>Face comparison (simulated)</legend>
			<label><input type="radio" name="face" value="match" checked /> matches the ID card</label>
			<label><input type="radio" name="face" value="mismatch" /> does not match</label>
		</fieldset>
		<div class="field">
			<label for="smsCode">Code (验证码)</label>
			<div class="code">
				<input id="smsCode" name="smsCode" inputmode="numeric" maxlength="6" autocomplete="one-time-code" />
				<button formaction="${action}/code" class="quiet">Send code</button>
			</div>
			<small>The code arrives in the outbox on the <a href="/" target="_blank" rel="noopener">sandbox console</a>.</small>
		</div>
		${flow.scopes.length === 0 ? '' : html`<p class="note">The app is to be allowed (授权范围): ${flow.scopes.join(', ')}</p>`}
		<button class="submit">${flow.scopes.length === 0 ? 'Verify (提交认证)' : 'Verify and authorize (认证并授权)'}</button>
	</form>`;
}

function modes(name: string, legend: string, all: string[], chosen: string): Html {
	return html`<fieldset>
		<legend>${legend}</legend>
		${all.map(
			(mode) =>
				html`<label><input type="radio" name="${name}" value="${mode}" ${mode === chosen ? html`checked` : ''} />
					${MODE_LABELS[mode] ?? mode}</label>`,
		)}
	</fieldset>`;
}

function formOf(body: unknown): AuthForm {
	const form: AuthForm = new Map();
	if (typeof body !== 'object' || body === null) return form;
	for (const [name, value] of Object.entries(body))
		if (typeof value === 'string' || typeof value === 'number') form.set(name, String(value));
	return form;
}
