/**
 * What sessions are at whose records do not tell it (a call without a result runs, or waits for an answer), asked of the host that does
 * their work. A host that is slow to answer keeps no look waiting: what it says counts for the next one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent } from '../agents/agent.ts'
import type { HostedState, HostTalk } from '../agents/hosting.ts'
import type { HostRef } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import type { RecognisedProcess } from './recognise.ts'

/** Whoever opens connections: what is said on this socket, and its result. */
export type AskHost = <T>(socketPath: string, talk: HostTalk<T>) => Promise<Result<T, string>>

export interface HostStates {
  /** By pid of the window. */
  of(windows: readonly AskedWindow[]): Promise<ReadonlyMap<number, HostedState>>
}

export interface AskedWindow {
  readonly found: RecognisedProcess
  readonly host: HostRef
}

interface Answers {
  readonly states: ReadonlyMap<string, HostedState>
  readonly atMs: number
}

const patienceMs = 300
/** Asked no more often. */
const askAgainAfterMs = 1_500
const forgottenAfterMs = 6_000

export function createHostStates(ask: AskHost | undefined, now: () => number): HostStates {
  const known = new Map<string, Answers>()
  const asking = new Map<string, Promise<void>>()

  function begin(socketPath: string, talk: HostTalk<ReadonlyMap<string, HostedState>>): Promise<void> {
    const asked = (ask?.(socketPath, talk) ?? Promise.resolve(undefined)).then((answer) => {
      known.set(socketPath, { states: answer?.ok === true ? answer.value : new Map(), atMs: now() })
    })
    return asked.finally(() => asking.delete(socketPath))
  }

  async function answersOf(agent: Agent, dataDir: string, sessionIds: readonly string[]) {
    const line = agent.hosting?.line
    if (ask === undefined || line?.states === undefined) return undefined
    const socketPath = line.socketPath(dataDir)
    const before = known.get(socketPath)
    const isFresh = before !== undefined && Math.abs(now() - before.atMs) < askAgainAfterMs
    if (!isFresh || sessionIds.some((id) => !before.states.has(id))) {
      const asked = asking.get(socketPath) ?? begin(socketPath, line.states(sessionIds))
      asking.set(socketPath, asked)
      await inTime(asked)
    }
    const answers = known.get(socketPath)
    return answers !== undefined && Math.abs(now() - answers.atMs) < forgottenAfterMs ? answers.states : undefined
  }

  return {
    async of(windows) {
      const untold = windows.filter(({ found: { entry } }) => entry?.live.activity === 'unknown')
      const states = new Map<number, HostedState>()
      const byHost = Map.groupBy(untold, ({ host }) => host.pid)
      for (const [first, ...others] of byHost.values()) {
        if (first?.host.configDir === undefined) continue
        const asked = [first, ...others]
        const ids = asked.flatMap(({ found }) => found.entry?.live.sessionId ?? [])
        const told = await answersOf(first.found.agent, first.host.configDir, ids)
        for (const { found } of asked) {
          const state = told?.get(found.entry?.live.sessionId ?? '')
          if (state !== undefined) states.set(found.process.pid, state)
        }
      }
      return states
    },
  }
}

async function inTime(asked: Promise<void>): Promise<void> {
  const giveUp = new AbortController()
  const late = sleep(patienceMs, undefined, { signal: giveUp.signal }).catch(() => undefined)
  await Promise.race([asked, late])
  giveUp.abort()
}
