/** A session as one HTML file: no network, no script, both themes, what programs said folded. Pure. */
import type { Entry } from './entry.ts'
import { entryWriter } from './entry-writer.ts'
import { htmlStyle } from './html-style.ts'
import { type Heading, momentIn } from './session-facts.ts'

function headText({ title, facts, note }: Heading): string {
  const list = facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<dl>${list}</dl>
${note === '' ? '' : `<p class="note">${escaped(note)}</p>\n`}</header>
<main>
`
}

function entryText({ form, who, about, text, isCode, isFailed, lane, at }: Entry): string {
  const place = [momentIn(at), lane === '' ? '' : `subagent ${lane}`].filter(Boolean).join(', ')
  const name = `<b>${escaped(who)}</b>${about === '' ? '' : ` <span>${escaped(about)}</span>`}`
  const head = `${name}${place === '' ? '' : ` <small>${escaped(place)}</small>`}`
  const body = text === '' ? '' : isCode ? `<pre>${escaped(text)}</pre>` : `<p class="text">${escaped(text)}</p>`
  const kind = `${form}${isFailed ? ' failed' : ''}${lane === '' ? '' : ' sub'}`
  const isFolded = body !== '' && (form === 'result' || form === 'thinking' || form === 'note')
  return isFolded
    ? `<details class="${kind}"><summary>${head}</summary>${body}</details>\n`
    : `<section class="${kind}"><p class="head">${head}</p>${body}</section>\n`
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '')

export const htmlWriter = entryWriter({ head: headText, entry: entryText, foot: '</main>\n</body>\n</html>\n' })
