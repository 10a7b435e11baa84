// Style of the console page, light and dark.

export const CONSOLE_CSS = `
:root { color-scheme: light dark; --bg: #f3f5f9; --card: #fff; --ink: #1b2330; --soft: #647084; --line: #dde2ea; --main: #1f5eff; --good: #12805c; --bad: #b3261e; --warn: #96600a; --code: #f0f3f8; }
@media (prefers-color-scheme: dark) { :root { --bg: #0f141b; --card: #18202b; --ink: #e6ebf2; --soft: #93a0b4; --line: #2b3645; --main: #6f9bff; --good: #4fd1a1; --bad: #ff8a80; --warn: #f2b655; --code: #111822; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: baseline; padding: 1rem 1.5rem; background: var(--card); border-bottom: 1px solid var(--line); }
header h1 { font-size: 1.15rem; margin: 0; }
header b { color: var(--main); }
header p { margin: 0; color: var(--soft); }
#live { margin-left: auto; }
#live.off { color: var(--bad); }
main { padding: 1.2rem 1.5rem 3rem; display: grid; gap: 1.2rem; grid-template-columns: repeat(2, minmax(0, 1fr)); max-width: 1500px; margin: 0 auto; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .9rem 1.1rem 1rem; min-width: 0; }
section.wide { grid-column: 1 / -1; }
@media (max-width: 900px) { main { grid-template-columns: minmax(0, 1fr); padding: 1rem; } }
h2 { font-size: .95rem; margin: 0 0 .6rem; display: flex; gap: .5rem; align-items: baseline; }
h2 small { color: var(--soft); font-weight: 400; }
h2 .count { margin-left: auto; color: var(--soft); font-weight: 400; }
.scroll { overflow: auto; max-height: 22rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: .8rem; white-space: nowrap; }
th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td { overflow-wrap: anywhere; }
td .mono, td code { white-space: nowrap; }
td button { white-space: nowrap; }
td .report { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; display: block; min-width: 9rem; }
td:nth-child(2) { min-width: 6rem; }
td small { color: var(--soft); }
button { font: inherit; font-size: .85em; color: var(--main); background: transparent; border: 1px solid currentColor; border-radius: 6px; padding: 0 .5em; cursor: pointer; }
button:disabled { opacity: .5; cursor: default; }
#told { margin: 1rem 1.5rem 0; padding: .5rem .8rem; border: 1px solid currentColor; border-radius: 8px; color: var(--bad); }
#told:empty { display: none; }
.line { margin: .3rem 0; }
.line b { font-weight: 500; color: var(--soft); margin-right: .3rem; }
details > summary { cursor: pointer; }
.settings { display: grid; gap: .6rem; margin: .6rem 0; }
.settings fieldset { border: 1px solid var(--line); border-radius: 8px; margin: 0; padding: .3rem .8rem .6rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: .2rem 1.2rem; }
.settings .timings { grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
.settings .timings label { display: grid; }
.settings legend { color: var(--soft); font-size: .8rem; padding: 0 .3rem; }
.settings input[type=text], .settings input[type=number] { font: inherit; color: inherit; background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .15rem .5rem; width: 100%; }
.empty { color: var(--soft); margin: 0; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "WenQuanYi Zen Hei Mono", monospace; font-size: .92em; }
.smscode { font-size: 1.1rem; letter-spacing: .12em; font-weight: 600; }
.badge { display: inline-block; padding: 0 .5em; border-radius: 99px; border: 1px solid currentColor; font-size: .78rem; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .soft { color: var(--soft); }
a { color: var(--main); }
.call { border-bottom: 1px solid var(--line); }
.call:last-child { border-bottom: 0; }
.call summary { cursor: pointer; display: grid; grid-template-columns: 4.6rem 3.2rem minmax(0, 1fr) auto; gap: .2rem .8rem; padding: .35rem 0; align-items: baseline; }
.call summary .url { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.call summary .why { grid-column: 3 / -1; color: var(--soft); }
.call summary:hover .url { text-decoration: underline; }
.call[open] { padding-bottom: .8rem; }
.call dl { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .15rem .8rem; margin: .3rem 0 .6rem; }
.call dt { color: var(--soft); } .call dd { margin: 0; overflow-wrap: anywhere; }
.call h3 { font-size: .8rem; margin: .6rem 0 .2rem; color: var(--soft); font-weight: 500; }
.seal { max-height: 4.5rem; max-width: 5rem; background: #fff; border-radius: 6px; padding: 2px; }
pre { margin: 0; padding: .6rem .8rem; background: var(--code); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 20rem; overflow: auto; }
pre .nl { color: var(--soft); opacity: .7; user-select: none; }
.reason { padding: .5rem .8rem; border-radius: 8px; border: 1px solid currentColor; margin: .4rem 0; }
@media (max-width: 600px) { .call dl { grid-template-columns: minmax(0, 1fr); } .call summary { grid-template-columns: 4.6rem 3rem minmax(0, 1fr); } .call summary > * { grid-column: auto; } .call summary > :nth-child(n + 4) { grid-column: 1 / -1; } }
`;
