// Ports for this run: free, and not promised to another start that has not opened them yet.
import net from 'node:net';
import path from 'node:path';
import { type Lock, tryLock } from './lock.mts';

/** The ports one run has taken. Two starts at the same moment share the folder and so get different ones. */
export class Ports {
	private readonly locks: Lock[] = [];

	/** @param folder one for all starts on this machine */
	constructor(private readonly folder: string) {}

	/** The wished port when nobody uses it, else one the system chooses. */
	async take(wished: number): Promise<number> {
		for (let attempt = 0; attempt < 20; attempt++) {
			const port = attempt === 0 ? wished : await chosenBySystem();
			if (!(await isFree(port))) continue;
			const lock = tryLock(path.join(this.folder, `${port}.lock`));
			if ('heldBy' in lock) continue;
			this.locks.push(lock);
			return port;
		}
		throw new Error('The system offered no free port on 127.0.0.1.');
	}

	release(): void {
		for (const lock of this.locks.splice(0)) lock.release();
	}
}

/** Whether nothing listens on the port, on loopback or on all addresses. */
export async function isFree(port: number): Promise<boolean> {
	// Where a wildcard listener does not keep others from the loopback address (macOS), only connecting shows it.
	return !(await answers(port)) && (await canListen(port));
}

function answers(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = net.connect({ port, host: '127.0.0.1' });
		const end = (result: boolean) => {
			socket.destroy();
			resolve(result);
		};
		socket.once('connect', () => end(true));
		socket.once('error', () => end(false));
		socket.setTimeout(1000, () => end(true));
	});
}

function canListen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = net.createServer();
		server.once('error', () => resolve(false));
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
	});
}

function chosenBySystem(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = net.createServer();
		server.once('error', reject);
		server.listen({ port: 0, host: '127.0.0.1' }, () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}
