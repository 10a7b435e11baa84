// What input is refused with.
import { InputError } from '../../engine/field.ts';

/** Message and remedy of the InputError that the work ends with. @throws Error when nothing is refused */
export function refusal(work: () => unknown): [string, string | undefined] {
	try {
		work();
	} catch (error) {
		if (error instanceof InputError) return [error.message, error.remedy];
	}
	throw new Error('nothing was refused');
}
