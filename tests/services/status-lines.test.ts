/** The lines that a server leaves for agents' windows: for which sessions, with what, and when none. */
import { expect, it } from 'vitest'
import type { AccountLimits } from '../../src/core/limits/limits-report.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import type { HeardStatusLine } from '../../src/limits/status-line-folder.ts'
import type { LinesLeft } from '../../src/limits/status-line-lines.ts'
import { createStatusLines } from '../../src/services/local/status-lines.ts'
import { twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { madeUpReport } from './made-up-limits.ts'

const [first, second] = twentyAgents.processes
const fleet: FleetReport = twentyAgents
const heardOf = (pid: number, sessionId = 's1'): HeardStatusLine => ({
  ...{ pid, atMs: 0, heard: 'now', drawnAtMs: 0 },
  status: { sessionId, projectDir: '/home/dev/payments-api', model: 'Opus 5.5', contextPercent: 41, costUsd: 1.5 },
})

function setUp(more: { template?: string | undefined; heard?: readonly HeardStatusLine[]; todayUsd?: number } = {}) {
  const left: (readonly LinesLeft[])[] = []
  const problems: string[] = []
  let [asked, nowMs] = [0, 1_000_000]
  const lines = createStatusLines(
    {
      template: () =>
        'template' in more ? more.template : '{project} · {model} · {context} · {limits} · {today} · {waiting}',
      moments: async () => () => '16:05',
      leave: async (all) => void left.push(all),
    },
    {
      heard: () => more.heard ?? [heardOf(first?.pid ?? 0)],
      accountOf: async (): Promise<AccountLimits | undefined> => madeUpReport().accounts[0],
      todayUsd: async () => {
        asked += 1
        return more.todayUsd ?? 48.6
      },
      clock: () => nowMs,
      reportError: (message) => void problems.push(message),
    },
  )
  const goOn = (ms: number) => {
    nowMs += ms
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5))
  return { lines, left, problems, settle, asked: () => asked, goOn }
}

it('leaves nothing before it knows who runs, then a line at once, and anew when something is heard', async () => {
  const { lines, left, settle } = setUp()
  lines.renew()
  await settle()
  expect(left).toEqual([])
  lines.noteFleet(fleet)
  await settle()
  expect(left.flat().map(({ pid }) => pid)).toEqual([first?.pid])
  const colourless = (left[0]?.[0]?.text ?? '').replaceAll(/\u001b\[\d+m/g, '')
  expect(colourless).toMatch(/^payments-api · Opus 5\.5 · 41 % · 5 h 62 % → 16:05 · week 66 %.* · \$48\.60 today/)
  // Who runs is told often: a line is not made for each time.
  lines.noteFleet(fleet)
  await settle()
  expect(left).toHaveLength(1)
  lines.renew()
  await settle()
  expect(left).toHaveLength(2)
})

it('leaves none for a session whose process is gone', async () => {
  const { lines, left, settle } = setUp({ heard: [heardOf(999_999), heardOf(second?.pid ?? 0)] })
  lines.noteFleet(fleet)
  await settle()
  expect(left.flat().map(({ pid }) => pid)).toEqual([second?.pid])
})

it('counts others that wait, never the session itself', async () => {
  const asks = twentyAgents.processes.find(({ activity }) => activity === 'waiting')
  const of = async (sessionId: string) => {
    const { lines, left, settle } = setUp({ template: '{waiting}', heard: [heardOf(first?.pid ?? 0, sessionId)] })
    lines.noteFleet(fleet)
    await settle()
    return left[0]?.[0]?.text
  }
  expect(await of('somebody-else')).toBe(`◐ ${fleet.counts.waiting} other waits`)
  expect(await of(asks?.sessionId ?? 'none')).toBe('')
})

it('takes the line away where ours is switched off', async () => {
  const { lines, left, settle } = setUp({ template: undefined })
  lines.noteFleet(fleet)
  await settle()
  expect(left).toEqual([[{ pid: first?.pid, text: undefined }]])
})

it('asks for today’s cost at most every ten seconds, also after a clock that was set back', async () => {
  const { lines, settle, asked, goOn } = setUp()
  lines.noteFleet(fleet)
  await settle()
  for (const ms of [1_000, 5_000]) {
    goOn(ms)
    lines.renew()
    await settle()
  }
  expect(asked()).toBe(1)
  goOn(-3_600_000)
  lines.renew()
  await settle()
  expect(asked()).toBe(2)
})

it('says that one could not be left, and goes on', async () => {
  const { lines, left, problems, settle } = setUp()
  lines.noteFleet({ ...fleet, processes: undefined as never })
  await settle()
  expect(problems).toEqual(['A status line could not be left'])
  lines.noteFleet(fleet)
  lines.renew()
  await settle()
  expect(left.length).toBeGreaterThan(0)
})
