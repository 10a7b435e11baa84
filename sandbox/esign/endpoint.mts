// The shape of one endpoint: where it is and what it does. Every endpoint of the platform is one of these.
import type { Parameters } from '../call-parameters.mts';
import type { Outbox } from '../outbox.mts';
import type { AuthFlows } from './auth-flow-state.mts';
import type { Deliveries } from './callback-delivery.mts';
import type { FailureKind } from './envelope.mts';
import type { Files } from './file-store.mts';
import type { Flows } from './flow-state.mts';
import type { Identities } from './identities.mts';
import type { Seals } from './seal-store.mts';
import type { Settings } from './settings.mts';
import type { State } from './state.mts';
import type { Tokens } from './tokens.mts';

/** What an endpoint works on. `origin` is the sandbox's own address, for links; `now` is ms since 1970. */
export interface Platform {
	appId: string;
	appSecret: string;
	origin: string;
	now: () => number;
	/** V1 accounts */
	state: State;
	tokens: Tokens;
	/** V3 persons and organizations */
	identities: Identities;
	authFlows: AuthFlows;
	files: Files;
	flows: Flows;
	seals: Seals;
	settings: Settings;
	deliveries: Deliveries;
	/** text messages and mails; both platforms share it */
	outbox: Outbox;
}

/** The parameters of one call, by where they stand. */
export interface CallParameters {
	path: Parameters;
	query: Parameters;
	body: Parameters;
}

/** One endpoint. `path` is the documented path. `handle` returns the envelope's data, at once or as a promise, or raises a failure. */
export interface Endpoint {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	path: string;
	/** the official Chinese name */
	title: string;
	handle: (parameters: CallParameters, platform: Platform) => unknown;
	/** how a wrong parameter is reported, where it is not code 1435002 */
	parameterFailure?: FailureKind;
}
