// Style and script of the hosted pages. Without the script the form works too: it only hides what a mode does not need.

export const HOSTED_PAGE_CSS = `
:root { color-scheme: light dark; --bg: #eef1f6; --card: #fff; --ink: #1b2330; --soft: #647084; --line: #d5dbe5; --main: #1f5eff; --bad: #b3261e; --badbg: #fdecea; --good: #12805c; --notebg: #e9f1ff; }
@media (prefers-color-scheme: dark) { :root { --bg: #10151d; --card: #19212c; --ink: #e6ebf2; --soft: #93a0b4; --line: #2e3a4a; --main: #5b8cff; --bad: #ff8a80; --badbg: #3a1d1c; --good: #4fd1a1; --notebg: #1b2a45; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif; }
main { max-width: 27rem; margin: 4vh auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
header { display: flex; justify-content: space-between; color: var(--soft); font-size: .85rem; }
header strong { color: var(--main); font-size: 1rem; }
h1 { font-size: 1.25rem; margin: .8rem 0 .2rem; }
h2 { margin: .4rem 0; font-size: 1.15rem; }
.flow { color: var(--soft); font-size: .8rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
.error, .note { padding: .6rem .8rem; border-radius: 8px; background: var(--badbg); color: var(--bad); }
.note { background: var(--notebg); color: inherit; }
fieldset { border: 1px solid var(--line); border-radius: 8px; margin: 0 0 1rem; padding: .4rem .8rem .6rem; }
fieldset label { display: block; padding: .15rem 0; }
legend { color: var(--soft); font-size: .85rem; padding: 0 .3rem; }
.field { display: block; margin: 0 0 1rem; font-size: .9rem; }
.field[hidden] { display: none; }
input:not([type=radio]) { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; padding: .55rem .7rem; margin-top: .2rem; }
input[readonly] { background: var(--bg); color: var(--soft); }
.code { display: flex; gap: .5rem; align-items: stretch; }
.code button { white-space: nowrap; margin-top: .2rem; }
small { color: var(--soft); }
a { color: var(--main); }
button { font: inherit; padding: .55rem 1rem; border: 1px solid var(--main); border-radius: 8px; background: var(--main); color: #fff; cursor: pointer; }
button.quiet { background: transparent; color: var(--main); }
button.submit { width: 100%; }
button.enter { position: absolute; left: -100vw; }
button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid color-mix(in srgb, var(--main) 45%, transparent); outline-offset: 1px; }
.buttons { display: flex; gap: .6rem; flex-wrap: wrap; }
.done { text-align: center; }
.mark { width: 3.5rem; height: 3.5rem; line-height: 3.5rem; margin: 1rem auto .4rem; border-radius: 50%; background: var(--good); color: var(--card); font-size: 1.8rem; }
`;

export const HOSTED_PAGE_JS = `
'use strict';
const form = document.querySelector('form');
function show() {
	const chosen = form.querySelector('input[name=authMode]:checked');
	for (const field of form.querySelectorAll('[data-modes]')) {
		field.hidden = !field.dataset.modes.split(' ').includes(chosen.value);
	}
}
form.addEventListener('change', show);
show();
`;
