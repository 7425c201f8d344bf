/** Whose prompts stand where on the page, and what a drag or a key makes of their order. Pure. */
import { isSameProcess, processId } from '../../../core/process/process.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { PromptReport, QueueReport, SessionQueue } from '../../../core/prompts/prompt-report.ts'
import { isTrouble, isWaiting } from '../../../core/prompts/prompt-states.ts'

export interface QueueCard extends SessionQueue {
  /** Undefined: its process is gone. */
  readonly agent: FleetAgentReport | undefined
}

export interface QueueCards {
  readonly open: readonly QueueCard[]
  /** A person has to look at one of theirs. */
  readonly wrong: readonly QueueCard[]
}

/** `processes` stand in the order of need already; whose process is gone comes last. */
export function queueCards(
  { sessions }: Pick<QueueReport, 'sessions'>,
  processes: readonly FleetAgentReport[],
): QueueCards {
  const placeOf = ({ target }: SessionQueue) => {
    const place = processes.findIndex((one) => isSameProcess(one, target))
    return place === -1 ? processes.length : place
  }
  const cards = sessions
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((session) => ({ ...session, agent: processes[placeOf(session)] }))
  const isWrong = ({ prompts }: SessionQueue) => prompts.some(({ state }) => isTrouble(state))
  return { open: cards.filter((card) => !isWrong(card)), wrong: cards.filter(isWrong) }
}

export const openPrompts = ({ sessions }: Pick<QueueReport, 'sessions'>): readonly PromptReport[] =>
  sessions.flatMap(({ prompts }) => prompts)

/** So many of one agent are not over. */
export const queuedFor = (
  sessions: QueueReport['sessions'],
  { agentId, sessionId }: { readonly agentId?: string | undefined; readonly sessionId?: string | undefined },
): number =>
  sessions
    .filter(
      ({ target }) => processId(target) === agentId || (sessionId !== undefined && target.sessionId === sessionId),
    )
    .reduce((all, { prompts }) => all + prompts.length, 0)

/** Only what waits has a place that can be another. */
export const movable = (prompts: readonly PromptReport[]): readonly string[] =>
  prompts.filter(({ state }) => isWaiting(state)).map(({ id }) => id)

/** Its place from 1 among those that wait, one further up or down; undefined at an end. */
export function placeBeside(prompts: readonly PromptReport[], id: string, step: 1 | -1): number | undefined {
  const ids = movable(prompts)
  const place = ids.indexOf(id) + step
  return ids.includes(id) && place >= 0 && place < ids.length ? place + 1 : undefined
}

/** Dropped on another one it takes its place; undefined where nothing changes. */
export function placeOn(prompts: readonly PromptReport[], id: string, onId: string): number | undefined {
  const ids = movable(prompts)
  return id !== onId && ids.includes(id) && ids.includes(onId) ? ids.indexOf(onId) + 1 : undefined
}
