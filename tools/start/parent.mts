// Nothing is to outlive the program that started it, even one that was killed and could not say goodbye.
import { isAlive } from './lock.mts';

/** How often to look. */
const EVERY_MS = 1000;
/** As tools/setup.mjs saw it at once: a parent that goes while this program loads is noticed as well. */
const PARENT = parentAtFirst();

/**
 * Calls back once when the process that started this one is gone. Does not keep this process alive.
 *
 * @param then what to do: stop, as on SIGTERM
 */
export function whenParentGoes(then: () => void): void {
	const timer = setInterval(() => {
		if (isThere(PARENT)) return;
		clearInterval(timer);
		then();
	}, EVERY_MS);
	timer.unref();
}

function parentAtFirst(): number {
	const seen: unknown = Reflect.get(globalThis, Symbol.for('n8n-nodes-qiandun.parent'));
	return typeof seen === 'number' ? seen : process.ppid;
}

function isThere(parent: number): boolean {
	// POSIX gives an orphan another parent; Windows leaves the old number standing.
	return process.ppid === parent && (process.platform !== 'win32' || isAlive(parent));
}
