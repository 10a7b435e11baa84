import type { Resource } from '../../../../engine/operation';
import { createFromTemplate } from './createFromTemplate';
import { upload } from './upload';

/** 文件相关. */
export const file: Resource = {
	name: 'File',
	value: 'file',
	description: 'Documents for contracts',
	operations: [upload, createFromTemplate],
};
