// The sandbox's controls over contracts, seals and settings: scripts act here as a person would on the pages.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ParameterFailure, Parameters } from '../call-parameters.mts';
import { printed } from '../beijing-time.mts';
import { sign, SigningError } from './contract-signing.mts';
import { contractView, signerOf } from './contracts.mts';
import type { Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { verifiedParty } from './parties.mts';
import { SEAL_STYLES } from './seal-store.mts';
import { sealDetail } from './seals.mts';
import { SettingsInputError } from './settings.mts';
import { SIGN_PLACES, TEMPLATES } from './templates.mts';

/** Seals made in one go at most. */
const SEALS_MOST = 1000;

/**
 * POST /sandbox/sign {contractId, accountId, sealId?} signs without page and code; POST /sandbox/seals {accountId, count} makes seals;
 * GET /sandbox/templates tells what templates want; GET and POST /sandbox/settings {download, silentSigning}. Wrong fields are 400, what cannot be done now is 409.
 */
export function signingControl(scope: FastifyInstance, platform: Platform): void {
	const { contracts, seals, settings } = platform;
	scope.post('/sandbox/sign', (request, reply) =>
		answered(reply, () => {
			const given = parametersOf(request.body);
			const contractId = given.id('contractId');
			const accountId = given.required('accountId');
			const contract = contracts.all.get(contractId);
			if (contract === undefined) throw new BusinessFailure('contractUnknown', contractId);
			sign(platform, contract, signerOf(contract, accountId), given.optional('sealId'));
			return { signed: true, contract: contractView(contract) };
		}),
	);
	scope.post('/sandbox/seals', (request, reply) =>
		answered(reply, () => {
			const given = parametersOf(request.body);
			const party = verifiedParty(platform.state, given.required('accountId'));
			const first = seals.of(party.accountId).length;
			const made = Array.from({ length: given.integer('count', 1, SEALS_MOST) ?? 1 }, (_, index) =>
				seals.add(
					party,
					`${party.name}印章${first + index + 1}`,
					party.kind === 'psn' ? SEAL_STYLES.personal : SEAL_STYLES.contract,
				),
			);
			return { seals: made.map(({ sealId, sealName }) => ({ sealId, sealName })) };
		}),
	);
	scope.get('/sandbox/templates', () => ({
		templates: TEMPLATES.map(({ templateId, title, fields, pages }) => ({
			templateId,
			title,
			fields,
			signPlaces: Object.values(SIGN_PLACES).map(({ x, y }) => ({
				positionPage: pages.length,
				positionX: x,
				positionY: y,
			})),
		})),
	}));
	scope.get('/sandbox/settings', () => ({ settings }));
	scope.post('/sandbox/settings', (request, reply) =>
		answered(reply, () => {
			settings.change(request.body);
			return { settings };
		}),
	);
}

/** What /sandbox/state tells of files, contracts, seals and seal placements. */
export function signingState(platform: Platform): object {
	const { files, contracts, seals, settings, origin } = platform;
	const pages = [...contracts.signingPages.values()];
	return {
		files: [...files.all.values()],
		contracts: [...contracts.all.values()].map((contract) => ({
			...contractView(contract),
			signUrls: pages
				.filter(({ contractId }) => contractId === contract.contractId)
				.map(({ accountId, token }) => ({ accountId, url: `${origin}/h5/sign/${token}` })),
			signatures: contract.signers
				.filter((signer) => signer.signature !== null)
				.map(({ accountId, signature, signFields }) => ({
					accountId,
					...signature,
					time: signature === null ? null : printed(signature.time),
					signFields,
				})),
		})),
		seals: seals.all().map((seal) => ({
			accountId: seal.accountId,
			...sealDetail(platform, seal),
		})),
		sealAuthorizations: [...seals.pages.values()].map(
			({ token, sealId, accountId, authorizeCode }) => ({
				sealId,
				accountId,
				authorizeCode,
				url: `${origin}/h5/seal-authorization/${token}`,
			}),
		),
		sealPlacements: [...contracts.placements.values()].map(
			({ serviceId, token, status, fileCodes, accountIds, signFields }) => ({
				serviceId,
				status,
				fileCodes,
				accountIds,
				signFields,
				url: `${origin}/h5/seal-position/${token}`,
			}),
		),
		settings,
	};
}

function parametersOf(body: unknown): Parameters {
	if (typeof body !== 'object' || body === null || Array.isArray(body))
		throw new ParameterFailure('the body: must be a JSON object');
	return new Parameters(Object.entries(body));
}

function answered(reply: FastifyReply, run: () => object): FastifyReply {
	try {
		return reply.send(run());
	} catch (error) {
		if (error instanceof ParameterFailure || error instanceof SettingsInputError)
			return reply.code(400).send({ error: error.message });
		if (error instanceof SigningError || error instanceof BusinessFailure)
			return reply.code(409).send({ error: error.message });
		throw error;
	}
}
