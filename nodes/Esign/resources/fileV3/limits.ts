/** 文件限制与支持的格式. Source: docs/api/esign.md#row-30 */
const MB = 1_048_576;

export const FILE_BYTES = 50 * MB;

const BYTES = 'application/octet-stream';

/** Extension -> what the file store is told: it takes these two media types. */
export const FILES: Record<string, string> = {
	pdf: 'application/pdf',
	...Object.fromEntries(
		['docx', 'doc', 'rtf', 'xlsx', 'xls', 'pptx', 'ppt', 'wps', 'et', 'dps', 'jpeg', 'jpg', 'png', 'bmp', 'tiff', 'tif', 'gif', 'html', 'htm'].map(
			(extension) => [extension, BYTES],
		),
	),
};
