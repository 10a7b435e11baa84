// What stands before the webhook processes in a company: one address, behind which each connection goes to the next process that takes it.
import net from 'node:net';
import type { Run } from './run.mts';

export class Balancer {
	private targets: readonly string[] = [];
	private turn = 0;

	private constructor(
		/** Without a final slash. */
		readonly url: string,
	) {}

	/** Listens on 127.0.0.1 until the run ends; hands on nothing before it is told whereto. */
	static async start(run: Run): Promise<Balancer> {
		const port = await run.port();
		const balancer = new Balancer(`http://127.0.0.1:${port}`);
		const open = new Set<net.Socket>();
		const server = net.createServer((socket) => {
			open.add(socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy()));
			balancer.take(socket);
		});
		await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
		run.atEnd(async () => {
			server.close();
			for (const socket of open) socket.destroy();
		});
		return balancer;
	}

	/** From here on connections go to these in turn. @param urls as N8nProcess has them */
	over(urls: readonly string[]): void {
		this.targets = urls;
	}

	private take(client: net.Socket): void {
		this.turn += 1;
		const { targets, turn } = this;
		this.join(client, targets.map((_, index) => targets[(turn + index) % targets.length] ?? ''));
	}

	/** Where nobody listens the next one is asked; a connection that breaks later breaks for the client, too. */
	private join(client: net.Socket, [url, ...others]: readonly string[]): void {
		if (url === undefined) {
			client.destroy();
			return;
		}
		const { hostname, port } = new URL(url);
		const server = net.connect({ host: hostname, port: Number(port) });
		const refused = () => this.join(client, others);
		server.once('error', refused);
		server.once('connect', () => {
			server.off('error', refused);
			for (const [one, other] of [[client, server], [server, client]] as const) {
				one.on('error', () => other.destroy());
				one.on('close', () => other.destroy());
				one.pipe(other);
			}
		});
	}
}
