// The picture of each seal, drawn when it is first needed.
import type { FastifyInstance } from 'fastify';
import type { Platform } from './endpoint.mts';
import { textParameter } from '../file-links.mts';
import { companySeal, personSeal, svgOf, type SealPicture } from '../pdf/seal-drawing.mts';
import { partyOf } from './parties.mts';
import { SEAL_STYLES, type Seal } from './seal-store.mts';
import type { State } from './state.mts';

const PURPOSES = new Map([
	[SEAL_STYLES.contract, '合同专用章'],
	[SEAL_STYLES.finance, '财务专用章'],
]);

const drawn = new WeakMap<Seal, SealPicture>();

/** A seal's picture. */
export function sealPicture(state: State, seal: Seal): SealPicture {
	const known = drawn.get(seal);
	if (known !== undefined) return known;
	const party = partyOf(state, seal.accountId);
	const name = party?.name ?? '';
	const picture =
		party?.kind === 'corp' ? companySeal(name, PURPOSES.get(seal.style) ?? '') : personSeal(name);
	drawn.set(seal, picture);
	return picture;
}

/** Where a seal's picture is, for an <img>. */
export function sealImage({ sealId }: Seal): string {
	return `/assets/seals/${sealId}.svg`;
}

/** GET /assets/seals/:sealId.svg is a seal's picture. */
export function sealImages(app: FastifyInstance, { seals, state }: Platform): void {
	app.get('/assets/seals/:sealId.svg', (request, reply) => {
		const seal = seals.get(textParameter(request, 'sealId'));
		if (seal === undefined) return reply.code(404).send({ error: 'No such seal' });
		return reply.type('image/svg+xml').send(svgOf(sealPicture(state, seal)));
	});
}
