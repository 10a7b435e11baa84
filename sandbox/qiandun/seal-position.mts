// 拖章定位: a person chooses on a page where seals go, the caller fetches the places for the contract.
import type { Parameters } from '../call-parameters.mts';
import { newToken, type PlacedSignField, type SealPlacement } from './contract-state.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { verifiedParty } from './parties.mts';
import { redirectOf } from './redirect.mts';

export const sealPosition: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/contract/sealPositionUrl',
		title: '获取拖章定位页面',
		handle: positionUrl,
	},
	{ method: 'GET', path: '/open/contract/sealPosition', title: '获取拖章定位', handle: positions },
];

/** Raised when what was placed cannot be; the message says why, to the person. */
export class PlacementError extends Error {}

function positionUrl(parameters: Parameters, platform: Platform): unknown {
	const { files, contracts, state, origin } = platform;
	const fileCodes = parameters.objects('docs').map((doc) => {
		const fileCode = doc.required('fileCode');
		const file = files.all.get(fileCode) ?? doc.refuse('fileCode', `文件不存在 ${fileCode}`);
		if (file.pages === null) throw new BusinessFailure('fileTypeUnsupported', file.fileName);
		return fileCode;
	});
	if (fileCodes.length === 0) parameters.refuse('docs', '不能为空');
	if (new Set(fileCodes).size < fileCodes.length) throw new BusinessFailure('documentRepeated');
	const accountIds = parameters.objects('signers').map((signer) => signer.required('accountId'));
	if (accountIds.length === 0) parameters.refuse('signers', '不能为空');
	if (new Set(accountIds).size < accountIds.length) throw new BusinessFailure('signerRepeated');
	for (const accountId of accountIds) verifiedParty(state, accountId);
	const placement: SealPlacement = {
		serviceId: `SP${state.newId()}`,
		token: newToken(),
		status: 'pending',
		fileCodes,
		accountIds,
		signFields: [],
		redirect: redirectOf(parameters),
	};
	contracts.placements.set(placement.serviceId, placement);
	return { url: `${origin}/h5/seal-position/${placement.token}`, serviceId: placement.serviceId };
}

function positions(parameters: Parameters, { contracts }: Platform): unknown {
	const serviceId = parameters.required('serviceId');
	const placement =
		contracts.placements.get(serviceId) ?? parameters.refuse('serviceId', `不存在 ${serviceId}`);
	return { status: placement.status, signFields: placement.signFields };
}

/** Takes the places over and reports them. Raises a PlacementError when one is not on the file, one is there twice or a signer has none. */
export function place(
	{ files, events }: Platform,
	placement: SealPlacement,
	signFields: PlacedSignField[],
): void {
	if (placement.status === 'finished') throw new PlacementError('The seals are placed already.');
	const taken = new Set<string>();
	for (const { accountId, fileCode, signFieldStyle, signFieldPosition } of signFields) {
		const { positionPage, positionX, positionY } = signFieldPosition;
		const pages = files.all.get(fileCode)?.pages ?? [];
		if (!placement.accountIds.includes(accountId))
			throw new PlacementError(`${accountId} is none of the signers.`);
		if (!placement.fileCodes.includes(fileCode))
			throw new PlacementError(`${fileCode} is none of the files.`);
		if (signFieldStyle === 2 && pages.length < 2)
			throw new PlacementError('A file of one page takes no cross-page seal (骑缝章).');
		const page = pages[signFieldStyle === 2 ? 0 : positionPage - 1];
		const off = positionX < 0 || positionY < 0;
		if (page === undefined || off || positionX > page.width || positionY > page.height)
			throw new PlacementError(
				`Page ${positionPage}, ${positionX}, ${positionY} is not on the file.`,
			);
		const key = [fileCode, signFieldStyle, positionPage, positionX, positionY].join(' ');
		if (taken.has(key))
			throw new PlacementError('Two seals are at the same place (签署位置不能重复).');
		taken.add(key);
	}
	const without = placement.accountIds.find(
		(accountId) => !signFields.some((field) => field.accountId === accountId),
	);
	if (without !== undefined) throw new PlacementError(`${without} has no place to sign yet.`);
	placement.signFields = signFields;
	placement.status = 'finished';
	events.record('OPEN_GET_SEAL_POSITION', {
		serviceId: placement.serviceId,
		status: placement.status,
		signFields,
	});
}
