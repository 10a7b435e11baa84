/** HTTP as n8n's webhooks get it: requests and responses of express, as far as nodes use them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type WebhookRequest = IncomingMessage & { ip: string; rawBody: Buffer; params: object; query: object; originalUrl: string };

export interface WebhookResponse extends ServerResponse {
	status(code: number): WebhookResponse;
	json(body: unknown): void;
}

export interface Listening {
	/** Without a final slash. */
	url: string;
	close(): Promise<void>;
}

/** On a free port. What `handle` throws is n8n's 500. */
export async function serveWebhooks(
	handle: (request: WebhookRequest, response: WebhookResponse) => Promise<void>,
	ip = '127.0.0.1',
): Promise<Listening> {
	const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const request = Object.assign(incoming, { ip, rawBody: Buffer.concat(chunks), params: {}, query: {}, originalUrl: String(incoming.url) });
		const response: WebhookResponse = Object.assign(outgoing, {
			status(code: number) {
				outgoing.statusCode = code;
				return response;
			},
			json(body: unknown) {
				outgoing.setHeader('content-type', 'application/json');
				outgoing.end(JSON.stringify(body));
			},
		});
		await handle(request, response);
	};
	const server = createServer((incoming, outgoing) => {
		answer(incoming, outgoing).catch(() => {
			if (!outgoing.writableEnded) outgoing.writeHead(500).end('{"message":"There was a problem executing the workflow"}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
