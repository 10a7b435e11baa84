/** The comparison as text. */
import type { Comparison, OperationReport } from './compare.mts';
import type { Difference } from './differences.mts';

/** The comparison for reading. */
export function comparisonText({ platform, format, endpoints, operations, uncovered, corrections }: Comparison): string {
	const nameOf = ({ operation, title }: OperationReport) => (title === '' ? operation : `${operation} (${title})`);
	const agreeing = operations.filter(({ agrees }) => agrees);
	const differing = operations.filter(({ agrees, document }) => !agrees && document !== undefined);
	const missing = operations.filter(({ document }) => document === undefined);
	const part = (heading: string, lines: string[]) => (lines.length > 0 ? [`${heading}\n${lines.join('\n')}`] : []);
	return [
		`${platform} beside the document (${format}, ${endpoints} endpoints): ${agreeing.length} of ${operations.length} operations agree.`,
		...part('Agree:', agreeing.map((report) => `  ${nameOf(report)}`)),
		...differing.map((report) => [`${nameOf(report)}: ${addressText(report)}`, ...report.differences.map(differenceText)].join('\n')),
		...part('Not found in the document:', missing.map((report) => `  ${nameOf(report)}: ${report.source} ${report.here}`)),
		...part('Endpoints that no operation covers:', uncovered.map(({ method, path, title }) => `  ${method} ${path}  ${title}`.trimEnd())),
		Object.keys(corrections).length > 0
			? `Ready to paste into the credential, Endpoint Corrections (JSON); what is marked with * it does not mend.\n${JSON.stringify(corrections, null, 2)}`
			: 'There is nothing that Endpoint Corrections would mend for certain.',
	].join('\n\n');
}

function addressText({ source, here, document, documentTitle, foundBy, addressUnmended }: OperationReport): string {
	if (foundBy === 'similar title') return `${source} ${here}, not in the document; ${document} “${documentTitle}” may be it`;
	if (here === document) return here;
	const title = foundBy === 'title' ? ' under this title' : '';
	return `${source} ${here}, the document has ${document}${title}${addressUnmended ? ', which no correction can say' : ''}`;
}

const differenceText = ({ text, mended }: Difference): string => `  ${mended ? ' ' : '*'} ${text}`;
