// Nothing is to outlive the program that started it, even one that was killed and could not say goodbye. Plain JavaScript, since it is
// loaded into n8n's own process too, and older releases of n8n may run on a Node that reads no types.

/** How often to look. */
const EVERY_MS = 1000;
/** As tools/setup.mjs saw it at once: a parent that goes while this program loads is noticed as well. */
const PARENT = parentAtFirst();

/**
 * Calls back once when the process that started this one is gone. Does not keep this process alive.
 *
 * @param {() => void} then what to do: stop, as on SIGTERM
 */
export function whenParentGoes(then) {
	const timer = setInterval(() => {
		if (isThere(PARENT)) return;
		clearInterval(timer);
		then();
	}, EVERY_MS);
	timer.unref();
}

function parentAtFirst() {
	return globalThis[Symbol.for('n8n-nodes-qiandun.parent')] ?? process.ppid;
}

function isThere(parent) {
	// POSIX gives an orphan another parent; Windows leaves the old number standing.
	if (process.ppid !== parent) return false;
	if (process.platform !== 'win32') return true;
	try {
		process.kill(parent, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}
