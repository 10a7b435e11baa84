// The shape of one endpoint: where it is and what it does. Every endpoint of the platform is one of these.
import type { Outbox } from '../outbox.mts';
import type { Parameters } from '../call-parameters.mts';
import type { Contracts } from './contract-state.mts';
import type { Deliveries } from './delivery.mts';
import type { Events } from './events.mts';
import type { Files } from './file-store.mts';
import type { Seals } from './seal-store.mts';
import type { Settings } from './settings.mts';
import type { State } from './state.mts';

/** What an endpoint works on. `origin` is the sandbox's own address, for links to hosted pages. */
export interface Platform {
	state: State;
	outbox: Outbox;
	events: Events;
	deliveries: Deliveries;
	files: Files;
	contracts: Contracts;
	seals: Seals;
	settings: Settings;
	appKey: string;
	origin: string;
}

/**
 * One endpoint. `path` is the documented path, without /api. `handle` returns the envelope's result, or a file that is the whole answer,
 * at once or as a promise, or raises a BusinessFailure.
 */
export interface Endpoint {
	method: 'GET' | 'POST';
	path: string;
	/** the official Chinese name */
	title: string;
	handle: (parameters: Parameters, platform: Platform) => unknown;
	/** largest body, in bytes, where it is not the usual one */
	bodyBytes?: number;
	/** takes a multipart form, too */
	multipart?: true;
}

/** An answer that is a file and not an envelope. */
export class FileAnswer {
	constructor(
		readonly fileName: string,
		readonly contentType: string,
		readonly bytes: Buffer,
	) {}
}
