// How controls answer: what was done, or why not.
import type { FastifyReply } from 'fastify';
import { InputError } from './control-input.mts';

/** What cannot be done as things are. `status` is the answer's. */
export class NotNow extends Error {
	constructor(
		readonly status: 404 | 409,
		message: string,
	) {
		super(message);
	}
}

/** Errors of a platform's own that mean "not now", by their class. */
type Refusal = new (...args: never[]) => Error;

/** Runs a control. A wrong field is 400, what is not there 404, what cannot be done now 409, also one of `refusals`. */
export async function answered(
	reply: FastifyReply,
	run: () => object | Promise<object>,
	refusals: readonly Refusal[] = [],
): Promise<FastifyReply> {
	try {
		return await reply.send(await run());
	} catch (error) {
		if (error instanceof InputError) return await reply.code(400).send({ error: error.message });
		if (error instanceof NotNow) return await reply.code(error.status).send({ error: error.message });
		if (error instanceof Error && refusals.some((refusal) => error instanceof refusal))
			return await reply.code(409).send({ error: error.message });
		throw error;
	}
}
