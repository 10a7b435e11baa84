import { isPlainObject } from '../../../../engine/json';
import type { Operation, RemoteFile } from '../../../../engine/operation';
import { objectsIn } from '../../../../engine/rowFields';
import { outputField } from '../../../../engine/standardFields';
import { flowId } from './fields';

const documentsIn = (result: unknown): RemoteFile[] =>
	objectsIn(isPlainObject(result) ? result.docs : undefined).flatMap(({ fileId, fileName, fileUrl }) =>
		typeof fileUrl === 'string' ? [{ url: fileUrl, ...(typeof fileName === 'string' && { fileName }), about: { fileId, kind: 'document' } }] : [],
	);

/** 流程文档下载. */
export const download: Operation = {
	name: 'Download',
	value: 'download',
	action: 'Download the files of a V1 sign flow',
	description: 'Get the signed documents of a completed flow, each as an item with a binary file',
	routing: { request: { method: 'GET', url: '/v1/signflows/{flowId}/documents' } },
	source: 'documented',
	repeatable: true,
	fields: [flowId, outputField],
	download: documentsIn,
};
