import type { Operation } from '../../../../engine/operation';
import { at, redirectDelayTime, redirectUrl } from '../fields';
import { accountIds, fileCodes } from './placementFields';

/** 获取拖章定位页面. */
export const getSealPlacementPage: Operation = {
	name: 'Get Seal Placement Page',
	value: 'getSealPlacementPage',
	action: 'Get a seal placement page',
	description: 'Get a page on which somebody drags the seals to their places, instead of typing coordinates',
	routing: { request: { method: 'POST', url: '/open/contract/sealPositionUrl' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'a second page does no harm, the first is simply never opened; run it again.',
	fields: [fileCodes, accountIds, at('redirectConfig.redirectUrl', redirectUrl), redirectDelayTime],
};
