// Qiandun on the console: contracts with links to sign and to read them, files, seals.
import { html, type Html, type HtmlValue } from '../html.mts';
import { maskText } from '../mask.mts';
import { isSilent, signStatus, type SignStatus } from '../qiandun/contract-signing.mts';
import type { Contract, ContractStatus, Signer } from '../qiandun/contract-state.mts';
import { sealImage } from '../qiandun/seal-pictures.mts';
import { isInForce } from '../qiandun/seal-store.mts';
import { badge, mono, table, time } from './parts.mts';
import type { ConsoleContext } from './routes.mts';

/** How many seals are shown: each has its picture. */
const SEALS_SHOWN = 40;

/** Contracts, seal placements, files and seals; nothing of what there is none of but contracts. */
export function signingView(context: ConsoleContext): Html {
	return html`${contracts(context)}${placements(context)}${files(context)}${seals(context)}`;
}

function contracts(context: ConsoleContext): Html {
	return table(
		'contracts',
		'Contracts',
		'签盾 合同',
		['Contract', 'Status', 'Signers', 'Files as they are now', 'Created'],
		[...context.qiandun.contracts.all.values()].reverse().map((contract) => [
			html`${contract.contractName}<br /><small class="mono">${contract.contractId}</small>${
				contract.businessCode === null
					? ''
					: html`<br /><small>${maskText(contract.businessCode)}</small>`
			}`,
			contractStatus(contract.status),
			lines(contract.signers.map((signer, index) => signerLine(contract, signer, index + 1))),
			lines(
				[...contract.docs, ...contract.attachments].map(
					({ fileCode, fileName }) =>
						html`<a
								href="/sandbox/contracts/${contract.contractId}/${fileCode}"
								target="_blank"
								rel="noopener">${fileName}</a>`,
				),
			),
			time(contract.createTime),
		]),
		'No contracts yet. They appear as soon as a workflow creates one; open a signing page here and sign.',
		'wide',
	);
}

function signerLine(contract: Contract, signer: Signer, number: number): Html {
	const status = signStatus(contract, signer);
	return html`${signer.seqNo}. <code>${maskText(signer.accountId)}</code> ${badge(TONES[status], status)}${
		status === 'signing' && !isSilent(signer)
			? html` <a href="/sandbox/contracts/${contract.contractId}/signers/${number}" target="_blank" rel="noopener">signing page</a>`
			: ''
	}`;
}

const TONES: Record<SignStatus, string> = {
	waiting: 'soft',
	signing: 'warn',
	finished: 'good',
	expired: 'bad',
};

function contractStatus(status: ContractStatus): Html {
	return badge(TONES[status], status);
}

function placements({ qiandun }: ConsoleContext): Html {
	const all = [...qiandun.contracts.placements.values()].reverse();
	if (all.length === 0) return html``;
	return table(
		'placements',
		'Seal placements',
		'签盾 拖章定位',
		['Service', 'Signers', 'Status', 'Page'],
		all.map(({ serviceId, accountIds, status, token }) => [
			html`<code>${serviceId}</code>`,
			maskText(accountIds.join(', ')),
			status === 'finished' ? badge('good', status) : badge('warn', status),
			html`<a href="/h5/seal-position/${token}" target="_blank" rel="noopener">open</a>`,
		]),
		'',
	);
}

function files({ qiandun }: ConsoleContext): Html {
	const all = [...qiandun.files.all.values()].reverse();
	if (all.length === 0) return html``;
	return table(
		'files',
		'Files',
		'签盾 文件',
		['File', 'Name', 'Size', 'Pages', 'Uploaded'],
		all.map(({ fileCode, fileName, size, pages, createTime }) => [
			mono(fileCode),
			fileName,
			size < 100_000 ? `${size} bytes` : `${(size / 1_048_576).toFixed(1)} MB`,
			pages === null ? 'attachment only' : pages.length,
			time(createTime),
		]),
		'',
		'wide',
	);
}

function seals({ qiandun }: ConsoleContext): Html {
	const { state, seals } = qiandun;
	const all = seals.all().reverse();
	if (all.length === 0) return html``;
	const pages = [...seals.pages.values()];
	return table(
		'seals',
		'Seals',
		'签盾 印章',
		['Seal', 'Name', 'Account', 'Silent signing'],
		all
			.slice(0, SEALS_SHOWN)
			.map((seal) => [
				html`<img class="seal" src="${sealImage(seal)}" alt="" />`,
				html`${seal.sealName}<br /><small class="mono">${seal.sealId}</small>`,
				html`<code>${maskText(seal.accountId)}</code>`,
				lines([
					...seal.authorizations.map((one) =>
						badge(
							isInForce(one, state.now()) ? 'good' : 'soft',
							isInForce(one, state.now()) ? 'authorized 已授权' : 'not in force',
						),
					),
					...pages
						.filter(({ sealId, authorizeCode }) => sealId === seal.sealId && authorizeCode === null)
						.map(
							({ token }) =>
								html`<a href="/h5/seal-authorization/${token}" target="_blank" rel="noopener">asked for: open</a>`,
						),
				]),
			]),
		'',
		'wide',
	);
}

function lines(items: HtmlValue[]): Html {
	return html`${items.map((item, index) => html`${index === 0 ? '' : html`<br />`}${item}`)}`;
}
