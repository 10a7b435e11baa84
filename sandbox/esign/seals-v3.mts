// 印章 of V3: the seals of an organization or a person, one seal, its picture.
import type { FastifyInstance } from 'fastify';
import type { Parameters } from '../call-parameters.mts';
import { textParameter } from '../file-links.mts';
import { svgOf } from '../pdf/seal-drawing.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { linkUrl } from './file-routes.mts';
import type { Org, Psn } from './identities.mts';
import { partyOf } from './parties.mts';
import { SEAL_BIZ_TYPES, type Seal } from './seal-store.mts';

/** Most seals on a page of the list. Source: 查询企业内部印章. */
const PAGE_SIZE = 20;

/** How a seal was made: from a template, of an organization and of a person. */
const ORGANIZATION_TEMPLATE = 1;
const PERSON_TEMPLATE = 2;

const ENABLED = { sealStatus: 1, statusDescription: '已启用', rejectReason: '' };

const parameterFailure = 'sealParameter';

export const sealsV3: Endpoint[] = [
	{ method: 'GET', path: '/v3/seals/org-own-seal-list', title: '查询企业内部印章', handle: organizationSeals, parameterFailure },
	{ method: 'GET', path: '/v3/seals/org-seal-info', title: '查询企业指定印章详情', handle: organizationSeal, parameterFailure },
	{ method: 'GET', path: '/v3/seals/psn-seal-list', title: '查询个人印章列表', handle: personSeals, parameterFailure },
	{ method: 'GET', path: '/v3/seals/psn-seal-info', title: '查询指定印章详情(个人)', handle: personSeal, parameterFailure },
];

function organizationSeals({ query }: CallParameters, platform: Platform): unknown {
	const org = organizationOf(query, platform);
	const types = query.optional('sealBizTypes')?.split(',').map((type) => type.trim()) ?? [];
	const unknown = types.find((type) => !(type in SEAL_BIZ_TYPES));
	if (unknown !== undefined) query.refuse('sealBizTypes', '印章业务类型不支持');
	query.boolean('revocationSeal');
	const seals = sealsOf(platform, org.orgId, org.realNamed);
	return page(query, seals.filter(({ bizType }) => types.length === 0 || types.includes(bizType ?? '')), (seal) =>
		sealView(platform, seal),
	);
}

function organizationSeal({ query }: CallParameters, platform: Platform): unknown {
	const org = organizationOf(query, platform);
	return sealView(platform, ownSeal(platform, org.orgId, org.realNamed, query.required('sealId')));
}

function personSeals({ query }: CallParameters, platform: Platform): unknown {
	const psn = personOf(query, platform);
	return page(query, sealsOf(platform, psn.psnId, psn.realNamed), (seal) => sealView(platform, seal));
}

function personSeal({ query }: CallParameters, platform: Platform): unknown {
	const psn = personOf(query, platform);
	return sealView(platform, ownSeal(platform, psn.psnId, psn.realNamed, query.required('sealId')));
}

/** The organization a query names. Raises 1499000 unless the app may manage its seals. */
function organizationOf(query: Parameters, { identities }: Platform): Org {
	const orgId = query.required('orgId');
	const org = identities.organizations.get(orgId);
	if (org === undefined) return query.refuse('orgId', `账号不存在 ${orgId}`);
	if (!identities.isGranted(org, 'manage_org_seal', 'manage_org_resource'))
		throw new BusinessFailure('scopeMissing', `${orgId}, manage_org_seal`);
	return org;
}

/** The person a query names. Raises 1499000 unless the app may manage their seals. */
function personOf(query: Parameters, { identities }: Platform): Psn {
	const psnId = query.required('psnId');
	const psn = identities.persons.get(psnId);
	if (psn === undefined) return query.refuse('psnId', `账号不存在 ${psnId}`);
	if (!identities.isGranted(psn, 'manage_psn_resource'))
		throw new BusinessFailure('scopeMissing', `${psnId}, manage_psn_resource`);
	return psn;
}

/** Only who is verified has seals. */
function sealsOf(platform: Platform, ownerId: string, realNamed: boolean): Seal[] {
	const owner = partyOf(platform, ownerId);
	return owner === undefined || !realNamed ? [] : platform.seals.of(owner);
}

function ownSeal(platform: Platform, ownerId: string, realNamed: boolean, sealId: string): Seal {
	const seal = sealsOf(platform, ownerId, realNamed).find((one) => one.sealId === sealId);
	if (seal === undefined) throw new BusinessFailure('sealForeign', sealId);
	return seal;
}

function page(query: Parameters, seals: Seal[], view: (seal: Seal) => object): unknown {
	const pageNum = query.integer('pageNum', 1, 1_000_000) ?? query.refuse('pageNum', '不能为空');
	const pageSize = query.integer('pageSize', 1, PAGE_SIZE) ?? query.refuse('pageSize', '不能为空');
	return { total: seals.length, seals: seals.slice((pageNum - 1) * pageSize, pageNum * pageSize).map(view) };
}

/** A seal as the lists have it. */
export function sealView(platform: Platform, seal: Seal): object {
	const { bizType } = seal;
	const link = platform.files.link({
		fileName: `${seal.sealId}.svg`,
		contentType: 'image/svg+xml',
		bytes: async () => Buffer.from(svgOf(seal.picture)),
	});
	return {
		sealId: seal.sealId,
		sealName: seal.sealName,
		sealCreateTime: seal.createTime,
		defaultSealFlag: seal.isDefault,
		sealWidth: seal.widthMm,
		sealHeight: seal.heightMm,
		...(bizType === null ? {} : { sealBizType: bizType, sealBizTypeDescription: SEAL_BIZ_TYPES[bizType] }),
		sealStyle: bizType === null ? PERSON_TEMPLATE : ORGANIZATION_TEMPLATE,
		...ENABLED,
		sealImageDownloadUrl: linkUrl(platform, link),
	};
}

/** Where a seal's picture is, for an <img>. */
export function sealImage({ sealId }: Seal): string {
	return `/assets/esign-seals/${sealId}.svg`;
}

/** GET /assets/esign-seals/:sealId.svg is a seal's picture. */
export function esignSealImages(app: FastifyInstance, { seals }: Platform): void {
	app.get('/assets/esign-seals/:sealId.svg', (request, reply) => {
		const seal = seals.get(textParameter(request, 'sealId'));
		if (seal === undefined) return reply.code(404).send({ error: 'No such seal' });
		return reply.type('image/svg+xml').send(svgOf(seal.picture));
	});
}
