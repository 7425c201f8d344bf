/** How an exported session looks, on paper as well. */
export const htmlStyle = `
:root { --text: #1d1f1c; --soft: #63675f; --line: #dcddd6; --ground: #f8f8f4; --panel: #fff; --code: #f0f0ea; --bad: #b3261e; --mark: #2a5bd7 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8eaed; --soft: #9aa0a6; --line: #2b3034; --ground: #0f1113; --panel: #15181b; --code: #1d2125; --bad: #ff8a80; --mark: #8ab4ff }
}
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--text); font: 15px/1.55 system-ui, sans-serif }
h1 { font-size: 1.4rem; line-height: 1.3; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1.5rem }
dt, small, summary span, .head span { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
.note { white-space: pre-wrap }
section, details { margin: .5rem 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel) }
section.prompt { border-left: 3px solid var(--mark) }
.sub { margin-left: 1.5rem }
.tool, .result, .thinking, .note { font-size: .9rem }
.failed > :first-child b { color: var(--bad) }
.head { margin: 0 }
summary { cursor: pointer }
summary span, .head span { overflow-wrap: anywhere }
.text { margin: .35rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere }
pre { margin: .35rem 0 0; padding: .5rem .65rem; overflow-x: auto; border-radius: .35rem; background: var(--code); font: 12.5px/1.5 ui-monospace, monospace; tab-size: 4 }
@media print { details > * { display: block } body { max-width: none } }
`
