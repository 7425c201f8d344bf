/** "continue", sent at once to an agent whose turn an error ended: what would become of it before, and what did after. */
import { useEffect, useState } from 'preact/hooks'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { TurnItem } from '../../../core/waiting/waiting-report.ts'
import type { PromptRequest } from '../../../services/prompts.ts'
import { announce } from '../announcer.tsx'
import { followFatesOf } from '../compose/asked-fates.ts'
import type { Fate } from '../compose/compose-words.ts'
import { asItIs, type SentOne, sendOne } from '../compose/send-one.ts'
import { isLive, queueVersion } from '../live/live-store.ts'
import { effect, signal } from '../store.ts'

/** By the turn that failed: it is sent at most once, wherever the cursor went since. */
const given = signal<ReadonlyMap<string, SentOne | 'sending'>>(new Map())

const keyOf = ({ id, since }: TurnItem): string => `${id} ${since}`

const requestFor = ({ pid, start }: FleetAgentReport): PromptRequest => ({
  target: { pid, start },
  text: 'continue',
  when: 'idle',
})

export interface GoOn {
  /** Not known before the server was asked. */
  readonly fate: Fate | undefined
  readonly sent: SentOne | 'sending' | undefined
  readonly send: () => void
}

/** Of one that failed; without an agent nothing is asked. */
export function useGoOn(item: TurnItem, agent: FleetAgentReport | undefined): GoOn {
  const [fate, setFate] = useState<Fate | undefined>()
  const { id, activity } = agent ?? {}
  const key = keyOf(item)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for another turn or another activity, not with each look at the agents.
  useEffect(() => {
    setFate(undefined)
    if (agent === undefined) return
    return followFatesOf({
      watch: () => void queueVersion.value,
      requests: () => [[agent.id, requestFor(agent)]],
      take: (found) => setFate(found.get(agent.id)),
    })
  }, [id, activity, key])
  const sent = given.value.get(key)
  const isSent = sent !== undefined
  useEffect(() => (isSent ? follow(key) : undefined), [key, isSent])
  const send = () => {
    if (agent !== undefined && isLive.peek()) void sendOnce(key, agent)
  }
  return { fate, sent, send }
}

const note = (key: string, one: SentOne | 'sending'): void => {
  given.value = new Map([...given.peek(), [key, one]])
}

async function sendOnce(key: string, agent: FleetAgentReport): Promise<void> {
  if (given.peek().has(key)) return
  note(key, 'sending')
  const one = await sendOne(agent, requestFor(agent))
  note(key, one)
  announce(one.prompt === undefined ? `It was not sent. ${one.problem}` : 'It is kept, and goes as said.')
}

/** Its state as the queue changes, until what it returns is called. */
const follow = (key: string): (() => void) =>
  effect(() => {
    void queueVersion.value
    const before = given.value.get(key)
    if (!isLive.value || before === undefined || before === 'sending') return
    const timer = setTimeout(async () => {
      const now = await asItIs(before)
      if (given.peek().get(key) === before && now.prompt?.stateSince !== before.prompt?.stateSince) note(key, now)
    }, 200)
    return () => clearTimeout(timer)
  })
