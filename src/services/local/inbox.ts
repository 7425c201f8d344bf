/** The inbox of this machine. Each message is on disk when it is answered for, in the audit log, and told to those who follow. */
import type { Actor } from '../../core/audit/audit.ts'
import { chainWithinMs, weigh } from '../../core/inbox/brakes.ts'
import { handlesOf } from '../../core/inbox/handles.ts'
import { messageReport } from '../../core/inbox/inbox-report.ts'
import type { Message, NewMessage } from '../../core/inbox/message.ts'
import { cleanMessage, userName } from '../../core/inbox/message.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { hours } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { MessageStore } from '../../team/message-store.ts'
import type { InboxProblem, InboxService, Inside, MessageRequest, SentMessages } from '../inbox.ts'
import type { LocalBus } from './bus.ts'
import type { LocalLog } from './log.ts'
import type { Looks } from './looks.ts'

export interface InboxParts {
  readonly messages: () => Promise<Result<MessageStore, string>>
  /** Its path with links followed; else why it may not be told of. */
  readonly sharedFile: (path: string, projectDir: string | undefined) => Promise<Result<string, string>>
}

export interface InboxBeside {
  readonly looks: Pick<Looks, 'read'>
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
  readonly clock: () => number
  readonly reportError: ReportError
}

/** Who has not read it by then is not waiting for it any more. */
const expiresAfterMs = hours(24)
const keptForListMs = hours(24 * 30)
/** A session of this age is the one that a person sees. */
const freshMs = 500

type Session = FleetAgentReport & { readonly sessionId: string }

interface Sender {
  readonly name: string
  /** Absent: a person. */
  readonly session?: Session | undefined
}

export function createInbox(parts: InboxParts, { looks, log, bus, clock }: InboxBeside): InboxService {
  async function sessionsNow(): Promise<readonly Session[]> {
    return (await looks.read(freshMs)).processes.filter((agent): agent is Session => agent.sessionId !== undefined)
  }

  /** Everything but who it goes to. */
  async function prepare({ text, file }: MessageRequest, inside: Inside | undefined, sessions: readonly Session[]) {
    const session = inside && sessions.find(({ pid }) => pid === inside.pid)
    if (inside !== undefined && session === undefined) return err(noSessionYet)
    const clean = file !== undefined && text.trim() === '' ? ok('') : cleanMessage(text)
    if (!clean.ok) return err<InboxProblem>({ kind: 'bad-text', message: clean.error })
    const shared = file === undefined ? ok(undefined) : await parts.sharedFile(file, session?.cwd)
    if (!shared.ok) return err<InboxProblem>({ kind: 'bad-file', message: `${shared.error} Nothing was sent.` })
    const name = session && (handlesOf(sessions).get(session.sessionId) ?? String(session.pid))
    const sender: Sender = { name: name ?? userName, session }
    return ok({ sender, text: clean.value, path: shared.value })
  }

  async function send(
    request: MessageRequest,
    actor: Actor,
    inside: Inside | undefined,
  ): Promise<Result<SentMessages, InboxProblem>> {
    const [messages, sessions] = [await opened(), await sessionsNow()]
    if (!messages.ok) return messages
    const prepared = await prepare(request, inside, sessions)
    if (!prepared.ok) return prepared
    const { sender } = prepared.value
    const to = recipientsOf(request.to, sessions, sender.session)
    if (!to.ok) return to
    const handles = handlesOf(sessions)
    const nowMs = clock()
    const isToAll = request.to === 'all'
    const { added, decided } = await messages.value.add(nowMs - expiresAfterMs - chainWithinMs, (past) =>
      decideEach(
        to.value.map((session) => ({
          from: { sessionId: sender.session?.sessionId, name: sender.name },
          to: {
            sessionId: session.sessionId,
            name: handles.get(session.sessionId) ?? String(session.pid),
            agent: session.agent,
          },
          ...{ isToAll, text: prepared.value.text, path: prepared.value.path },
          ...{ createdAtMs: nowMs, expiresAtMs: nowMs + expiresAfterMs },
        })),
        past,
      ),
    )
    for (const message of added) await tell(message, actor, sessions)
    const [first] = decided.heldBack
    if (added.length === 0 && decided.same.length === 0 && first !== undefined) {
      return err({ kind: 'held-back', message: `Nothing was sent to ${first.to}: ${first.why}.`, next: first.next })
    }
    return ok({
      sent: added.map((one) => messageReport(one, nowMs, true)),
      same: decided.same.map((one) => messageReport(one, nowMs, true)),
      heldBack: decided.heldBack,
    })
  }

  async function tell({ id, from, to, path }: Message, actor: Actor, sessions: readonly Session[]): Promise<void> {
    const target = sessions.find(({ sessionId }) => sessionId === to.sessionId)
    const message = `${id}: from @${from.name}${path === undefined ? '' : `, with the file ${path}`}.`
    await log.record({ action: 'message.send', actor, target, subject: id, outcome: 'done', message })
    const { agent, sessionId } = to
    bus.append({
      type: 'message.sent',
      data: { messageId: id, agent, sessionId, to: to.name, from: from.name, fromSessionId: from.sessionId },
    })
    bus.append({ type: 'team.changed', data: {} })
  }

  async function opened(): Promise<Result<MessageStore, InboxProblem>> {
    const messages = await parts.messages()
    return messages.ok ? messages : err({ kind: 'unwritable', message: messages.error })
  }

  return {
    async read({ sessionId, isUnread }) {
      const messages = await opened()
      if (!messages.ok) return { messages: [], unread: 0, problem: messages.error.message }
      const nowMs = clock()
      const kept = await messages.value.list({ sessionId, sinceMs: nowMs - keptForListMs })
      // What goes as a prompt lies in no inbox.
      const all = kept
        .filter(({ isChat }) => sessionId === undefined || isChat !== true)
        .map((one) => messageReport(one, nowMs, sessionId !== undefined))
      const unread = all.filter(({ state }) => state === 'unread')
      return { messages: isUnread === true ? unread : all, unread: unread.length }
    },
    send: (request, actor, inside) => send(request, actor, inside),
    async markRead(sessionId, upTo, inside) {
      const messages = await opened()
      if (!messages.ok) return messages
      if (inside !== undefined) {
        const own = (await sessionsNow()).find(({ pid }) => pid === inside.pid)
        if (own?.sessionId !== sessionId) return err(notYours)
      }
      const count = await messages.value.markRead(sessionId, upTo, clock())
      if (count > 0) bus.append({ type: 'team.changed', data: {} })
      return ok({ count })
    },
  }
}

type Undecided = Omit<NewMessage, 'hops' | 'depth'>

interface Decided {
  readonly same: Message[]
  readonly heldBack: SentMessages['heldBack'][number][]
}

/** A person is never held back. */
function decideEach(drafts: readonly Undecided[], past: readonly Message[]): readonly [readonly NewMessage[], Decided] {
  const messages: NewMessage[] = []
  const decided: Decided = { same: [], heldBack: [] }
  for (const draft of drafts) {
    const { from, to, isToAll, text, path, createdAtMs } = draft
    if (from.sessionId === undefined) {
      messages.push({ ...draft, hops: 0, depth: 0 })
      continue
    }
    const weighed = weigh({ from: from.sessionId, to: to.sessionId, isToAll, text, path }, past, createdAtMs)
    if (weighed.kind === 'new') messages.push({ ...draft, hops: weighed.hops, depth: weighed.depth })
    else if (weighed.kind === 'same') decided.same.push(weighed.as)
    else decided.heldBack.push({ to: to.name, why: weighed.why, next: weighed.next })
  }
  return [messages, decided]
}

function recipientsOf(
  to: MessageRequest['to'],
  sessions: readonly Session[],
  sender: Session | undefined,
): Result<readonly Session[], InboxProblem> {
  const others = sessions.filter((session) => session.sessionId !== sender?.sessionId)
  if (to === 'all')
    return others.length > 0 ? ok(others) : err({ ...noSession, message: 'Nobody else runs: nothing was sent.' })
  const found = others.find(({ sessionId }) => sessionId === to.sessionId)
  return found === undefined ? err(noSession) : ok([found])
}

const noSession: InboxProblem = {
  kind: 'no-session',
  message: 'No other agent that runs has that session. Nothing was sent.',
  next: 'tce status',
}
const noSessionYet: InboxProblem = {
  kind: 'no-session',
  message: 'Your own session is not known yet. Nothing was sent.',
  next: 'try again in a moment',
}
const notYours: InboxProblem = {
  kind: 'not-yours',
  message: 'That is the inbox of another session: an agent may use its own alone.',
}
