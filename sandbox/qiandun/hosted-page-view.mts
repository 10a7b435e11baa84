// How a hosted page looks in the person's browser.
import { html, type Html } from '../html.mts';
import { pageFields, type PageKind, type Visit } from './hosted-page.mts';
import type { Flow, HostedPage } from './state.mts';

/** What the page says above the form. */
export interface Notice {
	kind: 'error' | 'note';
	text: string;
}

/** The page as it stands: a form, or the news that person or company is verified. */
export function hostedPageView(kind: PageKind, visit: Visit, notice?: Notice): Html {
	const { page, flow } = visit;
	const verified = flow.verifyStatus === 'passed';
	const rejected = page.purpose === 'face' && flow.verifyStatus === 'un_passed';
	const redirect = (verified || rejected) && page.redirectUrl !== null ? page.redirectUrl : null;
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${redirect === null ? '' : html`<meta http-equiv="refresh" content="${Math.max(page.redirectDelayTime, 0)};url=${new URL(redirect).href}">`}
<title>${kind.title} · Qiandun sandbox</title>
<link rel="stylesheet" href="/assets/hosted-page.css">
</head>
<body>
<main>
<header><strong>签盾</strong> <span>Sandbox · no legal force</span></header>
<h1>${kind.title}</h1>
<p class="flow">Flow (认证流水号) <code>${flow.flowNo}</code></p>
${notice === undefined ? '' : html`<p class="${notice.kind}" role="alert">${notice.text}</p>`}
${verified ? verifiedView(kind, flow, redirect) : rejected ? rejectedView(redirect) : page.purpose === 'face' ? faceForm(page, flow) : verificationForm(kind, visit)}
</main>
${verified || rejected || page.purpose === 'face' ? '' : html`<script src="/assets/hosted-page.js"></script>`}
</body>
</html>`;
}

function verifiedView(kind: PageKind, flow: Flow, redirect: string | null): Html {
	const known = kind.verified(flow).filter((part) => part !== '');
	return html`<section class="done">
<p class="mark" aria-hidden="true">✓</p>
<h2>Verified (已认证)</h2>
<p>${known.join(' · ')}</p>
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

function verificationForm(kind: PageKind, { page, form }: Visit): Html {
	const chosen = page.modes.find((name) => name === form.get('authMode')) ?? page.mode;
	const withProof = page.modes.filter((name) => kind.modes[name]?.withProof);
	// The first button is what the Enter key presses: without it, Enter would ask for another proof.
	return html`<form method="post" action="/h5/${page.token}">
<button class="enter" tabindex="-1" aria-hidden="true">Submit</button>
<fieldset>
<legend>How to verify</legend>
${page.modes.map((name) => html`<label><input type="radio" name="authMode" value="${name}"${name === chosen ? html` checked` : ''}> ${kind.modes[name]?.label}</label>`)}
</fieldset>
${pageFields(kind, page, form).map(
	(field) => html`<label class="field" data-modes="${field.modes.join(' ')}">${field.label}
<input name="${field.name}" value="${field.value}" autocomplete="off"${field.editable ? '' : html` readonly`}></label>`,
)}
${withProof.length === 0 ? '' : proofField(kind, page, withProof)}
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

function proofField({ proof }: PageKind, { token }: HostedPage, modes: string[]): Html {
	return html`<div class="field" data-modes="${modes.join(' ')}"><label for="${proof.name}">${proof.label}</label>
<div class="code"><input id="${proof.name}" name="${proof.name}" inputmode="decimal" maxlength="${proof.longest}" autocomplete="${proof.autocomplete}">
<button formaction="/h5/${token}/code" class="quiet">${proof.button}</button></div>
<small>${proof.arrives} in the outbox on the <a href="/" target="_blank" rel="noopener">sandbox console</a>.</small></div>`;
}
