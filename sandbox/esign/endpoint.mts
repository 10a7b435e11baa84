// The shape of one endpoint: where it is and what it does. Every endpoint of the platform is one of these.
import type { Parameters } from '../call-parameters.mts';
import type { State } from './state.mts';
import type { Tokens } from './tokens.mts';

/** What an endpoint works on. */
export interface Platform {
	appId: string;
	appSecret: string;
	state: State;
	tokens: Tokens;
}

/** The parameters of one call, by where they stand. */
export interface CallParameters {
	path: Parameters;
	query: Parameters;
	body: Parameters;
}

/** One endpoint. `path` is the documented path. `handle` returns the envelope's data or raises a failure. */
export interface Endpoint {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	path: string;
	/** the official Chinese name */
	title: string;
	handle: (parameters: CallParameters, platform: Platform) => unknown;
}
