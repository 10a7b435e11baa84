// How a hosted page looks in the person's browser.
import { html, type Html } from '../html.mts';
import { maskIdNumber, maskMobile } from '../mask.mts';
import { pageFields, type Form } from './hosted-page.mts';
import type { AuthMode, Flow, HostedPage } from './state.mts';

const MODES: Record<AuthMode, string> = {
	mobile: 'Mobile, three factors (运营商三要素)',
	bank: 'Bank card, four factors (银行卡四要素)',
	face: 'Face (人脸核验)',
};

/** What the page says above the form. */
export interface Notice {
	kind: 'error' | 'note';
	text: string;
}

/** The page as it stands: a form, or the news that the person is verified. */
export function hostedPageView(
	page: HostedPage,
	flow: Flow,
	form: Form = new Map(),
	notice?: Notice,
): Html {
	const verified = flow.verifyStatus === 'passed';
	const rejected = page.purpose === 'face' && flow.verifyStatus === 'un_passed';
	const redirect = (verified || rejected) && page.redirectUrl !== null ? page.redirectUrl : null;
	const title =
		page.purpose === 'face'
			? 'Face verification (人脸核验)'
			: 'Identity verification (个人实名认证)';
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${redirect === null ? '' : html`<meta http-equiv="refresh" content="${Math.max(page.redirectDelayTime, 0)};url=${new URL(redirect).href}">`}
<title>${title} · Qiandun sandbox</title>
<link rel="stylesheet" href="/assets/hosted-page.css">
</head>
<body>
<main>
<header><strong>签盾</strong> <span>Sandbox · no legal force</span></header>
<h1>${title}</h1>
<p class="flow">Flow (认证流水号) <code>${flow.flowNo}</code></p>
${notice === undefined ? '' : html`<p class="${notice.kind}" role="alert">${notice.text}</p>`}
${verified ? verifiedView(flow, redirect) : rejected ? rejectedView(redirect) : page.purpose === 'face' ? faceForm(page, flow) : verificationForm(page, form)}
</main>
${verified || rejected || page.purpose === 'face' ? '' : html`<script src="/assets/hosted-page.js"></script>`}
</body>
</html>`;
}

function verifiedView(flow: Flow, redirect: string | null): Html {
	return html`<section class="done">
<p class="mark" aria-hidden="true">✓</p>
<h2>Verified (已认证)</h2>
<p>${flow.person.psnName}${flow.person.psnIDCardNum ? html` · ${maskIdNumber(flow.person.psnIDCardNum)}` : ''}${flow.person.psnMobile ? html` · ${maskMobile(flow.person.psnMobile)}` : ''}</p>
<p>${flow.finishTime}</p>
${onward(redirect)}
</section>`;
}

function rejectedView(redirect: string | null): Html {
	return html`<section class="done">
<h2>Not verified (认证未通过)</h2>
<p>The face did not match. The caller can start another face verification.</p>
${onward(redirect)}
</section>`;
}

function onward(redirect: string | null): Html | string {
	return redirect === null ? '' : html`<p><a href="${new URL(redirect).href}">Continue</a></p>`;
}

function faceForm(page: HostedPage, flow: Flow): Html {
	return html`<form method="post" action="/h5/${page.token}">
<p>There is no camera here: say what the comparison of ${flow.person.psnName ?? 'the person'} with their ID card would find.</p>
<div class="buttons">
<button name="face" value="match">Face matches</button>
<button name="face" value="mismatch" class="quiet">Face does not match</button>
</div>
</form>`;
}

function verificationForm(page: HostedPage, form: Form): Html {
	const mode = page.modes.find((name) => name === form.get('authMode')) ?? page.mode;
	const withCode = page.modes.filter((name) => name !== 'face');
	// The first button is what the Enter key presses: without it, Enter would send another code.
	return html`<form method="post" action="/h5/${page.token}">
<button class="enter" tabindex="-1" aria-hidden="true">Submit</button>
<fieldset>
<legend>How to verify</legend>
${page.modes.map((name) => html`<label><input type="radio" name="authMode" value="${name}"${name === mode ? html` checked` : ''}> ${MODES[name]}</label>`)}
</fieldset>
${pageFields(page, form).map(
	(field) => html`<label class="field" data-modes="${field.modes.join(' ')}">${field.label}
<input name="${field.name}" value="${field.value}" autocomplete="off"${field.editable ? '' : html` readonly`}></label>`,
)}
${
	withCode.length === 0
		? ''
		: html`<div class="field" data-modes="${withCode.join(' ')}"><label for="smsCode">SMS code (短信验证码)</label>
<div class="code"><input id="smsCode" name="smsCode" inputmode="numeric" maxlength="6" autocomplete="one-time-code">
<button formaction="/h5/${page.token}/code" class="quiet">Send code</button></div>
<small>The code arrives in the outbox on the <a href="/" target="_blank" rel="noopener">sandbox console</a>.</small></div>`
}
${
	page.modes.includes('face')
		? html`<fieldset class="field" data-modes="face"><legend>Face comparison (simulated)</legend>
<label><input type="radio" name="face" value="match"> matches the ID card</label>
<label><input type="radio" name="face" value="mismatch"> does not match</label></fieldset>`
		: ''
}
<button class="submit">Submit (提交认证)</button>
</form>`;
}
