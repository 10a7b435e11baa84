/** The platforms of this package, for tools and tests that walk all of them. */
import { EsignApi } from '../credentials/EsignApi.credentials.ts';
import { QiandunApi } from '../credentials/QiandunApi.credentials.ts';
import { Esign } from '../nodes/Esign/Esign.node.ts';
import { provider as esign } from '../nodes/Esign/provider.ts';
import { provider as qiandun } from '../nodes/Qiandun/provider.ts';
import { EsignTrigger } from '../nodes/EsignTrigger/EsignTrigger.node.ts';
import { Qiandun } from '../nodes/Qiandun/Qiandun.node.ts';
import { QiandunTrigger } from '../nodes/QiandunTrigger/QiandunTrigger.node.ts';

/** `name` is that of the node, and of the platform in what scripts read. `folder` is below nodes/. */
export const platforms = [
	{ name: 'qiandun', folder: 'Qiandun', provider: qiandun, Node: Qiandun, Credential: QiandunApi },
	{ name: 'esign', folder: 'Esign', provider: esign, Node: Esign, Credential: EsignApi },
] as const;

/** Nodes that take callbacks. `platform` is the name above. */
export const triggers = [
	{ name: 'qiandunTrigger', platform: 'qiandun', folder: 'QiandunTrigger', Node: QiandunTrigger },
	{ name: 'esignTrigger', platform: 'esign', folder: 'EsignTrigger', Node: EsignTrigger },
] as const;
