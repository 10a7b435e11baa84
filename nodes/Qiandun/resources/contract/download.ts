import type { Operation } from '../../../../engine/operation';
import { outputField } from '../../../../engine/standardFields';
import { businessCode, contractId, inQuery, optional } from '../fields';
import { filesOf } from './filesOf';

/** 下载合同文件及附件: one item for each file. */
export const download: Operation = {
	name: 'Download',
	value: 'download',
	action: 'Download the files of a contract',
	description: 'Get the documents and attachments of a contract, each as an item with a binary file',
	routing: { request: { method: 'GET', url: '/open/contract/download' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(optional(contractId)), inQuery(businessCode), outputField],
	oneOf: [['contractId', 'businessCode']],
	download: filesOf,
};
