import type { Operation } from '../../../../engine/operation';
import { whether } from '../../../../engine/rowFields';
import { fileId } from '../fields';

/** 查询文件上传状态. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a file',
	description: 'Look up how far a file is, how many pages it has, and where it can be had. It can be used at fileStatus 2 or 5.',
	routing: { request: { method: 'GET', url: '/v3/files/{fileId}' } },
	source: 'documented',
	repeatable: true,
	fields: [
		fileId,
		whether('Page Size', 'pageSize', 'Whether to get width and height of the first page', {
			routing: { send: { type: 'query', property: 'pageSize' } },
		}),
	],
};
