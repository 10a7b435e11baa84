// The page on which a person reads a contract and signs it (获取合同签署链接). A browser sends forms and gets pages, a script may use JSON.
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html, type Html } from '../html.mts';
import { printed } from '../beijing-time.mts';
import { contractFile, pdfName } from './contract-files.mts';
import {
	requireTurn,
	sendWillCode,
	sign,
	SigningError,
	signStatus,
	takeWillCode,
	expireDue,
} from './contract-signing.mts';
import type { Contract, SignField, Signer, SigningPage } from './contract-state.mts';
import type { Platform } from './endpoint.mts';
import { textParameter } from '../file-links.mts';
import {
	fieldOf,
	sendPage,
	sendPdf,
	SIGNING_PAGE_CSS,
	unknownPage,
	wantsJson,
	type Notice,
} from '../pages/page-shell.mts';
import { partyOf } from './parties.mts';
import { sealImage } from './seal-pictures.mts';

/** A signer's visit to the page of one contract. */
interface Visit {
	page: SigningPage;
	contract: Contract;
	signer: Signer;
}

/**
 * GET /h5/sign/:token shows contract and places to sign; POST …/code sends an SMS code; POST … {smsCode, sealId?} signs; GET …/file/:fileCode
 * is a file as it is now. What cannot be done now is shown with its reason (422). GET /sandbox/contracts/:contractId/signers/:number leads to
 * the signer's page, for the console.
 */
export function signingPages(app: FastifyInstance, platform: Platform): void {
	app.get('/assets/signing-page.css', (_request, reply) =>
		reply.type('text/css; charset=utf-8').send(SIGNING_PAGE_CSS),
	);
	app.get('/sandbox/contracts/:contractId/signers/:number', (request, reply) => {
		const contract = platform.contracts.all.get(textParameter(request, 'contractId'));
		const signer = contract?.signers[Number(textParameter(request, 'number')) - 1];
		if (contract === undefined || signer === undefined) return reply.code(404).send({ error: 'There is no such signer' });
		return reply.redirect(`/h5/sign/${pageOf(platform, contract, signer).token}`, 302);
	});
	app.register(async (scope) => {
		await scope.register(formbody);
		scope.get('/h5/sign/:token', (request, reply) => {
			const visit = visited(request, platform);
			return visit === undefined ? unknownPage(reply) : show(request, reply, platform, visit);
		});
		scope.get('/h5/sign/:token/file/:fileCode', async (request, reply) => {
			const visit = visited(request, platform);
			const fileCode = textParameter(request, 'fileCode');
			const file = visit && (await contractFile(platform, visit.contract, fileCode));
			if (file === undefined) return unknownPage(reply);
			return file.contentType === 'application/pdf'
				? sendPdf(reply, file.bytes)
				: reply.type(file.contentType).send(file.bytes);
		});
		scope.post('/h5/sign/:token/code', (request, reply) =>
			act(request, reply, platform, ({ contract, signer }) => {
				sendWillCode(platform, contract, signer);
				const text = 'A code was sent: look into the outbox of the sandbox console.';
				return { kind: 'note', text };
			}),
		);
		scope.post('/h5/sign/:token', (request, reply) =>
			act(request, reply, platform, ({ contract, signer }) => {
				requireTurn(platform, contract, signer);
				const sealId = fieldOf(request, 'sealId');
				const known = platform.seals.of(signer.accountId).some((seal) => seal.sealId === sealId);
				if (sealId !== '' && !known)
					throw new SigningError('This is none of the signer’s seals (印章不存在).');
				if (needsCode(signer)) takeWillCode(platform, signer, fieldOf(request, 'smsCode'));
				sign(platform, contract, signer, sealId === '' ? undefined : sealId);
				return undefined;
			}),
		);
	});
}

/** Does what the person asked for; a note keeps them on the page. */
/** The newest link that was given out to a signer, or a new one. */
function pageOf({ contracts }: Platform, { contractId }: Contract, { accountId }: Signer): SigningPage {
	return (
		[...contracts.signingPages.values()].findLast((page) => page.contractId === contractId && page.accountId === accountId) ??
		contracts.newSigningPage({ contractId, accountId, clientType: null, redirect: { url: null, delaySeconds: 0 } })
	);
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
		const note = action(visit);
		if (note !== undefined || wantsJson(request))
			return show(request, reply, platform, visit, note);
		return reply.redirect(`/h5/sign/${visit.page.token}`, 303);
	} catch (error) {
		if (!(error instanceof SigningError)) throw error;
		const notice: Notice = { kind: 'error', text: error.message };
		return show(request, reply.code(422), platform, visit, notice);
	}
}

function visited(request: FastifyRequest, platform: Platform): Visit | undefined {
	expireDue(platform);
	const page = platform.contracts.signingPages.get(textParameter(request, 'token'));
	const contract = page && platform.contracts.all.get(page.contractId);
	const signer = contract?.signers.find(({ accountId }) => accountId === page?.accountId);
	if (page === undefined || contract === undefined || signer === undefined) return undefined;
	return { page, contract, signer };
}

/** Whether the signer shows with an SMS code that they want to sign; for any other way the button is enough. */
function needsCode({ willingnessAuthModes }: Signer): boolean {
	return willingnessAuthModes.includes('CODE_SMS');
}

function show(
	request: FastifyRequest,
	reply: FastifyReply,
	platform: Platform,
	visit: Visit,
	notice?: Notice,
): FastifyReply {
	const { page, contract, signer } = visit;
	const status = signStatus(contract, signer);
	const name = partyOf(platform.state, signer.accountId)?.name ?? signer.accountId;
	if (wantsJson(request)) {
		return reply.send({
			contractId: contract.contractId,
			contractName: contract.contractName,
			status: contract.status,
			accountId: signer.accountId,
			name,
			signStatus: status,
			...(notice === undefined ? {} : { [notice.kind]: notice.text }),
			needsCode: needsCode(signer),
			signFields: signer.signFields,
			seals: platform.seals
				.of(signer.accountId)
				.map(({ sealId, sealName }) => ({ sealId, sealName })),
			files: contract.docs.map(({ fileCode, fileName }) => ({
				fileName: pdfName(fileName),
				url: `${platform.origin}${fileUrl(page, fileCode)}`,
			})),
			redirectUrl: page.redirect.url,
		});
	}
	return sendPage(reply, 'qiandun', {
		title: contract.contractName,
		subtitle: html`Contract (合同) <code>${contract.contractId}</code> · ${name} · to be signed by
			${printed(contract.deadline)}`,
		...(notice === undefined ? {} : { notice }),
		content: html`${files(visit)}${
			status === 'finished'
				? done(signer)
				: status === 'signing'
					? form(platform, visit)
					: html`<p class="note">
						${
							status === 'waiting'
								? 'Others sign before you. Come back when they have (未到签署顺序).'
								: 'The signing deadline is over (合同已过期).'
						}
					</p>`
		}`,
		...(status === 'finished' ? { onward: page.redirect } : {}),
	});
}

function fileUrl({ token }: SigningPage, fileCode: string): string {
	return `/h5/sign/${token}/file/${fileCode}`;
}

function files({ page, contract }: Visit): Html {
	return html`<ul class="files">
		${contract.docs.map(
			({ fileCode, fileName }) =>
				html`<li>
					<object type="application/pdf" data="${fileUrl(page, fileCode)}">
						This browser shows no PDF within a page.
					</object>
					<a href="${fileUrl(page, fileCode)}" target="_blank" rel="noopener">${pdfName(fileName)}</a>
				</li>`,
		)}${contract.attachments.map(
			({ fileCode, fileName }) =>
				html`<li>
					Attachment (附件):
					<a href="${fileUrl(page, fileCode)}" target="_blank" rel="noopener">${fileName}</a>
				</li>`,
		)}
	</ul>`;
}

function form(platform: Platform, { page, contract, signer }: Visit): Html {
	const seals = platform.seals.of(signer.accountId);
	// The first button is what the Enter key presses: without it, Enter would send another code.
	return html`<form method="post" action="/h5/sign/${page.token}">
		<button class="enter" tabindex="-1" aria-hidden="true">Sign</button>
		<p>Your seal goes here:</p>
		<ul class="places">
			${signer.signFields.map((field) => html`<li>${place(contract, field)}</li>`)}
		</ul>
		<fieldset>
			<legend>Seal (印章)</legend>
			<div class="seals">
				${seals.map(
					(seal, index) =>
						html`<label><img src="${sealImage(seal)}" alt="" /><span><input
									type="radio"
									name="sealId"
									value="${seal.sealId}"
									${index === 0 ? html` checked` : ''}
								/>
								${seal.sealName}</span></label>`,
				)}
			</div>
		</fieldset>
		${
			needsCode(signer)
				? html`<div class="field">
					<label for="smsCode">SMS code (短信验证码)</label>
					<div class="code">
						<input
							id="smsCode"
							name="smsCode"
							inputmode="numeric"
							maxlength="6"
							autocomplete="one-time-code"
						/>
						<button formaction="/h5/sign/${page.token}/code" class="quiet">Send code</button>
					</div>
					<small>The code arrives in the outbox on the
						<a href="/" target="_blank" rel="noopener">sandbox console</a>.</small>
				</div>`
				: ''
		}
		<button class="submit">Sign (签署)</button>
	</form>`;
}

function place(
	{ docs }: Contract,
	{ fileCode, signFieldStyle, signFieldPosition, dateFormat }: SignField,
): Html {
	const fileName = docs.find((doc) => doc.fileCode === fileCode)?.fileName ?? fileCode;
	const { positionPage, positionX, positionY } = signFieldPosition;
	const where =
		signFieldStyle === 2
			? `across all pages (骑缝), ${positionY} points from below`
			: `page ${positionPage}, ${positionX} points from the left, ${positionY} from below`;
	return html`${fileName}: ${where}${dateFormat === null ? '' : ', with the date'}`;
}

function done({ signature }: Signer): Html {
	return html`<section class="done">
		<p class="mark" aria-hidden="true">✓</p>
		<h2>Signed (已签署)</h2>
		<p>${signature === null ? '' : printed(signature.time)}</p>
	</section>`;
}
