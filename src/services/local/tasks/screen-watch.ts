/**
 * What tasks are at whose agents tell it by nothing else: by the rules of manifests, on their terminals. Followed only as long as somebody asks,
 * as an agent that has a registry, records or hooks of its own knows better.
 */

import type { FleetAgentReport } from '../../../core/process/report.ts'
import { isoTime } from '../../../core/process/report.ts'
import { readScreen, type ScreenReading } from '../../../core/screens/read-screen.ts'
import { isRunning, type TaskRecord } from '../../../core/tasks/task-record.ts'
import type { ScreenActivity, TaskWhy } from '../../../core/tasks/task-why.ts'
import { sessionId } from '../../../core/terminals/session.ts'
import { type FollowedScreen, followScreen } from './screen-follow.ts'
import type { TaskDesk } from './task-desk.ts'

export interface ScreenWatch {
  /**
   * What its screen says; from now on it is followed. Undefined: nothing yet, or nothing that a rule knows. Where its agent tells it by itself
   * (`isTold`) that goes before, and its screen only rings for a look when it says something else, unless its agent is heard at once.
   */
  of(taskId: string, isTold?: boolean): ScreenActivity | undefined
  /** By what it is known what it is at, looked up now; with the last rows of its screen. */
  why(record: TaskRecord, agent: FleetAgentReport | undefined): Promise<TaskWhy>
  close(): Promise<void>
}

interface Followed {
  readonly run: string
  readonly opening: Promise<void>
  screen?: FollowedScreen | undefined
  seen?: ScreenActivity | undefined
  followedAtMs: number
  /** As nothing else tells. */
  askedAtMs?: number | undefined
}

/** Nobody asked for so long: it is left. */
const restMs = 30_000
const tidyMs = 10_000
const keptRows = 40
/** The look that `why` goes by is not older. */
const lookedWithinMs = 3_000

export function watchScreens(desk: TaskDesk): ScreenWatch {
  const { clock, looks, reportError } = desk.beside
  const followed = new Map<string, Followed>()
  let tidying: NodeJS.Timeout | undefined

  function of(taskId: string, isTold = false): ScreenActivity | undefined {
    const seen = lookedAt(taskId, isTold)
    return isTold ? undefined : seen
  }

  function lookedAt(taskId: string, isTold: boolean): ScreenActivity | undefined {
    const record = desk.running.get(taskId)
    if (record === undefined || record.step !== undefined) return undefined
    if (isTold && record.agent !== undefined && desk.parts.tellsAtOnce(record.agent)) return undefined
    const run = sessionId({ taskId, generation: record.generation })
    const known = followed.get(taskId)
    const askedAtMs = isTold ? undefined : clock()
    if (known?.run === run && known.screen?.isOver !== true) {
      known.followedAtMs = clock()
      known.askedAtMs = askedAtMs
      return known.seen
    }
    known?.screen?.close()
    begin(record, run, askedAtMs)
    return undefined
  }

  function begin(record: TaskRecord, run: string, askedAtMs: number | undefined): void {
    const { id } = record
    tidying ??= setInterval(tidy, tidyMs).unref()
    const opening = open().catch((cause: unknown) => reportError('The screen of a task could not be followed', cause))
    const one: Followed = { run, opening, followedAtMs: clock(), askedAtMs }
    followed.set(id, one)

    async function open(): Promise<void> {
      const screen = await followScreen(await desk.terminals(), run, (isStill) => void look(isStill).catch(fault))
      const now = followed.get(id)
      if (now?.run !== run) screen?.close()
      // It may answer the next time that somebody asks.
      else if (screen === undefined) followed.delete(id)
      else now.screen = screen
    }
    const fault = (cause: unknown) => reportError('The screen of a task could not be read', cause)
    async function look(isStill: boolean): Promise<void> {
      const now = followed.get(id)
      if (now?.screen === undefined) return
      const { rules } = await desk.parts.screenRules(keyOf(record))
      const reading = readScreen(rules, now.screen.now())
      // While it changes it may be half drawn: only that it works is believed.
      if (!isStill && reading?.state !== 'busy') return
      const before = now.seen
      now.seen = nextSeen(before, reading, clock())
      if (before?.activity !== now.seen?.activity || before?.rule !== now.seen?.rule) looks.lookSoon()
    }
  }

  function tidy(): void {
    for (const [id, { followedAtMs, screen }] of followed) {
      if (clock() - followedAtMs < restMs && screen?.isOver !== true) continue
      screen?.close()
      followed.delete(id)
    }
    if (followed.size > 0) return
    clearInterval(tidying)
    tidying = undefined
  }

  return {
    of,
    async why(record, agent) {
      const { rules, manifests, problems } = await desk.parts.screenRules(keyOf(record))
      const run = sessionId({ taskId: record.id, generation: record.generation })
      const own = followed.get(record.id)
      const isOpen = own?.run === run && own.screen?.isOver === false
      const screen = isOpen
        ? own.screen
        : isRunning(record)
          ? await followScreen(await desk.terminals(), run, () => {})
          : undefined
      const shown = screen?.now()
      if (!isOpen) screen?.close()
      const reading = shown && readScreen(rules, shown)
      const seen = own?.seen
      // It is asked for at each look at which nothing else tells.
      const isAsked = own?.askedAtMs !== undefined && clock() - own.askedAtMs < lookedWithinMs
      const isOfScreen = isAsked && seen !== undefined && (agent === undefined || agent.activity === seen.activity)
      const { activity = 'unknown', waitingFor, activitySince } = agent ?? {}
      const source = isOfScreen ? 'screen' : activity !== 'unknown' ? 'agent' : 'none'
      const last = (shown?.rows ?? []).findLastIndex((row) => row.trim() !== '') + 1
      return {
        activity: isOfScreen ? seen.activity : activity,
        waitingFor: isOfScreen ? seen.waitingFor : waitingFor,
        since: isOfScreen ? isoTime(seen.sinceMs) : activitySince,
        ...{ source, manifests, problems, title: shown?.title },
        rule: reading && { id: reading.rule, state: reading.state, matched: reading.matched },
        firstRow: Math.max(0, last - keptRows),
        rows: (shown?.rows ?? []).slice(Math.max(0, last - keptRows), last),
      }
    },
    async close() {
      clearInterval(tidying)
      for (const { opening, screen } of followed.values()) {
        await opening
        screen?.close()
      }
      for (const { screen } of followed.values()) screen?.close()
      followed.clear()
    },
  }
}

/** By its kind of agent; of a backend that is of none, by its name. */
const keyOf = ({ agent, backend }: TaskRecord): string => agent ?? backend

function nextSeen(
  before: ScreenActivity | undefined,
  reading: ScreenReading | undefined,
  nowMs: number,
): ScreenActivity | undefined {
  if (reading?.state === 'keep') return before
  if (reading === undefined) return undefined
  const { state: activity, waitingFor, rule } = reading
  const isSame = before?.activity === activity && before.rule === rule
  return { activity, waitingFor, rule, sinceMs: isSame ? before.sinceMs : nowMs }
}
