// The console page: what is in the sandbox and what happened to it.
import type { FastifyInstance } from 'fastify';
import type { ControlContext } from '../control.mts';
import { CONSOLE_CSS } from './style.mts';
import { CONSOLE_JS } from './script.mts';
import { consoleContent, consolePage } from './view.mts';

/** What the console shows. */
export interface ConsoleContext extends ControlContext {
	appKey: string;
}

/** GET / is the page; GET /sandbox/console is its content alone, for the page to refresh itself. */
export function consolePages(app: FastifyInstance, context: ConsoleContext): void {
	app.get('/', (_request, reply) =>
		reply.type('text/html; charset=utf-8').send(consolePage(context).text),
	);
	app.get('/sandbox/console', (_request, reply) =>
		reply.type('text/html; charset=utf-8').send(consoleContent(context).text),
	);
	app.get('/assets/console.css', (_request, reply) =>
		reply.type('text/css; charset=utf-8').send(CONSOLE_CSS),
	);
	app.get('/assets/console.js', (_request, reply) =>
		reply.type('text/javascript; charset=utf-8').send(CONSOLE_JS),
	);
}
