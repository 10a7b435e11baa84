// The sandbox's own controls, no part of a platform: read what happened, arm faults, start over, stand in for CRM, HR system and archive.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { archiveRoutes, type Archive } from './archive.mts';
import type { CallLog } from './calls.mts';
import type { Platform as Esign } from './esign/endpoint.mts';
import { answered } from './control-answers.mts';
import { esignControl } from './esign/control.mts';
import { esignState } from './esign/state-view.mts';
import { FaultInputError, type Faults } from './faults.mts';
import { audit } from './qiandun/company-verification-letter.mts';
import { deliveryControl } from './qiandun/delivery-control.mts';
import type { Platform as Qiandun } from './qiandun/endpoint.mts';
import { personControl } from './qiandun/person-control.mts';
import { signingControl, signingState } from './qiandun/signing-control.mts';
import type { RateLimit } from './rate-limit.mts';
import type { ReportedRecord, Reports } from './reports.mts';

/** What the controls reach into. */
export interface ControlContext {
	qiandun: Qiandun;
	esign: Esign;
	faults: Faults;
	limit: RateLimit;
	calls: CallLog;
	crm: Reports;
	crmCases: Reports;
	crmCompanies: Reports;
	hr: Reports;
	archive: Archive;
}

/** How the audit of a letter of authority may end. */
const AUDITED = ['passed', 'un_passed'] as const;

/** A system that workflows report to: where it stands, what its records are called. */
interface StandIn {
	reports: Reports;
	path: string;
	records: string;
	id: string;
	/** what is posted to */
	report: string;
	unknown: string;
}

/** Routes under /sandbox, /crm, /hr and /archive. What is posted must be JSON, so that no web page can post here unasked. */
export function control(app: FastifyInstance, context: ControlContext): void {
	const { qiandun, esign, faults, limit, calls, crm, crmCases, crmCompanies, hr, archive } = context;
	archiveRoutes(app, archive);
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

		scope.get('/sandbox/outbox', () => ({ messages: qiandun.outbox.list() }));
		scope.get('/sandbox/state', () => ({
			...qiandunState(qiandun),
			...signingState(qiandun),
			esign: esignState(esign),
		}));
		scope.get('/sandbox/calls', () => ({ calls: calls.list() }));
		scope.post('/sandbox/reset', () => {
			const { state, outbox, events, deliveries, files, contracts, seals, settings } = qiandun;
			for (const memory of [state, outbox, events, deliveries, files, contracts, seals, settings])
				memory.clear();
			for (const memory of [
				esign.state,
				esign.identities,
				esign.authFlows,
				esign.files,
				esign.flows,
				esign.seals,
				esign.settings,
				esign.deliveries,
			])
				memory.clear();
			for (const memory of [faults, limit, calls, crm, crmCases, crmCompanies, hr, archive]) memory.clear();
			return { reset: true };
		});
		scope.post('/sandbox/esign/accounts/:accountId/real-name', (request, reply) => {
			const account = esign.state.account(parameterOf(request, 'accountId'));
			if (account === undefined) return reply.code(404).send({ error: 'No such account' });
			account.realNamed = true;
			return { realNamed: true };
		});

		scope.post('/sandbox/qiandun/authorizations/:serviceId/audit', (request, reply) => {
			const verifyStatus = AUDITED.find((status) => status === fieldOf(request, 'verifyStatus'));
			if (verifyStatus === undefined) {
				return reply.code(400).send({ error: `verifyStatus must be ${AUDITED.join(' or ')}` });
			}
			const service = audit(qiandun, parameterOf(request, 'serviceId'), verifyStatus);
			if (service === undefined) return reply.code(404).send({ error: 'No such letter' });
			if (service === 'audited') {
				return reply.code(409).send({ error: 'This letter has been audited already' });
			}
			return { verifyStatus, flowNo: service.flowNo };
		});

		personControl(scope, qiandun);
		signingControl(scope, qiandun);
		deliveryControl(scope, qiandun);
		esignControl(scope, esign);

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

		scope.get('/sandbox/rate-limit', () => limit.read());
		scope.post('/sandbox/rate-limit', (request, reply) => answered(reply, () => limit.set(request.body)));

		standIn(scope, {
			reports: crm,
			path: '/crm/contacts',
			records: 'contacts',
			id: 'crmId',
			report: 'verification',
			unknown: 'Nothing was reported about this contact',
		});
		standIn(scope, {
			reports: crmCases,
			path: '/crm/cases',
			records: 'cases',
			id: 'caseId',
			report: 'contract',
			unknown: 'Nothing was reported about this case',
		});
		standIn(scope, {
			reports: crmCompanies,
			path: '/crm/companies',
			records: 'companies',
			id: 'crmId',
			report: 'onboarding',
			unknown: 'Nothing was reported about this company',
		});
		standIn(scope, {
			reports: hr,
			path: '/hr/employees',
			records: 'employees',
			id: 'employeeId',
			report: 'account',
			unknown: 'Nothing was reported about this employee',
		});
	});
}

function standIn(scope: FastifyInstance, system: StandIn): void {
	const { reports, path, records, id, report, unknown } = system;
	const shown = (record: ReportedRecord) => ({ [id]: record.id, reports: record.reports });
	scope.get(path, () => ({ [records]: reports.list().map(shown) }));
	scope.get(`${path}/:id`, (request, reply) => {
		const record = reports.get(parameterOf(request, 'id'));
		return record === undefined ? reply.code(404).send({ error: unknown }) : shown(record);
	});
	scope.post(`${path}/:id/${report}`, (request, reply) => {
		if (request.body === undefined) return reply.code(400).send({ error: 'The body is empty' });
		reports.add(parameterOf(request, 'id'), request.body, String(request.headers['idempotency-key'] ?? ''));
		return { received: true };
	});
}

/** Everything Qiandun knows, unmasked: it is for scripts that act as a person. SMS codes are in the outbox only. */
function qiandunState({ state, events, origin }: Qiandun): object {
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
		authorizationLetters: [...state.letters.values()].map(({ serviceId, flowNo, fileCode }) => ({
			serviceId,
			flowNo,
			fileCode,
			verifyStatus: state.services.get(serviceId)?.verifyStatus ?? 'pending',
		})),
		events: events.list(),
	};
}

function parameterOf({ params }: FastifyRequest, name: string): string {
	return textIn(params, name);
}

function fieldOf({ body }: FastifyRequest, name: string): string {
	return textIn(body, name);
}

function textIn(values: unknown, name: string): string {
	const fields = new Map<string, unknown>(
		typeof values === 'object' && values !== null ? Object.entries(values) : [],
	);
	const value = fields.get(name);
	return typeof value === 'string' ? value : '';
}
