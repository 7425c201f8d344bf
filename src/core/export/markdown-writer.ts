/** A session as Markdown: prompts and answers as they are, what programs said between fences, long or not. Pure. */
import type { Entry } from './entry.ts'
import { entryWriter } from './entry-writer.ts'
import { type Heading, momentIn } from './session-facts.ts'

function headText({ title, facts, note }: Heading): string {
  const list = facts.map(([name, value]) => `- ${name}: ${inLine(value)}\n`).join('')
  return `# ${inLine(title)}\n\n${list}${note === '' ? '' : `\n${quoted(note)}\n`}`
}

function entryText({ form, who, about, text, isCode, lane, at }: Entry): string {
  const name = [inLine(who), about === '' ? '' : inLine(about)].filter(Boolean).join(': ')
  const place = [momentIn(at), lane === '' ? '' : `subagent ${inLine(lane)}`].filter(Boolean).join(', ')
  const head = form === 'prompt' || form === 'answer' ? `\n## ${name}\n` : `\n**${name}**\n`
  const body = text === '' ? '' : isCode ? fenced(text) : form === 'thinking' ? `${quoted(text)}\n` : `${text}\n`
  return `${head}${place === '' ? '' : `\n_${place}_\n`}${body === '' ? '' : `\n${body}`}`
}

/** Longer than every fence within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text}\n${fence}\n`
}

const quoted = (text: string): string => text.replace(/^/gm, '> ')

/** Words that Markdown would take for marks stay words. */
const inLine = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&')

export const markdownWriter = entryWriter({ head: headText, entry: entryText, foot: '' })
