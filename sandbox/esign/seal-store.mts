// The seals of whoever can sign. Sources: 企业与法定代表人自动签署 (an organization has four from the start, the legal representative's must
// be made), 创建个人账号 (a person's is made of the name).
import { randomUUID } from 'node:crypto';
import { companySeal, personSeal, type SealPicture } from '../pdf/seal-drawing.mts';

/** Kinds of an organization's seals, with what the platform calls them. */
export const SEAL_BIZ_TYPES = {
	PUBLIC: '公章',
	CONTRACT: '合同专用章',
	FINANCE: '财务专用章',
	PERSONNEL: '人事专用章',
	LEGAL_PERSON: '法定代表人章',
	COMMON: '其他',
} as const;

/** The kind of an organization's seal. */
export type SealBizType = keyof typeof SEAL_BIZ_TYPES;

const MM_PER_POINT = 25.4 / 72;

/** One seal. `createTime` is ms since 1970. */
export interface Seal {
	sealId: string;
	ownerId: string;
	sealName: string;
	/** null for a person's */
	bizType: SealBizType | null;
	isDefault: boolean;
	createTime: number;
	/** its organization lets the app seal with it by itself (跨企业印章授权) */
	authorizedToApp: boolean;
	picture: SealPicture;
	widthMm: number;
	heightMm: number;
}

/** Who gets seals: a name to be drawn, and that of the legal representative. */
export interface SealOwner {
	kind: 'psn' | 'org';
	id: string;
	name: string;
	legalRepName: string | null;
}

/** All seals. An owner's first ones are made when somebody first looks for them. */
export class Seals {
	private readonly byId = new Map<string, Seal>();

	constructor(private readonly now: () => number) {}

	/** An owner's seals, the default one first. */
	of(owner: SealOwner): Seal[] {
		const known = this.ownedBy(owner.id);
		if (known.length > 0) return known;
		if (owner.kind === 'psn') this.add(owner, null, `${owner.name}的印章`);
		else for (const bizType of FROM_THE_START) this.add(owner, bizType);
		return this.ownedBy(owner.id);
	}

	/** The seal of the legal representative; made when it is first needed. */
	legalRepSeal(owner: SealOwner): Seal {
		const known = this.of(owner).find(({ bizType }) => bizType === 'LEGAL_PERSON');
		return known ?? this.add(owner, 'LEGAL_PERSON');
	}

	get(sealId: string): Seal | undefined {
		return this.byId.get(sealId);
	}

	all(): Seal[] {
		return [...this.byId.values()];
	}

	/** Gives an owner one more seal. */
	add(owner: SealOwner, bizType: SealBizType | null, sealName?: string): Seal {
		const picture = drawn(owner, bizType);
		const seal: Seal = {
			sealId: randomUUID(),
			ownerId: owner.id,
			sealName: sealName ?? `${owner.name}${bizType === null ? '' : SEAL_BIZ_TYPES[bizType]}`,
			bizType,
			isDefault: this.ownedBy(owner.id).length === 0,
			createTime: this.now(),
			authorizedToApp: false,
			picture,
			widthMm: Math.round(picture.width * MM_PER_POINT),
			heightMm: Math.round(picture.height * MM_PER_POINT),
		};
		this.byId.set(seal.sealId, seal);
		return seal;
	}

	clear(): void {
		this.byId.clear();
	}

	private ownedBy(ownerId: string): Seal[] {
		return [...this.byId.values()].filter((seal) => seal.ownerId === ownerId);
	}
}

const FROM_THE_START: SealBizType[] = ['PUBLIC', 'CONTRACT', 'PERSONNEL', 'FINANCE'];

function drawn({ kind, name, legalRepName }: SealOwner, bizType: SealBizType | null): SealPicture {
	if (kind === 'psn' || bizType === null) return personSeal(name);
	if (bizType === 'LEGAL_PERSON') return personSeal(legalRepName ?? name);
	return companySeal(name, bizType === 'PUBLIC' || bizType === 'COMMON' ? '' : SEAL_BIZ_TYPES[bizType]);
}
