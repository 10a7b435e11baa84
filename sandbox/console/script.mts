// Script of the console page: fetches its content again every two seconds while the tab is visible; a button posts what it
// carries, a form what was filled in.

export const CONSOLE_JS = `
'use strict';
const content = document.getElementById('content');
const live = document.getElementById('live');
const told = document.getElementById('told');
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
	const focused = document.activeElement;
	const edited = [...content.querySelectorAll('form[data-edited]')];
	content.innerHTML = text;
	for (const form of edited) document.getElementById(form.id)?.replaceWith(form);
	if (content.contains(focused)) focused.focus();
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
	await send(button.dataset.post, button.dataset.body, button.dataset.method);
	button.disabled = false;
	await refresh();
});
content.addEventListener('input', (event) => {
	const form = event.target.closest('form');
	if (form) form.dataset.edited = '';
});
content.addEventListener('reset', (event) => delete event.target.dataset.edited);
content.addEventListener('submit', async (event) => {
	event.preventDefault();
	const form = event.target;
	if (await send(form.dataset.post, JSON.stringify(filledIn(form)))) delete form.dataset.edited;
	await refresh();
});
async function send(path, body, method = 'POST') {
	try {
		const response = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body });
		const answer = await response.json();
		told.textContent = response.ok ? '' : (answer.error ?? 'HTTP ' + response.status);
		return response.ok;
	} catch {
		told.textContent = 'The sandbox did not answer';
		return false;
	}
}
function filledIn(form) {
	const values = {};
	for (const input of form.querySelectorAll('input[data-as]')) {
		const { name, value } = input;
		if (input.dataset.as === 'list') values[name] = [...(values[name] ?? []), ...(input.checked ? [value] : [])];
		else if (input.dataset.as === 'numbers') values[name] = value.split(',').map((one) => Number(one.trim() || NaN));
		else values[name] = input.dataset.as === 'number' ? Number(value || NaN) : value.trim();
	}
	return values;
}
async function loop() {
	await refresh();
	setTimeout(loop, 2000);
}
document.addEventListener('visibilitychange', refresh);
loop();
`;
