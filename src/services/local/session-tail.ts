/** What the last records of a session tell of what it asks: its words, what it did before, and the calls that wait. */
import type { AskedCall } from '../../agents/dialogs.ts'
import { recordIn } from '../../agents/json-line.ts'
import { mainLane, type SessionEvent, type ToolCallEvent } from '../../core/session/session-event.ts'
import { mostEventsPerPage, type SessionWatch } from '../../core/session/session-watch.ts'
import type { Approval, RanTool } from '../../core/waiting/approval.ts'
import { runsTests } from '../../core/waiting/test-run.ts'
import { endedSince, ranOf, type Step, stepsBefore, stepsIn } from '../../core/waiting/tool-tail.ts'
import { commandOf, type TurnFacts, turnFacts } from '../../core/waiting/turn-facts.ts'
import type { SessionService } from '../sessions.ts'

export interface SessionTail {
  /** Why it asks, in its own words, and after what. */
  before(sessionId: string, subagentId: string | undefined): Promise<Pick<Approval, 'why' | 'before'> | undefined>
  /** Of its main chain and its subagents, with all of their input, secrets too: nothing of it is shown as it is. */
  openCalls(sessionId: string): Promise<readonly AskedCall[]>
  /** What came of a request since it was made, by the call of its tool that ended since. */
  answered(approval: Approval, subagentId: string | undefined): Promise<'allowed' | 'denied' | undefined>
  /** What its tool did; undefined while nothing tells that. */
  ran(approval: Approval): Promise<RanTool | undefined>
  /** What is known of its last turn, that ended then; undefined where it began too long ago. */
  turn(sessionId: string, endedAt: string | undefined): Promise<TurnFacts | undefined>
  /** What it did last in this turn, oldest first. */
  steps(sessionId: string): Promise<readonly Step[]>
}

const turnKinds = ['prompt', 'text', 'tool-call', 'tool-result', 'pr-link', 'turn-end'] as const
const mostWords = 1_000
const mostToolEvents = 80

export function createSessionTail(sessions: Pick<SessionService, 'watch'>): SessionTail {
  async function reading<T>(
    sessionId: string,
    read: (watch: SessionWatch) => Promise<T>,
    isRedacted = true,
  ): Promise<T | undefined> {
    const watch = await sessions.watch(sessionId, { isRedacted })
    if (watch === undefined) return undefined
    try {
      return await read(watch)
    } finally {
      watch.close()
    }
  }
  const steps = async (watch: SessionWatch, lane: string | undefined) =>
    stepsIn((await watch.events({ kinds: ['tool-call', 'tool-result'], lane, limit: mostToolEvents })).events)

  return {
    before: (sessionId, subagentId) =>
      reading(sessionId, async (watch) => {
        const lane = subagentId ?? mainLane
        return { why: await lastWords(watch, lane), before: stepsBefore(await steps(watch, lane)) }
      }),
    async answered(approval, subagentId) {
      const all = (await reading(approval.sessionId, (watch) => steps(watch, subagentId ?? mainLane))) ?? []
      const ended = endedSince(all, approval)
      return ended === undefined ? undefined : ended.result.outcome === 'interrupted' ? 'denied' : 'allowed'
    },
    async ran(approval) {
      const lane = approval.subagent === undefined ? mainLane : undefined
      const all = (await reading(approval.sessionId, (watch) => steps(watch, lane))) ?? []
      const ended = endedSince(all, approval)
      return ended && ranOf(ended)
    },
    turn: (sessionId, endedAt) =>
      reading(sessionId, async (watch) => {
        const { events } = await watch.events({ kinds: turnKinds, limit: mostEventsPerPage })
        const facts = turnFacts(await withWholeTexts(watch, events), endedAt)
        return facts && { ...facts, pullRequest: facts.pullRequest ?? watch.state().pullRequests.at(-1) }
      }),
    steps: async (sessionId) => (await reading(sessionId, turnSteps)) ?? [],
    openCalls: async (sessionId) =>
      (await reading(
        sessionId,
        async (watch) => {
          const kinds = ['tool-call', 'tool-result'] as const
          const { events } = await watch.events({ kinds, limit: 2 * mostToolEvents })
          const open = stepsIn(events).filter(({ result }) => result === undefined)
          return Promise.all(open.map(({ call }) => wholeCall(watch, call)))
        },
        false,
      )) ?? [],
  }
}

/** Its last words, and what runs of tests printed: their sum stands at the end, and a long text is kept by its beginning. */
async function withWholeTexts(watch: SessionWatch, events: readonly SessionEvent[]): Promise<readonly SessionEvent[]> {
  const wanted = new Set([
    events.findLast(({ kind, lane }) => kind === 'text' && lane === mainLane)?.cursor,
    stepsIn(events).findLast((step) => runsTests(commandOf(step) ?? ''))?.result?.cursor,
  ])
  const whole = (event: SessionEvent) =>
    event.isCut === true && wanted.has(event.cursor) ? watch.event(event.cursor) : event
  return Promise.all(events.map(async (event) => (await whole(event)) ?? event))
}

async function turnSteps(watch: SessionWatch): Promise<readonly Step[]> {
  const kinds = ['prompt', 'tool-call', 'tool-result'] as const
  const { events } = await watch.events({ kinds, lane: mainLane, limit: mostToolEvents })
  return stepsIn(events.slice(events.findLastIndex(({ kind }) => kind === 'prompt') + 1))
}

/** What it wrote last in its turn; of a turn before, it says nothing about this one. */
async function lastWords(watch: SessionWatch, lane: string): Promise<string | undefined> {
  const [last] = (await watch.events({ kinds: ['prompt', 'text'], lane, limit: 1 })).events.slice(-1)
  return last?.kind === 'text' ? last.text.slice(0, mostWords) : undefined
}

async function wholeCall(watch: SessionWatch, call: ToolCallEvent): Promise<AskedCall> {
  const whole = call.isCut === true ? await watch.event(call.cursor) : call
  const input = whole?.kind === 'tool-call' ? whole.input : call.input
  const id = call.lane
  const type = watch.state().subagents.find((one) => one.id === id)?.type
  return { tool: call.tool, input: recordIn(input) ?? {}, subagent: id === mainLane ? undefined : { id, type } }
}
