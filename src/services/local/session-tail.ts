/** What the last records of a session tell of what it asks: its words, what it did before, and the calls that wait. */
import type { AskedCall } from '../../agents/dialogs.ts'
import { recordIn } from '../../agents/json-line.ts'
import { mainLane, type ToolCallEvent } from '../../core/session/session-event.ts'
import type { SessionWatch } from '../../core/session/session-watch.ts'
import type { Approval } from '../../core/waiting/approval.ts'
import { type Step, stepsBefore, stepsIn } from '../../core/waiting/tool-tail.ts'
import type { SessionService } from '../sessions.ts'

export interface SessionTail {
  /** Why it asks, in its own words, and after what. */
  before(sessionId: string, subagentId: string | undefined): Promise<Pick<Approval, 'why' | 'before'> | undefined>
  /** Of its main chain and its subagents, with all of their input, secrets too: nothing of it is shown as it is. */
  openCalls(sessionId: string): Promise<readonly AskedCall[]>
  /** What came of a request since it was made, by the call of its tool that ended since. */
  answered(approval: Approval, subagentId: string | undefined): Promise<'allowed' | 'denied' | undefined>
  /** What it did last in this turn, oldest first. */
  steps(sessionId: string): Promise<readonly Step[]>
}

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
  const steps = async (watch: SessionWatch, lane: string) =>
    stepsIn((await watch.events({ kinds: ['tool-call', 'tool-result'], lane, limit: mostToolEvents })).events)

  return {
    before: (sessionId, subagentId) =>
      reading(sessionId, async (watch) => {
        const lane = subagentId ?? mainLane
        return { why: await lastWords(watch, lane), before: stepsBefore(await steps(watch, lane)) }
      }),
    async answered({ sessionId, tool, since }, subagentId) {
      const all = (await reading(sessionId, (watch) => steps(watch, subagentId ?? mainLane))) ?? []
      const ended = all.filter(
        ({ call, result }) => call.tool === tool && Date.parse(result?.at ?? '') >= Date.parse(since),
      )
      const [only] = ended
      if (only === undefined || ended.length > 1) return undefined
      return only.result?.outcome === 'interrupted' ? 'denied' : 'allowed'
    },
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
