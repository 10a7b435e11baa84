// A stand-in for a company's document archive: keeps the files that workflows put there, until the sandbox stops.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentDisposition, textParameter } from './file-links.mts';

/** Largest file, in bytes, and how many are kept; the oldest go first. */
const FILE_BYTES = 60 * 1_048_576;
const FILES_KEPT = 100;

/** A filed document. `filedAt` is ISO 8601. */
interface Filed {
	caseId: string;
	name: string;
	content: Buffer;
	sha256: string;
	filedAt: string;
}

/** The files by case and name; a file put there again replaces the one before. */
export class Archive {
	private readonly files = new Map<string, Filed>();

	constructor(private readonly now: () => number) {}

	put(caseId: string, name: string, content: Buffer): Filed {
		const sha256 = createHash('sha256').update(content).digest('hex');
		const filed = { caseId, name, content, sha256, filedAt: new Date(this.now()).toISOString() };
		const key = pathOf(filed);
		this.files.delete(key);
		this.files.set(key, filed);
		for (const oldest of this.files.keys()) {
			if (this.files.size <= FILES_KEPT) break;
			this.files.delete(oldest);
		}
		return filed;
	}

	get(caseId: string, name: string): Filed | undefined {
		return this.files.get(pathOf({ caseId, name }));
	}

	/** Oldest first. */
	of(caseId: string): Filed[] {
		return [...this.files.values()].filter((filed) => filed.caseId === caseId);
	}

	clear(): void {
		this.files.clear();
	}
}

/**
 * PUT /archive/:caseId/:name files a document of any type and answers {path, bytes, sha256}; GET /archive/:caseId lists what is filed
 * of a case; GET /archive/:caseId/:name is the document.
 */
export function archiveRoutes(app: FastifyInstance, archive: Archive): void {
	app.register(async (scope) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_BYTES }, (_request, body, done) => done(null, body));
		scope.put('/archive/:caseId/:name', (request, reply) => {
			const content = request.body;
			if (!Buffer.isBuffer(content) || content.length === 0) {
				return reply.code(400).send({ error: 'The body is empty' });
			}
			const [caseId, name] = [textParameter(request, 'caseId'), textParameter(request, 'name')];
			return reply.send(shown(archive.put(caseId, name, content)));
		});
		scope.get('/archive/:caseId', (request) => ({
			files: archive.of(textParameter(request, 'caseId')).map((filed) => ({ ...shown(filed), filedAt: filed.filedAt })),
		}));
		scope.get('/archive/:caseId/:name', (request, reply) => document(request, reply, archive));
	});
}

function document(request: FastifyRequest, reply: FastifyReply, archive: Archive): FastifyReply {
	const filed = archive.get(textParameter(request, 'caseId'), textParameter(request, 'name'));
	if (filed === undefined) return reply.code(404).send({ error: 'Nothing is filed here' });
	return reply
		.header('Content-Disposition', contentDisposition('attachment', filed.name))
		.type('application/octet-stream')
		.send(filed.content);
}

function shown(filed: Filed): object {
	return { path: pathOf(filed), bytes: filed.content.length, sha256: filed.sha256 };
}

function pathOf({ caseId, name }: Pick<Filed, 'caseId' | 'name'>): string {
	return `/archive/${encodeURIComponent(caseId)}/${encodeURIComponent(name)}`;
}
