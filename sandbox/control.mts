// The sandbox's own controls, no part of the platform: read what happened, arm faults, start over, stand in for the CRM.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CallLog } from './calls.mts';
import type { Crm } from './crm.mts';
import { FaultInputError, type Faults } from './faults.mts';
import type { Platform } from './qiandun/endpoint.mts';

/** What the controls reach into. */
export interface ControlContext {
	platform: Platform;
	faults: Faults;
	calls: CallLog;
	crm: Crm;
}

/** Routes under /sandbox and /crm. What is posted must be JSON, so that no web page can post here unasked. */
export function control(app: FastifyInstance, context: ControlContext): void {
	const { platform, faults, calls, crm } = context;
	app.register(async (scope) => {
		scope.addHook('onRequest', async (request, reply) => {
			const json = /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
			if (request.method === 'POST' && !json) {
				return reply.code(415).send({ error: 'Send Content-Type: application/json' });
			}
		});
		scope.removeContentTypeParser('application/json');
		scope.addContentTypeParser(
			'application/json',
			{ parseAs: 'string' },
			(_request, body, done) => {
				try {
					done(null, body === '' ? undefined : JSON.parse(String(body)));
				} catch {
					done(Object.assign(new Error('The body is not valid JSON'), { statusCode: 400 }));
				}
			},
		);

		scope.get('/sandbox/outbox', () => ({ messages: platform.outbox.list() }));
		scope.get('/sandbox/state', () => stateOf(platform));
		scope.get('/sandbox/calls', () => ({ calls: calls.list() }));
		scope.post('/sandbox/reset', () => {
			platform.state.clear();
			platform.outbox.clear();
			for (const memory of [faults, calls, crm]) memory.clear();
			return { reset: true };
		});

		scope.get('/sandbox/faults', () => ({ faults: faults.list() }));
		scope.delete('/sandbox/faults', () => {
			faults.clear();
			return { faults: [] };
		});
		scope.post('/sandbox/faults', (request, reply) => {
			try {
				const armed = faults.arm(request.body);
				return { armed, faults: faults.list() };
			} catch (error) {
				if (!(error instanceof FaultInputError)) throw error;
				return reply.code(400).send({ error: error.message });
			}
		});

		scope.get('/crm/contacts', () => ({ contacts: crm.list() }));
		scope.get('/crm/contacts/:crmId', (request, reply) => {
			const contact = crm.get(crmIdOf(request));
			return contact ?? reply.code(404).send({ error: 'Nothing was reported about this contact' });
		});
		scope.post('/crm/contacts/:crmId/verification', (request, reply) => {
			if (request.body === undefined) return reply.code(400).send({ error: 'The body is empty' });
			crm.record(crmIdOf(request), request.body);
			return { received: true };
		});
	});
}

/** The whole state, unmasked: it is for scripts that act as a person. SMS codes are in the outbox only. */
function stateOf({ state, origin }: Platform): object {
	return {
		users: [...state.users.values()].map((user) => ({
			...user,
			verified: user.certifiedTime !== null,
		})),
		companies: [...state.companies.values()],
		flows: [...state.flows.values()].map(({ sms, page, ...flow }) => ({
			...flow,
			smsSentTo: sms?.mobile ?? null,
			pageUrl: page === null ? null : `${origin}/h5/${page}`,
		})),
	};
}

function crmIdOf(request: FastifyRequest): string {
	const { params } = request;
	if (typeof params !== 'object' || params === null || !('crmId' in params)) return '';
	return typeof params.crmId === 'string' ? params.crmId : '';
}
