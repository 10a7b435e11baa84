/** 文件状态. Source: docs/api/esign.md#row-31 */
import type { IDataObject } from 'n8n-workflow';
import type { Settling } from '../../../../engine/operation';
import { get } from './get';

/** 2 文件上传已完成或文件已转换（HTML）, 5 文件已转换（PDF）. */
const USABLE = [2, 5];
const FAILED: Record<string, string> = {
	3: 'The upload of the file failed on the platform (fileStatus 3)',
	9: 'The platform could not convert the file to PDF (fileStatus 9)',
	12: 'The platform could not convert the file to HTML (fileStatus 12)',
};

/** A file that the platform has can be used later than it says so: it is stored, and converted, in its own time. */
export const usableFile: Settling = {
	read: get,
	parameters: ({ fileId }: IDataObject) => ({ fileId }),
	state: ({ fileStatus }) => {
		const failed = FAILED[String(fileStatus)];
		if (failed !== undefined) return { failed };
		return USABLE.includes(Number(fileStatus)) ? 'ready' : 'waiting';
	},
};
