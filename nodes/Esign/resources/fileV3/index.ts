import type { Resource } from '../../../../engine/operation';
import { createFromTemplate } from './createFromTemplate';
import { findKeywordPositions } from './findKeywordPositions';
import { get } from './get';
import { upload } from './upload';

/** 文件与模板 (V3). */
export const fileV3: Resource = {
	name: 'File (V3)',
	value: 'fileV3',
	description: 'Documents for sign flows',
	operations: [upload, get, findKeywordPositions, createFromTemplate],
};
