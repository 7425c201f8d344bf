/** The lines that are left for agents' windows: written when a session says something new, and renewed while it runs. */
import type { AccountLimits } from '../../core/limits/limits-report.ts'
import { type StatusLineFacts, statusLineText } from '../../core/limits/status-line-text.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { folderName, projectPlace } from '../../core/session/project-place.ts'
import { seconds } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { HeardStatusLine } from '../../limits/status-line-folder.ts'
import type { LinesLeft } from '../../limits/status-line-lines.ts'

export interface LineParts {
  /** Undefined: nothing of ours is printed. */
  readonly template: () => string | undefined
  /** What writes a moment as the user's clock shows it. */
  readonly moments: () => Promise<(iso: string) => string>
  readonly leave: (lines: readonly LinesLeft[], nowMs: number) => Promise<void>
}

interface Beside {
  readonly heard: () => readonly HeardStatusLine[]
  readonly accountOf: (line: HeardStatusLine) => Promise<AccountLimits | undefined>
  readonly todayUsd: () => Promise<number | undefined>
  readonly clock: () => number
  readonly reportError: ReportError
}

export interface StatusLines {
  noteFleet(fleet: FleetReport): void
  /** Something new was heard. */
  renew(): void
  begin(): void
  close(): void
}

/** Lines are good for a minute. */
const renewEveryMs = seconds(25)
const costGoodForMs = seconds(10)

export function createStatusLines(parts: LineParts, beside: Beside): StatusLines {
  const { heard, accountOf, clock, reportError } = beside
  let fleet: FleetReport | undefined
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  let cost: { readonly atMs: number; readonly usd: number | undefined } | undefined

  async function todayUsd(): Promise<number | undefined> {
    if (cost === undefined || Math.abs(clock() - cost.atMs) > costGoodForMs) {
      cost = { atMs: clock(), usd: await beside.todayUsd() }
    }
    return cost.usd
  }

  async function factsOf(line: HeardStatusLine): Promise<StatusLineFacts> {
    const { projectDir, model, contextPercent, costUsd, sessionId } = line.status
    const others = fleet?.processes.filter((one) => one.activity === 'waiting' && one.sessionId !== sessionId)
    return {
      ...{ model, contextPercent, costUsd },
      project: projectDir === undefined ? undefined : folderName(projectPlace(projectDir).folder),
      windows: (await accountOf(line))?.windows ?? [],
      todayUsd: await todayUsd(),
      othersWait: others?.length,
    }
  }

  async function write(): Promise<void> {
    const running = new Set(fleet?.processes.map(({ pid }) => pid))
    const lines = heard().filter(({ pid }) => running.has(pid))
    if (lines.length === 0) return
    const template = parts.template()
    const at = await parts.moments()
    const left = lines.map(async (line): Promise<LinesLeft> => {
      const text = template === undefined ? undefined : statusLineText(template, await factsOf(line), at)
      return { pid: line.pid, text }
    })
    await parts.leave(await Promise.all(left), clock())
  }

  function renew(): void {
    running = running.then(write).catch((cause: unknown) => reportError('A status line could not be left', cause))
  }

  return {
    noteFleet(now) {
      const isFirst = fleet === undefined
      fleet = now
      if (isFirst) renew()
    },
    renew,
    begin() {
      timer = setInterval(renew, renewEveryMs).unref()
    },
    close: () => clearInterval(timer),
  }
}
