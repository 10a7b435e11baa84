// Script of the console page: fetches its content again every two seconds while the tab is visible; a button posts what it carries.

export const CONSOLE_JS = `
'use strict';
const content = document.getElementById('content');
const live = document.getElementById('live');
let shown = '';
async function refresh() {
	if (document.hidden) return;
	try {
		const response = await fetch('/sandbox/console', { signal: AbortSignal.timeout(5000) });
		if (!response.ok) throw new Error(String(response.status));
		const text = await response.text();
		const selecting = String(getSelection()) !== '';
		if (text !== shown && !selecting) {
			replace(text);
			shown = text;
		}
		live.textContent = 'live';
		live.className = '';
	} catch {
		live.textContent = 'sandbox not reachable';
		live.className = 'off';
	}
}
function replace(text) {
	const open = new Set([...content.querySelectorAll('details[open]')].map((one) => one.id));
	const scrolled = new Map([...content.querySelectorAll('.scroll[id]')].map((one) => [one.id, one.scrollTop]));
	content.innerHTML = text;
	for (const one of content.querySelectorAll('details')) one.open = open.has(one.id);
	for (const [id, top] of scrolled) {
		const one = document.getElementById(id);
		if (one) one.scrollTop = top;
	}
}
content.addEventListener('click', async (event) => {
	const button = event.target.closest('button[data-post]');
	if (!button) return;
	button.disabled = true;
	await fetch(button.dataset.post, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: button.dataset.body,
	}).catch(() => undefined);
	await refresh();
});
async function loop() {
	await refresh();
	setTimeout(loop, 2000);
}
document.addEventListener('visibilitychange', refresh);
loop();
`;
