// Loaded into n8n's own process (node --import): n8n ends when npm start is gone. Plain JavaScript, as parent.mjs.
import { isMainThread } from 'node:worker_threads';
import { whenParentGoes } from './parent.mjs';

/** Time to stop by itself; without executions under way it takes two seconds. */
const GRACE_MS = 4000;

if (isMainThread) {
	whenParentGoes(() => {
		// Nobody reads its lines any more: that must not keep it from stopping.
		for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
		process.kill(process.pid, 'SIGTERM');
		// The whole group, which n8n leads: its task runner as well.
		setTimeout(() => process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'), GRACE_MS).unref();
	});
}
