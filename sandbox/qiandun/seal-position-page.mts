// The page on which a person places seals on a contract's pages: by clicking and dragging, or by typing numbers.
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ParameterFailure, Parameters } from '../call-parameters.mts';
import { html, type Html } from '../html.mts';
import type { PlacedSignField, SealPlacement } from './contract-state.mts';
import type { Platform } from './endpoint.mts';
import { textParameter } from '../file-links.mts';
import { sendPage, sendPdf, unknownPage, wantsJson, type Notice } from '../pages/page-shell.mts';
import { partyOf } from './parties.mts';
import { SEAL_POSITION_JS } from './seal-position-script.mts';
import { place, PlacementError } from './seal-position.mts';

/** How wide a page is drawn, in pixels. */
const SHEET_WIDTH = 300;

/**
 * GET /h5/seal-position/:token shows the pages; POST {accountId[], fileCode[], …} as a form or {signFields: […]} as JSON places the seals;
 * what is wrong is shown with its reason (422).
 */
export function sealPositionPages(app: FastifyInstance, platform: Platform): void {
	app.get('/assets/seal-position.js', (_request, reply) =>
		reply.type('text/javascript; charset=utf-8').send(SEAL_POSITION_JS),
	);
	app.register(async (scope) => {
		await scope.register(formbody);
		scope.get('/h5/seal-position/:token', (request, reply) => {
			const placement = visited(request, platform);
			if (placement === undefined) return unknownPage(reply);
			return show(request, reply, platform, placement);
		});
		scope.get('/h5/seal-position/:token/file/:fileCode', async (request, reply) => {
			const fileCode = textParameter(request, 'fileCode');
			const asked = visited(request, platform)?.fileCodes.includes(fileCode) === true;
			const file = asked ? platform.files.all.get(fileCode) : undefined;
			if (file === undefined) return unknownPage(reply);
			return sendPdf(reply, await platform.files.pdf(file));
		});
		scope.post('/h5/seal-position/:token', (request, reply) => {
			const placement = visited(request, platform);
			if (placement === undefined) return unknownPage(reply);
			try {
				place(platform, placement, placedFields(request.body));
			} catch (error) {
				if (!(error instanceof PlacementError || error instanceof ParameterFailure)) throw error;
				const notice: Notice = { kind: 'error', text: error.message };
				return show(request, reply.code(422), platform, placement, notice);
			}
			if (wantsJson(request)) return show(request, reply, platform, placement);
			return reply.redirect(`/h5/seal-position/${placement.token}`, 303);
		});
	});
}

function visited(request: FastifyRequest, { contracts }: Platform): SealPlacement | undefined {
	const token = textParameter(request, 'token');
	return [...contracts.placements.values()].find((placement) => placement.token === token);
}

/** The places of a JSON body, or of a form whose field `signFields` holds the same as JSON or whose rows are repeated fields. */
function placedFields(body: unknown): PlacedSignField[] {
	const fields = new Parameters(
		typeof body === 'object' && body !== null ? Object.entries(body) : [],
	);
	const rows = isForm(body) ? formRows(body) : fields.objects('signFields');
	return rows.map((row) => {
		const position = row.object('signFieldPosition');
		const whole = (name: string) => position.integer(name, 0, 100_000);
		return {
			accountId: row.required('accountId'),
			fileCode: row.required('fileCode'),
			signFieldStyle: row.integer('signFieldStyle', 1, 2) === 2 ? 2 : 1,
			signFieldPosition: {
				positionPage: whole('positionPage') ?? 0,
				positionX: whole('positionX') ?? position.refuse('positionX', 'is missing'),
				positionY: whole('positionY') ?? position.refuse('positionY', 'is missing'),
			},
		};
	});
}

function isForm(body: unknown): body is object {
	return typeof body === 'object' && body !== null && 'accountId' in body;
}

/** The rows of the form: each input occurs once per row. Rows without numbers are left out. */
function formRows(body: object): Parameters[] {
	const columns = new Map<string, unknown>(Object.entries(body));
	const column = (name: string): unknown[] => {
		const value = columns.get(name) ?? [];
		return Array.isArray(value) ? value : [value];
	};
	return column('accountId')
		.map((accountId, index) => ({
			accountId,
			fileCode: column('fileCode')[index],
			signFieldStyle: column('signFieldStyle')[index],
			signFieldPosition: {
				positionPage: column('positionPage')[index],
				positionX: column('positionX')[index],
				positionY: column('positionY')[index],
			},
		}))
		.filter(({ signFieldPosition }) => Object.values(signFieldPosition).some((one) => one !== ''))
		.map((row) => new Parameters(Object.entries(row)));
}

function show(
	request: FastifyRequest,
	reply: FastifyReply,
	platform: Platform,
	placement: SealPlacement,
	notice?: Notice,
): FastifyReply {
	const { serviceId, status, signFields, accountIds, redirect } = placement;
	if (wantsJson(request)) {
		const said = notice === undefined ? {} : { [notice.kind]: notice.text };
		const files = placement.fileCodes.map((fileCode) => ({
			fileCode,
			pages: platform.files.all.get(fileCode)?.pages ?? [],
		}));
		return reply.send({ serviceId, status, accountIds, files, signFields, ...said });
	}
	const finished = status === 'finished';
	return sendPage(reply, 'qiandun', {
		title: 'Place the seals (拖章定位)',
		subtitle: html`Service <code>${serviceId}</code>`,
		...(notice === undefined ? {} : { notice }),
		content: finished ? done(placement) : form(platform, placement),
		...(finished ? { onward: redirect } : { script: '/assets/seal-position.js' }),
	});
}

function form(platform: Platform, placement: SealPlacement): Html {
	const { token, accountIds, fileCodes } = placement;
	const files = fileCodes.map((fileCode) => ({
		fileCode,
		fileName: platform.files.all.get(fileCode)?.fileName ?? '',
		pages: platform.files.all.get(fileCode)?.pages ?? [],
	}));
	return html`<p>
			Choose a signer, then click on a page where their seal is to be; drag it to move it. Or type
			the numbers: points from the page's lower left corner to the seal's centre.
		</p>
		<form method="post" action="/h5/seal-position/${token}">
			<table>
				<thead>
					<tr>
						<th></th>
						<th>Signer</th>
						<th>File</th>
						<th>Kind</th>
						<th>Page</th>
						<th>X</th>
						<th>Y</th>
					</tr>
				</thead>
				<tbody>
					${accountIds.map(
						(accountId, index) =>
							html`<tr>
								<td>
									<input
										type="radio"
										name="row"
										value="${index}"
										aria-label="${accountId}"
										${index === 0 ? html` checked` : ''}
									/>
								</td>
								<td>
									<input type="hidden" name="accountId" value="${accountId}" />${
										partyOf(platform.state, accountId)?.name ?? ''
									} <code>${accountId}</code>
								</td>
								<td>
									<select name="fileCode">
										${files.map(({ fileCode, fileName }) => html`<option value="${fileCode}">${fileName}</option>`)}
									</select>
								</td>
								<td>
									<select name="signFieldStyle">
										<option value="1">one page</option>
										<option value="2">cross-page (骑缝)</option>
									</select>
								</td>
								${['positionPage', 'positionX', 'positionY'].map(
									(name) =>
										html`<td><input name="${name}" inputmode="numeric" autocomplete="off" /></td>`,
								)}
							</tr>`,
					)}
				</tbody>
			</table>
			<button class="submit">Done (完成)</button>
		</form>
		${files.map(
			({ fileCode, fileName, pages }) =>
				html`<h2>${fileName}</h2>
					<p>
						<a href="/h5/seal-position/${token}/file/${fileCode}" target="_blank" rel="noopener">Open the file</a>
						to read it; below are its pages in outline.
					</p>
					<div class="sheets">
						${pages.slice(0, 50).map(
							({ width, height }, index) =>
								html`<figure>
									<svg
										class="sheet"
										width="${SHEET_WIDTH}"
										height="${Math.round((SHEET_WIDTH * height) / width)}"
										viewBox="0 0 ${Math.round(width)} ${Math.round(height)}"
										data-file="${fileCode}"
										data-page="${index + 1}">
										${[0.25, 0.5, 0.75].map(
											(part) =>
												html`<line
														x1="0"
														y1="${Math.round(height * part)}"
														x2="${Math.round(width)}"
														y2="${Math.round(height * part)}"
													/><line
														y1="0"
														x1="${Math.round(width * part)}"
														y2="${Math.round(height)}"
														x2="${Math.round(width * part)}"
													/>`,
										)}
									</svg>
									<figcaption>Page ${index + 1}</figcaption>
								</figure>`,
						)}
					</div>`,
		)}`;
}

function done({ signFields }: SealPlacement): Html {
	return html`<section class="done">
			<p class="mark" aria-hidden="true">✓</p>
			<h2>Placed (已完成)</h2>
		</section>
		<ul class="places">
			${signFields.map(
				({
					accountId,
					signFieldStyle,
					signFieldPosition: { positionPage, positionX, positionY },
				}) =>
					html`<li>
						${accountId}:
						${signFieldStyle === 2 ? 'cross-page' : `page ${positionPage}, X ${positionX}`}, Y
						${positionY}
					</li>`,
			)}
		</ul>`;
}
