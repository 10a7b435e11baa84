// The sandbox: two e-signature platforms on this machine. Puts its parts together and listens on loopback.
import fastify, { type FastifyInstance } from 'fastify';
import { Archive } from './archive.mts';
import { CallLog } from './calls.mts';
import { consolePages } from './console/routes.mts';
import { control } from './control.mts';
import { ESIGN_ROOTS, esignApi } from './esign/api.mts';
import type { Platform as Esign } from './esign/endpoint.mts';
import { EsignGateway } from './esign/gateway.mts';
import { AuthFlows } from './esign/auth-flow-state.mts';
import { authPages } from './esign/auth-page.mts';
import { CallbackConfig as EsignCallbackConfig } from './esign/callback-config.mts';
import { Deliveries as EsignDeliveries } from './esign/callback-delivery.mts';
import { fileRoutes } from './esign/file-routes.mts';
import { Files as EsignFiles } from './esign/file-store.mts';
import { expireDue as expireFlows } from './esign/flow-progress.mts';
import { Flows } from './esign/flow-state.mts';
import { Identities } from './esign/identities.mts';
import { Seals as EsignSeals } from './esign/seal-store.mts';
import { esignSealImages } from './esign/seals-v3.mts';
import { Settings as EsignSettings } from './esign/settings.mts';
import { esignSignPages } from './esign/sign-page.mts';
import { State as EsignState } from './esign/state.mts';
import { Tokens } from './esign/tokens.mts';
import { Faults } from './faults.mts';
import { Outbox } from './outbox.mts';
import { serveApi } from './platform-api.mts';
import { qiandunApi } from './qiandun/api.mts';
import { authorizationPages } from './qiandun/authorization-page.mts';
import { CallbackConfig } from './qiandun/callback-config.mts';
import { fileLinks } from './qiandun/contract-download.mts';
import { expireDue } from './qiandun/contract-signing.mts';
import { Contracts } from './qiandun/contract-state.mts';
import { Deliveries } from './qiandun/delivery.mts';
import type { Platform as Qiandun } from './qiandun/endpoint.mts';
import { Events } from './qiandun/events.mts';
import { Files } from './qiandun/file-store.mts';
import { QiandunGateway } from './qiandun/gateway.mts';
import { hostedPages } from './qiandun/hosted-page-routes.mts';
import { sealImages } from './qiandun/seal-pictures.mts';
import { sealPositionPages } from './qiandun/seal-position-page.mts';
import { Seals } from './qiandun/seal-store.mts';
import { Settings } from './qiandun/settings.mts';
import { signingPages } from './qiandun/signing-page.mts';
import { State as QiandunState } from './qiandun/state.mts';
import { RateLimit } from './rate-limit.mts';
import { Reports } from './reports.mts';

export interface SandboxOptions {
	/** 0 = any free port (default) */
	port?: number;
	/** Qiandun's */
	appKey?: string;
	/** Qiandun's */
	appSecret?: string;
	/** Qiandun's; where notifications go until something else is configured (default: nowhere) */
	callbackUrl?: string;
	esign?: { appId?: string; appSecret?: string };
	/** the platforms' clock, ms since 1970 */
	now?: () => number;
}

export interface Sandbox {
	port: number;
	qiandun: { baseUrl: string; appKey: string; appSecret: string };
	/** the base URL has no path: eSign's documented paths stand at the host's root */
	esign: { baseUrl: string; appId: string; appSecret: string };
	/** address of the console page */
	console: string;
	close(): Promise<void>;
}

const API_ROOTS = ['/api/', ...ESIGN_ROOTS];

/** How often contracts are looked through for deadlines that are over, in ms. */
const DEADLINES_EVERY_MS = 1000;

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Starts a sandbox on 127.0.0.1. Rejects with Node's error (code EADDRINUSE, EACCES) when the port cannot be had, with an InputError when
 * the callback URL is none.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const {
		port = 0,
		appKey = 'sandbox-key',
		appSecret = 'sandbox-secret',
		callbackUrl = '',
		now = Date.now,
	} = options;
	const { appId = 'sandbox-app', appSecret: esignSecret = 'sandbox-app-secret' } =
		options.esign ?? {};
	const closing = new AbortController();
	const state = new QiandunState(now);
	const events = new Events(now);
	const deliveries = new Deliveries(new CallbackConfig(callbackUrl), now);
	events.listen(deliveries);
	const qiandun: Qiandun = {
		state,
		outbox: new Outbox(),
		events,
		deliveries,
		files: new Files(() => state.time()),
		contracts: new Contracts(),
		seals: new Seals(state),
		settings: new Settings(),
		appKey,
		origin: '',
	};
	const tokens = new Tokens(now);
	const esignSettings = new EsignSettings();
	const esign: Esign = {
		appId,
		appSecret: esignSecret,
		origin: '',
		now,
		state: new EsignState(now),
		tokens,
		identities: new Identities(now),
		authFlows: new AuthFlows(),
		files: new EsignFiles(now, () => esignSettings.values.processingMs),
		flows: new Flows(),
		seals: new EsignSeals(now),
		settings: esignSettings,
		deliveries: new EsignDeliveries(new EsignCallbackConfig(), { appId, appSecret: esignSecret }, now),
		outbox: qiandun.outbox,
	};
	const memory = {
		faults: new Faults(),
		limit: new RateLimit(now),
		calls: new CallLog(),
		crm: new Reports(now),
		crmCases: new Reports(now),
		crmCompanies: new Reports(now),
		hr: new Reports(now),
		archive: new Archive(now),
	};
	const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
	onlyForThisMachine(app);
	const context = { ...memory, closing: closing.signal, now };
	serveApi(app, qiandunApi(qiandun, new QiandunGateway({ appKey, appSecret, now })), context);
	serveApi(app, esignApi(esign, new EsignGateway({ ...esign, now })), context);
	hostedPages(app, qiandun);
	fileLinks(app, qiandun);
	signingPages(app, qiandun);
	authorizationPages(app, qiandun);
	sealPositionPages(app, qiandun);
	sealImages(app, qiandun);
	fileRoutes(app, esign);
	esignSignPages(app, esign);
	authPages(app, esign);
	esignSealImages(app, esign);
	control(app, { ...memory, qiandun, esign });
	consolePages(app, { ...memory, qiandun, esign, appKey });
	await app.listen({ host: '127.0.0.1', port });
	const address = app.server.address();
	const bound = typeof address === 'object' && address !== null ? address.port : port;
	const origin = `http://127.0.0.1:${bound}`;
	qiandun.origin = origin;
	esign.origin = origin;
	const deadlines = setInterval(() => {
		expireDue(qiandun);
		expireFlows(esign);
	}, DEADLINES_EVERY_MS).unref();
	return {
		port: bound,
		qiandun: { baseUrl: `${origin}/api`, appKey, appSecret },
		esign: { baseUrl: origin, appId, appSecret: esignSecret },
		console: `${origin}/`,
		close: async () => {
			closing.abort();
			clearInterval(deadlines);
			deliveries.clear();
			esign.deliveries.clear();
			await app.close();
			deliveries.close();
			esign.deliveries.close();
			qiandun.files.clear();
			esign.files.clear();
		},
	};
}

/**
 * Pages and controls answer only to loopback names (a foreign name that resolves to 127.0.0.1 is somebody's web page trying to read
 * them), load nothing from elsewhere and are not cached. The platforms' APIs are guarded by their signatures instead.
 */
function onlyForThisMachine(app: FastifyInstance): void {
	app.addHook('onRequest', async (request, reply) => {
		if (API_ROOTS.some((root) => request.url.startsWith(root))) return;
		const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
		if (!LOOPBACK_HOSTS.has(host)) {
			return reply.code(403).send({ error: 'The sandbox answers to 127.0.0.1 and localhost only' });
		}
		reply.headers({
			'Content-Security-Policy':
				"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
			'X-Content-Type-Options': 'nosniff',
			'Referrer-Policy': 'no-referrer',
			'Cache-Control': 'no-store',
		});
	});
	app.setErrorHandler((error, _request, reply) => {
		const { statusCode, message } = statusAndMessage(error);
		if (statusCode >= 500) process.stderr.write(`sandbox: ${message}\n`);
		return reply.code(statusCode).send({ error: message });
	});
	app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Nothing here' }));
}

function statusAndMessage(error: unknown): { statusCode: number; message: string } {
	if (!(error instanceof Error)) return { statusCode: 500, message: String(error) };
	const statusCode =
		'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
	return { statusCode, message: error.message };
}
