// The shape of one endpoint: where it is and what it does. Every endpoint of the platform is one of these.
import type { Outbox } from '../outbox.mts';
import type { Parameters } from '../call-parameters.mts';
import type { State } from './state.mts';

/** What an endpoint works on. `origin` is the sandbox's own address, for links to hosted pages. */
export interface Platform {
	state: State;
	outbox: Outbox;
	origin: string;
}

/** One endpoint. `path` is the documented path, without /api. `handle` returns the envelope's result or raises a BusinessFailure. */
export interface Endpoint {
	method: 'GET' | 'POST';
	path: string;
	/** the official Chinese name */
	title: string;
	handle: (parameters: Parameters, platform: Platform) => unknown;
}
