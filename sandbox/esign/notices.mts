// Text messages and mails to signers: everything ends in the outbox.
import type { Platform } from './endpoint.mts';
import type { Flow, Signer } from './flow-state.mts';
import { partyOf } from './parties.mts';
import { signUrl } from './sign-urls.mts';

/** Tells a signer that it is their turn, once, if the flow or they are to be told. */
export function tellSigner(platform: Platform, flow: Flow, signer: Signer): void {
	if (signer.told) return;
	const types = signer.noticeTypes === '' ? flow.noticeTypes : signer.noticeTypes;
	if (types === '') return;
	signer.told = true;
	notify(platform, flow, signer, types, '待签署');
}

/** Tells a signer again. */
export function urgeSigner(platform: Platform, flow: Flow, signer: Signer, types: string): void {
	notify(platform, flow, signer, types === '' ? '1' : types, '请尽快签署');
}

/** Sends one message to a person, as they can be reached. */
export function sendMessage(platform: Platform, to: string, text: string, flowNo: string, code = ''): void {
	platform.outbox.send({ to, text: `【e签宝沙盒】${text}`, code, flowNo, sentAt: new Date(platform.now()).toISOString() });
}

function notify(platform: Platform, flow: Flow, { personId, orgId }: Signer, types: string, what: string): void {
	if (personId === null) return;
	const party = partyOf(platform, personId);
	const { shortUrl } = signUrl(platform, flow, { personId, orgId, readOnly: false, redirect: flow.redirect });
	const text = `您有一份合同《${flow.title}》${what}: ${shortUrl}`;
	const wanted = types.split(',').map((type) => type.trim());
	if (wanted.includes('1')) sendMessage(platform, party?.mobile ?? '', text, flow.flowId);
	if (wanted.includes('2')) sendMessage(platform, party?.email ?? '', text, flow.flowId);
}
