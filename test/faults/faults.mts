/** The faults, and the suites that are to catch them. */
export type Group = 'signature' | 'runner' | 'answers' | 'files' | 'callbacks';

/** Suites that are to catch the faults of a group, the quick and near ones first. */
export const SUITES: Record<Group, readonly string[]> = {
	signature: ['test/unit/signature.test.mts', 'test/unit/callback-signature.test.mts', 'test/engine/callers.test.mts'],
	runner: ['test/engine/run.test.mts', 'test/engine/misuse.test.mts'],
	answers: ['test/engine/operations.test.mts'],
	files: ['test/engine/files.test.mts'],
	callbacks: ['test/engine/trigger.test.mts', 'test/engine/claims.test.mts', 'test/engine/esign-trigger.test.mts'],
};

/** One fault: what to replace in a source, where it stands once. */
export interface Fault {
	/** What would be wrong. */
	name: string;
	group: Group;
	file: string;
	from: string;
	to: string;
}

export const FAULTS: readonly Fault[] = [];
