/** A whole session as a file, read a page at a time through whichever sessions are at hand: this machine's, or a server's. */
import { kindOf } from '../agents/kinds.ts'
import type { SessionFormat, SessionWriter } from '../core/export/session-format.ts'
import type { SessionDetail } from '../core/session/session.ts'
import type { SessionEvent } from '../core/session/session-event.ts'
import type { SessionWatch } from '../core/session/session-watch.ts'
import { fromStart } from '../core/session/session-watch.ts'
import type { SessionService } from './sessions.ts'

type Pieces = AsyncGenerator<string, undefined, undefined>

/** Pieces of its text, in order. Undefined: there is no such session, or none that can be read any more. */
export async function exportSession(
  sessions: Pick<SessionService, 'find' | 'watch'>,
  id: string,
  format: SessionFormat,
): Promise<{ readonly session: SessionDetail; readonly text: Pieces } | undefined> {
  const session = await sessions.find(id)
  if (session === undefined) return undefined
  const writer = await writerFor(format, kindOf(session.agent).displayName)
  return { session, text: textOf(sessions, session, writer) }
}

const writerFor = async (format: SessionFormat, agentName: string): Promise<SessionWriter> => {
  switch (format) {
    case 'markdown':
      return (await import('../core/export/markdown-writer.ts')).markdownWriter(agentName)
    case 'html':
      return (await import('../core/export/html-writer.ts')).htmlWriter(agentName)
    case 'json':
      return (await import('../core/export/json-writer.ts')).jsonWriter(new Date().toISOString())
    case 'prompt':
      return (await import('../core/export/prompt-writer.ts')).promptWriter(agentName)
    default:
      return format satisfies never
  }
}

async function* textOf(sessions: Pick<SessionService, 'watch'>, session: SessionDetail, writer: SessionWriter): Pieces {
  yield writer.head(session)
  const watch = await sessions.watch(session.id)
  if (watch !== undefined) {
    try {
      yield* eventsOf(watch, writer)
    } finally {
      watch.close()
    }
  }
  yield writer.foot()
  return undefined
}

const eventsAtOnce = 200

/** Up to where it was when this began: a session that goes on would never end. */
async function* eventsOf(watch: SessionWatch, writer: SessionWriter): Pieces {
  for (let after: string | undefined = fromStart; after !== undefined; ) {
    const page = await watch.events({ after, limit: eventsAtOnce })
    let text = ''
    for (const event of page.events) text += writer.event(await whole(watch, event))
    if (text !== '') yield text
    after = page.after
  }
  return undefined
}

const whole = async (watch: SessionWatch, event: SessionEvent): Promise<SessionEvent> =>
  event.isCut === true ? ((await watch.event(event.cursor)) ?? event) : event
