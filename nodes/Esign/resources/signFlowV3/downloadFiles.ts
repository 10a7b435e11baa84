import type { IDataObject } from 'n8n-workflow';
import { isPlainObject } from '../../../../engine/json';
import type { Operation, RemoteFile } from '../../../../engine/operation';
import { objectsIn } from '../../../../engine/rowFields';
import { outputField } from '../../../../engine/standardFields';
import { signFlowId } from '../fields';

/** 下载已签署文件及附属材料: documents, attachments, and the report of a signature abroad. */
function signedFiles(result: unknown): RemoteFile[] {
	if (!isPlainObject(result)) return [];
	const { files, attachments, certificateDownloadUrl } = result;
	const of = (list: unknown, kind: string): RemoteFile[] =>
		objectsIn(list).flatMap(({ fileId, fileName, downloadUrl }) =>
			typeof downloadUrl === 'string'
				? [{ url: downloadUrl, ...(typeof fileName === 'string' && { fileName }), about: { fileId, kind } as IDataObject }]
				: [],
		);
	return [
		...of(files, 'document'),
		...of(attachments, 'attachment'),
		...(typeof certificateDownloadUrl === 'string' ? [{ url: certificateDownloadUrl, about: { kind: 'certificate' } }] : []),
	];
}

export const downloadFiles: Operation = {
	name: 'Download Files',
	value: 'downloadFiles',
	action: 'Download the files of a sign flow',
	description: 'Get the signed documents and the attachments of a completed flow, each as an item with a binary file',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/{signFlowId}/file-download-url' } },
	source: 'documented',
	repeatable: true,
	fields: [signFlowId, outputField],
	download: signedFiles,
};
