import type { Operation } from '../../../../engine/operation';
import { accountId, at, redirectDelayTime, redirectUrl } from '../fields';
import { seal } from './fields';
import { beginTime, endTime } from './times';

/** 印章静默签授权地址(H5页面). */
export const getSilentSigningUrl: Operation = {
	name: 'Get Silent Signing Authorization URL',
	value: 'getSilentSigningUrl',
	action: 'Get a silent signing authorization URL',
	description: 'Get the page on which the owner of a seal allows silent signing with it. Seal > Get then shows the authorize code.',
	routing: { request: { method: 'POST', url: '/open/seal/autoSignAuthUrl' } },
	source: 'assumed',
	// A page that nobody confirms has no effect.
	repeatable: true,
	fields: [accountId, seal, beginTime, endTime, at('redirectConfig.redirectUrl', redirectUrl), redirectDelayTime],
};
