/** A session as Markdown: prompts and answers as they are, what programs said between fences, long or not. Pure. */
import type { SessionDetail } from '../session/session.ts'
import type { Entry } from './entry.ts'
import { entryOf } from './entry.ts'
import { headingOf, momentIn } from './session-facts.ts'
import type { SessionWriter } from './session-format.ts'

export const markdownWriter = (agentName: string): SessionWriter => ({
  head: (session) => headText(session, agentName),
  event(event) {
    const entry = entryOf(event, agentName)
    return entry === undefined ? '' : entryText(entry)
  },
  foot: () => '',
})

function headText(session: SessionDetail, agentName: string): string {
  const { title, facts, note } = headingOf(session, agentName)
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
