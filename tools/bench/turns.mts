// All variants in turn, several rounds: what else goes on in the machine meets them alike.
import type { Run } from '../../test/e2e/support/run.mts';
import { messageOf } from '../start/steps.mts';

/**
 * Gives each its turn in every round; who begins changes from round to round. A first round is for warming up.
 *
 * @param mayFail of this one a turn may end in an error: it is told and left out
 * @returns what each measured, by round
 */
export async function inTurns<N extends string>(
	run: Run,
	turns: Readonly<Record<N, () => Promise<number>>>,
	rounds: number,
	mayFail?: NoInfer<N>,
): Promise<Record<N, number[]>> {
	const names = Object.keys(turns) as N[];
	const measured = Object.fromEntries(names.map((name) => [name, new Array<number>()])) as Record<N, number[]>;
	for (let round = 0; round <= rounds; round++) {
		for (const name of round % 2 === 0 ? names : names.toReversed()) {
			const which = `${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}: ${name}`;
			try {
				const found = await turns[name]();
				if (round > 0) measured[name].push(found);
				run.steps.note(`${which} ${found.toFixed(found < 100 ? 2 : 0)}`);
			} catch (error) {
				if (name !== mayFail) throw error;
				run.steps.note(`${which} left out: ${messageOf(error)}`);
			}
		}
	}
	return measured;
}
