// The platform's answer around every result, and the failures it reports. Source of each code: ASSUMPTIONS.md.
import { ACCOUNT_FAILURES } from './failures-accounts.mts';
import { FILE_FAILURES } from './failures-files.mts';
import { FLOW_FAILURES } from './failures-flows.mts';
import { IDENTITY_FAILURES } from './failures-identity.mts';

/** One failure: its code, the platform's own text (%s stands for the value it is about) and what it means. */
export interface FailureText {
	code: number;
	text: string;
	meaning: string;
	/** the value holds personal data: the call log does without it */
	personal?: true;
}

/** Failures inside an HTTP 200. */
export const FAILURES = {
	parameter: { code: 1435002, text: '参数错误: %s', meaning: 'A parameter is missing or wrong' },
	...ACCOUNT_FAILURES,
	...FILE_FAILURES,
	...FLOW_FAILURES,
	...IDENTITY_FAILURES,
} satisfies Record<string, FailureText>;

/** The name of a failure. */
export type FailureKind = keyof typeof FAILURES;

/** A failure the platform answers with HTTP 200 and its code. `detail` takes the place of %s; where there is none it is for the console. */
export class BusinessFailure extends Error {
	readonly code: number;
	readonly text: string;

	constructor(kind: FailureKind, detail = '') {
		const failure: FailureText = FAILURES[kind];
		super(failure.meaning + (detail === '' || failure.personal === true ? '' : ` (${detail})`));
		this.code = failure.code;
		this.text = failure.text.replace('%s', detail).replace(/\s*[:：]\s*$/, '');
	}
}

/** A wrong parameter, in the documented words. */
export function wrong(text: string): BusinessFailure {
	return new BusinessFailure('parameter', text);
}

/** Credentials that are wrong where no gateway checks them: the token endpoints. Answered with HTTP 401. */
export class AuthenticationFailure extends Error {}

/** The three fields around every answer. */
export interface Envelope {
	code: number;
	message: string;
	data: unknown;
}

/** The envelope of a call that went well. */
export function succeeded(data: unknown): Envelope {
	return { code: 0, message: '成功', data };
}

/** The envelope of a business failure. */
export function failed({ code, text }: BusinessFailure): Envelope {
	return { code, message: text, data: null };
}
