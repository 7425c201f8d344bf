/** One event as it stands in an exported conversation: who, what about, and the text. Pure; what it says is made plain for paper here. */
import type { DiffHunk, SessionEvent, ToolCallEvent, ToolResultEvent } from '../session/session-event.ts'
import { mainLane } from '../session/session-event.ts'
import { formatCount } from '../words/format.ts'
import { plainLines, plainText } from '../words/text.ts'

export interface Entry {
  readonly form: 'prompt' | 'answer' | 'thinking' | 'tool' | 'result' | 'note'
  /** "You", "Bash", "Compacted". */
  readonly who: string
  /** In one line: the command, the file, what came of it. */
  readonly about: string
  readonly text: string
  /** Of a program, or for one: shown letter for letter. */
  readonly isCode: boolean
  readonly isFailed: boolean
  /** The subagent; empty: the session itself. */
  readonly lane: string
  readonly at: string | undefined
}

/** Undefined: bookkeeping that nobody reads. */
export function entryOf(event: SessionEvent, agentName: string): Entry | undefined {
  const said = saidIn(event, agentName)
  if (said === undefined) return undefined
  const { form, who, about = '', text = '', isCode = false, isFailed = false } = said
  return {
    ...{ form, who, isCode, isFailed },
    about: plainText(about),
    text: plainLines(text).replace(/\n+$/, ''),
    lane: event.lane === mainLane ? '' : plainText(event.lane),
    at: event.at,
  }
}

type Said = Pick<Entry, 'form' | 'who'> & Partial<Pick<Entry, 'about' | 'text' | 'isCode' | 'isFailed'>>

function saidIn(event: SessionEvent, agentName: string): Said | undefined {
  switch (event.kind) {
    case 'prompt':
      return { form: 'prompt', who: 'You', about: imagesText(event.images), text: event.text }
    case 'text':
      return { form: 'answer', who: agentName, text: event.text }
    case 'thinking':
      return event.text === '' ? undefined : { form: 'thinking', who: 'Thinking', text: event.text }
    case 'tool-call':
      return callIn(event)
    case 'tool-result':
      return resultIn(event)
    case 'subagent-start':
      return note('Subagent begins', [event.type, event.description].filter(Boolean).join(': '), event.task)
    case 'subagent-end':
      return { ...note(`Subagent ${event.outcome}`, event.summary), isFailed: event.outcome === 'failed' }
    case 'interrupt':
      return note('Interrupted', event.text)
    case 'compaction':
      return event.phase === 'boundary'
        ? note('Compacted', tokensText(event.tokensBefore, event.tokensAfter))
        : note('What it was compacted to', '', event.text)
    case 'api-error':
      return { ...note('API error', '', event.text), isFailed: true }
    case 'command':
      return { form: 'note', who: event.phase === 'run' ? 'Command' : 'Its output', text: event.text, isCode: true }
    case 'task':
      return note(`Background task ${event.status}`, event.taskId, event.text)
    case 'pr-link':
      return note('Pull request', event.url)
    case 'retry':
    case 'turn-end':
    case 'queue':
    case 'mode':
    case 'title':
    case 'hook':
    case 'attachment':
    case 'cost':
    case 'notice':
    case 'other':
      return undefined
    default:
      return event satisfies never
  }
}

const note = (who: string, about = '', text = ''): Said => ({ form: 'note', who, about, text })

const imagesText = (images: number): string =>
  images === 0 ? '' : images === 1 ? '1 image, which is not kept' : `${images} images, which are not kept`

const tokensText = (before: number | undefined, after: number | undefined): string =>
  before === undefined
    ? ''
    : `from ${formatCount(before)} tokens${after === undefined ? '' : ` to ${formatCount(after)}`}`

/** A command stands for itself; of other input all is there. */
function callIn({ tool, summary, path, input }: ToolCallEvent): Said {
  const about = summary ?? path ?? ''
  const command = commandIn(input)
  return {
    form: 'tool',
    who: plainText(tool),
    about: command === undefined ? about : '',
    text: command ?? input,
    isCode: true,
  }
}

function commandIn(input: string): string | undefined {
  try {
    const { command } = JSON.parse(input) as { readonly command?: unknown }
    return typeof command === 'string' ? command : undefined
  } catch {
    return undefined
  }
}

function resultIn({ outcome, summary, text, diff }: ToolResultEvent): Said {
  const isFailed = outcome === 'failed'
  const who = outcome === 'done' ? 'Result' : outcome === 'failed' ? 'Failed' : 'Interrupted'
  const shown = diff === undefined || diff.length === 0 ? text : diff.map(hunkText).join('\n')
  return { form: 'result', who, about: summary ?? '', text: shown, isCode: true, isFailed }
}

const hunkText = ({ oldStart, newStart, lines }: DiffHunk): string =>
  [`@@ -${oldStart} +${newStart} @@`, ...lines].join('\n')
