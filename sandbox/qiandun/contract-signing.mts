// How a contract goes on: whose turn it is, signing in person and silently, the deadline, what the platform tells whom.
import { randomInt, timingSafeEqual } from 'node:crypto';
import { printed } from '../beijing-time.mts';
import type { Contract, Signer } from './contract-state.mts';
import type { Platform } from './endpoint.mts';
import { partyOf } from './parties.mts';
import { isInForce, type Seal } from './seal-store.mts';

/** How long a code can be entered, in ms, and how often it may be entered wrong. */
const CODE_MS = 5 * 60 * 1000;
const CODE_TRIES = 5;

/** waiting = not their turn yet. Only `finished` is documented. */
export type SignStatus = 'waiting' | 'signing' | 'finished' | 'expired';

/** Raised when somebody cannot sign now; the message says why, to the person. */
export class SigningError extends Error {}

/** How far a signer is. */
export function signStatus(contract: Contract, signer: Signer): SignStatus {
	if (signer.signature !== null) return 'finished';
	if (contract.status === 'expired') return 'expired';
	return isInTurn(contract, signer) ? 'signing' : 'waiting';
}

/** Whether everybody before a signer has signed. */
function isInTurn({ signers }: Contract, { seqNo }: Signer): boolean {
	return signers.every((other) => other.seqNo >= seqNo || other.signature !== null);
}

/** Whether a signer's fields name permissions to sign silently: then they need not do anything. */
export function isSilent({ signFields }: Signer): boolean {
	return signFields.every(({ authorizeCode }) => authorizeCode !== null);
}

/** Ends all contracts whose deadline is over. */
export function expireDue(platform: Platform): void {
	for (const contract of platform.contracts.all.values()) {
		if (contract.status !== 'signing' || platform.state.now() <= contract.deadline) continue;
		contract.status = 'expired';
		statusChanged(platform, contract);
	}
}

/** Lets a contract go on as far as it does by itself: silent signers sign, the others are told that it is their turn. */
export function proceed(platform: Platform, contract: Contract): void {
	for (;;) {
		const inTurn = contract.signers.filter((one) => signStatus(contract, one) === 'signing');
		for (const signer of inTurn.filter((one) => !isSilent(one))) tell(platform, contract, signer);
		const silent =
			platform.settings.silentSigning === 'automatic'
				? inTurn.find((one) => silentSeal(platform, one) !== undefined)
				: undefined;
		if (silent === undefined || contract.status !== 'signing') return;
		signSilently(platform, contract, silent);
	}
}

/** Signs for a signer with permissions. Raises a SigningError when they are not in force, or it is not their turn. */
export function signSilently(platform: Platform, contract: Contract, signer: Signer): void {
	requireTurn(platform, contract, signer);
	const seal = silentSeal(platform, signer);
	if (seal === undefined) throw new SigningError('No permission to sign silently is in force.');
	putSignature(platform, contract, signer, seal, true);
}

/** Signs as the person on the page does, with one of their seals; the first one unless it is named. Raises a SigningError. */
export function sign(
	platform: Platform,
	contract: Contract,
	signer: Signer,
	sealId?: string,
): void {
	requireTurn(platform, contract, signer);
	const seals = platform.seals.of(signer.accountId);
	const seal = sealId === undefined ? seals[0] : seals.find((one) => one.sealId === sealId);
	if (seal === undefined)
		throw new SigningError('This is none of the signer’s seals (印章不存在).');
	putSignature(platform, contract, signer, seal, false);
	proceed(platform, contract);
}

/** Sends the signer a code, which replaces the one before. Raises a SigningError when they cannot sign now. */
export function sendWillCode(platform: Platform, contract: Contract, signer: Signer): void {
	requireTurn(platform, contract, signer);
	const { state, outbox } = platform;
	const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
	signer.willCode = { code, wrongTries: 0, until: state.now() + CODE_MS };
	outbox.send({
		to: partyOf(state, signer.accountId)?.mobile ?? '',
		text: `【签盾沙盒】您正在签署《${contract.contractName}》,验证码为 ${code},5分钟内有效。`,
		code,
		flowNo: contract.contractId,
		sentAt: new Date(state.now()).toISOString(),
	});
}

/** Takes an entered code; right, it is used up. Raises a SigningError when it is wrong, over or was never sent. */
export function takeWillCode({ state }: Platform, signer: Signer, entered: string): void {
	const { willCode } = signer;
	if (entered === '')
		throw new SigningError(
			'Enter the SMS code (短信验证码). "Send code" puts one into the outbox.',
		);
	if (willCode === null || willCode.wrongTries >= CODE_TRIES || state.now() > willCode.until)
		throw new SigningError('There is no code, or it is over. Send a new one (验证码已失效).');
	const right = Buffer.from(willCode.code);
	const given = Buffer.from(entered);
	if (given.length !== right.length || !timingSafeEqual(given, right)) {
		willCode.wrongTries += 1;
		throw new SigningError(`The SMS code is wrong (剩余${CODE_TRIES - willCode.wrongTries}次).`);
	}
	signer.willCode = null;
}

/** Raises a SigningError unless the signer can sign now. */
export function requireTurn(platform: Platform, contract: Contract, signer: Signer): void {
	expireDue(platform);
	const status = signStatus(contract, signer);
	if (status === 'finished') throw new SigningError('This signer has signed already (已签署).');
	if (status === 'expired') throw new SigningError('The signing deadline is over (合同已过期).');
	if (status === 'waiting')
		throw new SigningError('It is not this signer’s turn: others sign before (未到签署顺序).');
}

/** The seal of a silent signer's permissions, if all of them are in force. */
function silentSeal({ seals, state }: Platform, { signFields }: Signer): Seal | undefined {
	const permitted = signFields.map(({ authorizeCode }) => seals.authorizedBy(authorizeCode ?? ''));
	const inForce = permitted.every(
		(one) => one !== undefined && isInForce(one.authorization, state.now()),
	);
	return inForce ? permitted[0]?.seal : undefined;
}

/** Puts the signature into the contract and reports it. */
function putSignature(
	platform: Platform,
	contract: Contract,
	signer: Signer,
	{ sealId }: Seal,
	silent: boolean,
): void {
	const time = platform.state.now();
	const order = contract.signers.filter((one) => one.signature !== null).length + 1;
	signer.signature = { sealId, time, order, silent };
	platform.events.record('OPEN_CONTRACT_SIGNED', {
		contractId: contract.contractId,
		businessCode: contract.businessCode,
		accountId: signer.accountId,
		seqNo: signer.seqNo,
		signStatus: 'finished',
		signTime: printed(time),
	});
	if (contract.signers.some((one) => one.signature === null)) return;
	contract.status = 'finished';
	contract.finishTime = printed(time);
	statusChanged(platform, contract);
}

function statusChanged({ events }: Platform, contract: Contract): void {
	events.record('OPEN_CONTRACT_STATUS_CHANGED', {
		contractId: contract.contractId,
		contractName: contract.contractName,
		businessCode: contract.businessCode,
		status: contract.status,
		finishTime: contract.finishTime,
	});
}

/** Tells a signer by SMS that it is their turn, once, if the caller wants that. */
function tell(platform: Platform, contract: Contract, signer: Signer): void {
	if (signer.noticeTypes === 0 || signer.told) return;
	signer.told = true;
	const { contracts, outbox, state, origin } = platform;
	const { token } = contracts.newSigningPage({
		contractId: contract.contractId,
		accountId: signer.accountId,
		clientType: null,
		redirect: { url: null, delaySeconds: 0 },
	});
	outbox.send({
		to: partyOf(state, signer.accountId)?.mobile ?? '',
		text: `【签盾沙盒】您有一份合同《${contract.contractName}》待签署: ${origin}/h5/sign/${token}`,
		code: '',
		flowNo: contract.contractId,
		sentAt: new Date(state.now()).toISOString(),
	});
}
