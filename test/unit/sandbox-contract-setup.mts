// What the tests of contracts, signing and seals begin with: one sandbox with a clock to turn, parties and files made anew for each test.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	at,
	company,
	contractOf,
	crossPage,
	fileCodeOf,
	pdfOf,
	person,
} from './sandbox-contract-support.mts';
import { postJson, result, send } from './sandbox-support.mts';

export const DAY_MS = 24 * 3_600_000;

// Set by the hooks below; an importing test reads what they hold at that moment.
export let sandbox: Sandbox;
/** How far the sandbox's clock is ahead of ours, in milliseconds. */
export let ahead = 0;
export let twoPages: string;
export let onePage: string;
export let fileCode: string;

/** Turns the sandbox's clock, until the next test. */
export function goAhead(milliseconds: number): void {
	ahead = milliseconds;
}

/** Registers the hooks for creating contracts: PSN_1, PSN_2 and CORP_1, `twoPages` and `onePage`. */
export function setUpContracts(): void {
	registerHooks(async () => {
		await person(sandbox, 'PSN_1', '测试甲');
		await person(sandbox, 'PSN_2', '测试乙');
		await company(sandbox, 'CORP_1');
		twoPages = await fileCodeOf(sandbox, '采购合同.pdf', await pdfOf([{}, {}]));
		onePage = await fileCodeOf(sandbox, '附页.pdf', await pdfOf([{}]));
	});
}

/** Registers the hooks for signing: PSN_1 and CORP_1, `fileCode` of two pages. */
export function setUpSigning(): void {
	registerHooks(async () => {
		await person(sandbox, 'PSN_1', '测试甲');
		await company(sandbox, 'CORP_1');
		fileCode = await fileCodeOf(sandbox, '采购合同.pdf', await pdfOf([{}, {}]));
	});
}

function registerHooks(prepare: () => Promise<void>): void {
	beforeAll(async () => {
		sandbox = await startSandbox({ now: () => Date.now() + ahead });
	});

	afterAll(async () => {
		await sandbox.close();
	});

	beforeEach(async () => {
		ahead = 0;
		await postJson(control('/sandbox/reset'), {});
		await prepare();
	});
}

export const control = (path: string) => new URL(path, sandbox.console);

/** Reads JSON from a page or the control API. */
export const json = async (url: string | URL) => {
	const answer = await fetch(url, { headers: { Accept: 'application/json' } });
	return (await answer.json()) as Record<string, unknown>;
};

/** The sandbox's time so many days on, as the platform writes it. */
export const day = (days: number) =>
	new Date(Date.now() + ahead + days * DAY_MS + 8 * 3_600_000)
		.toISOString()
		.slice(0, 19)
		.replace('T', ' ');

export const signer = (accountId: string, seqNo = 1, ...signFields: object[]) => ({
	accountId,
	seqNo,
	signFields,
	authConfig: { willingnessAuthModes: ['CODE_SMS'] },
	noticeConfig: { noticeTypes: 0 },
});

/** The documented sample's shape, with what a test wants otherwise. Needs `setUpContracts`. */
export const body = (more: object = {}) => ({
	signFileType: 'PDF',
	docs: [{ fileId: '1', fileCode: twoPages, fileOrder: 1, fileName: 'test_file1.docx' }],
	attachmentFiles: [{ fileCode: onePage, fileOrder: 1 }],
	signFlowInitiator: { accountId: 'CORP_1' },
	signers: [
		signer('PSN_1', 1, at(twoPages, 1, 280, 420, { dateFormat: 'YYYY-MM-DD' })),
		signer('CORP_1', 2, at(twoPages, 2, 600, 420), crossPage(twoPages, 300)),
	],
	...more,
});

/** A contract that PSN_1 signs first, then CORP_1. Needs `setUpSigning`. */
export const contract = (more: object = {}, corpFields: object[] = [at(fileCode, 2, 300, 300)]) =>
	contractOf(sandbox, {
		docs: [{ fileCode }],
		signFlowInitiator: { accountId: 'CORP_1' },
		signers: [
			{ accountId: 'PSN_1', seqNo: 1, signFields: [at(fileCode, 1, 100, 100)] },
			{ accountId: 'CORP_1', seqNo: 2, signFields: corpFields },
		],
		...more,
	});

/** Takes an authorization link for CORP_1's seal to its end; returns the code. */
export async function authorizeCode(more: object = {}): Promise<string> {
	const sealId = await sealOf('CORP_1');
	const { url = '' } = await result(sandbox, 'POST', '/open/seal/autoSignAuthUrl', {
		sealId,
		accountId: 'CORP_1',
		...more,
	});
	const answer = (await (await postJson(url, {})).json()) as { authorizeCode: string };
	return answer.authorizeCode;
}

/** The account's first seal. */
export async function sealOf(accountId: string): Promise<number> {
	const answer = await send(sandbox, 'GET', '/open/seal/list', { accountId });
	const { result: seals } = (await answer.json()) as {
		result: { list: Array<{ sealId: number }> };
	};
	return seals.list[0]?.sealId ?? 0;
}
