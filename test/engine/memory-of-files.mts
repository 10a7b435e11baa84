/** The peak of a process that carries one file, by the size of the file. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

/**
 * Tries of each. V8 lets up to 32 MB of dead buffers lie before it collects, whatever the size of the file, and when it does
 * is a matter of chance: the middle of five is steady within 3 MB, a single try is not.
 */
const TRIES = 5;

/** Megabytes of resident memory at the peak of one run with a file of so many megabytes, in a process of its own. */
function peak(probe: string, direction: string, megabytes: number): number {
	const program = path.join(__dirname, probe);
	const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, direction, String(megabytes)], { encoding: 'utf8' });
	const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { peakMb?: number; sha256?: boolean };
	if (answer.peakMb === undefined || answer.sha256 !== true) throw new Error(stderr || stdout);
	return answer.peakMb;
}

/**
 * Megabytes by which the peak with 50 MB is above that with 1 MB. A round above the bound is repeated, twice at most: a file
 * that is held shows in every round, a late collector does not.
 */
export function growth(probe: string, direction: string, bound: number): number {
	let least = Infinity;
	for (let round = 0; round < 3 && least >= bound; round++) least = Math.min(least, growthOnce(probe, direction));
	return least;
}

function growthOnce(probe: string, direction: string): number {
	const [small, large] = [1, 50].map((megabytes) => {
		const tries = Array.from({ length: TRIES }, () => peak(probe, direction, megabytes));
		return tries.sort((one, other) => one - other)[(TRIES - 1) / 2];
	});
	process.stdout.write(`memory on the way ${direction} (${probe}): ${small} MB with 1 MB, ${large} MB with 50 MB\n`);
	return large - small;
}
