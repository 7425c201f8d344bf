/** `tce advice` on a home with waste of known size: the built program, its thread, its store, git. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdviceReport } from '../../src/core/advice/advice.ts'
import { hours, minutes } from '../../src/core/time/duration.ts'
import { gitIn } from '../tools/git-in.ts'
import { markProcesses, testEnvironment } from '../tools/left-overs.ts'
import { runTce, startDashboard, type TestHome, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'
import { WasteSession } from './waste-home.ts'

const dir = mkdtempSync(join(tmpdir(), 'tce-advice-'))
const left = markProcesses(dir)
const configDir = join(dir, '.claude')
const home: TestHome = {
  dir,
  env: {
    PATH: process.env['PATH'] ?? '',
    HOME: dir,
    LANG: 'C.UTF-8',
    CLAUDE_CONFIG_DIR: configDir,
    ...testEnvironment(),
  },
}
const repository = join(dir, 'shop')
const atMs = Date.now() - hours(24 * 5)
let number = 0
const session = (project = '/work/payments', agent?: string) => {
  const id = `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`
  if (agent === undefined) number += 1
  return new WasteSession(configDir, project, {
    id,
    atMs: atMs + number * minutes(10),
    ...(agent !== undefined && { agent }),
  })
}
const git = (...args: readonly string[]) => gitIn(repository, ...args)

/** 600,000 tokens written again after 12 minutes: 0.6 × (6.25 − 0.5) = $3.45 */
function pause() {
  session()
    .prompt('Look at the queue, thoroughly')
    .answer({ write: 600_000 })
    .wait(minutes(12))
    .prompt('And now the other one')
    .answer({ write: 600_000 })
}

/** A result of 100,000 tokens, carried by 60 requests: 98,000 × (6.25 + 60 × 0.5) = $3.55 */
function huge() {
  const told = session('/work/search').prompt('Read the log, and tell me about each of its errors')
  told.call({ write: 20_000 }, 'Bash', { command: 'cat all.log' }, 'x'.repeat(400_000))
  told.answer({ read: 20_000, write: 100_010, output: 0 })
  for (let n = 0; n < 60; n++) told.call({ read: 120_010, output: 0 }, 'Bash', { command: `step ${n}` }, 'ok')
}

/** Edits of a file that no commit holds, at $5 of output: 200,000 × 25 */
function thrown(path: string) {
  const told = session(repository).prompt('Write it, whatever it takes, and make it good')
  mkdirSync(repository, { recursive: true })
  told.call({ write: 1_000, output: 200_000 }, 'Write', { file_path: path, content: 'x' }, 'File created')
}

beforeAll(async () => {
  pause()
  huge()
  mkdirSync(repository, { recursive: true })
  git('init', '-q')
  writeFileSync(join(repository, 'kept.ts'), 'x')
  git('add', '.')
  git('commit', '-q', '-m', 'kept')
  thrown(join(repository, 'gone.ts'))
  thrown(join(repository, 'kept.ts'))
  for (let n = 0; n < 60; n++)
    session('/work/small').prompt('Explain this in some detail, please').answer({ write: 100, output: 500 })
}, 60_000)
afterAll(async () => {
  await left.endAll()
  rmSync(dir, { recursive: true, force: true })
})

describe('tce advice', () => {
  it('finds the waste that is there, and what it cost', async () => {
    const report = await tceJson<AdviceReport>(home, 'advice')
    expect(report.findings.map(({ rule, usd, cases }) => [rule, usd.toFixed(2), cases])).toEqual([
      ['big-result', '3.55', 1],
      ['cache-pause', '3.45', 1],
    ])
    expect(report).toMatchObject({ sessions: 64, sessionsToRead: 0, isTooEarly: false, days: 30 })
    expect(report.savedUsd).toBeCloseTo(7.0, 2)
    expect(report.spentUsd).toBeGreaterThan(report.savedUsd)
    expect(report.findings[1]?.dearest[0]).toMatchObject({
      project: 'payments',
      amount: minutes(12) + 2_000,
      tokens: 600_000,
    })
  })

  it('leads from each case to its event', async () => {
    const { findings } = await tceJson<AdviceReport>(home, 'advice', 'big-result')
    const [found] = findings[0]?.dearest ?? []
    const server = await startDashboard(home)
    const answer = await fetch(
      `${server.url}/api/sessions/${found?.sessionId}/events/${encodeURIComponent(found?.cursor ?? '')}`,
      {
        headers: { authorization: `Bearer ${server.token}` },
      },
    )
    const text = await answer.text()
    await server.stop()
    expect(answer.status).toBe(200)
    expect(text).toContain('cat all.log')
  })

  it('asks git only when that is wanted: what was committed since is kept, what no commit holds was thrown away', async () => {
    const { findings } = await tceJson<AdviceReport>(home, 'advice', 'thrown-away')
    expect(findings[0]?.dearest.map(({ usd, amount }) => [usd.toFixed(2), amount])).toEqual([['5.01', 1]])
  })

  it('counts no more than the window, the project, the threshold and the folders that are left out allow', async () => {
    expect((await tceJson<AdviceReport>(home, 'advice', '--days', '2')).findings).toEqual([])
    const ofProject = await tceJson<AdviceReport>(home, 'advice', '--project', 'search')
    expect(ofProject.findings.map(({ rule }) => rule)).toEqual(['big-result'])
    mkdirSync(join(dir, 'tce-config'), { recursive: true })
    writeFileSync(join(dir, 'tce-config', 'config.toml'), '[advice]\nmin_usd = 3.5\n')
    expect((await tceJson<AdviceReport>(home, 'advice')).findings.map(({ rule }) => rule)).toEqual(['big-result'])
    const exclude = '[history]\nexclude = ["/work/search"]\n'
    writeFileSync(join(dir, 'tce-config', 'config.toml'), exclude)
    const without = await tceJson<AdviceReport>(home, 'advice')
    expect(without.findings.map(({ rule }) => rule)).toEqual(['cache-pause'])
    expect(without).toMatchObject({ sessions: 63, sessionsToRead: 0 })
    rmSync(join(dir, 'tce-config', 'config.toml'))
    expect(await tceJson<AdviceReport>(home, 'advice')).toMatchObject({ sessions: 64, sessionsToRead: 0 })
  })

  it('does not show what is of no use to its user, in a project or everywhere, until they want it again', async () => {
    expect((await runTce(home, 'advice', 'hide', 'big-result', '--project', 'search')).code).toBe(0)
    expect((await tceJson<AdviceReport>(home, 'advice')).findings.map(({ rule }) => rule)).toEqual(['cache-pause'])
    expect((await tceJson<AdviceReport>(home, 'advice', '--hidden')).findings).toHaveLength(2)
    expect((await runTce(home, 'advice')).stdout).toContain('1 hidden by you')
    await runTce(home, 'advice', 'show', 'big-result', '--project', 'search')
    expect((await tceJson<AdviceReport>(home, 'advice')).findings).toHaveLength(2)
    expect((await runTce(home, 'advice', 'hide', 'nothing')).code).toBe(2)
  })

  it('reads a session again once it was written to, and from a server what is known by then', async () => {
    const server = await startDashboard(home)
    const more = session('/work/later').prompt('Look at the other queue, thoroughly').answer({ write: 900_000 })
    more.wait(minutes(30)).prompt('Go on with what is left of it').answer({ write: 900_000 })
    const pauses = async () => {
      const { findings, sessionsToRead } = await tceJson<AdviceReport>(home, 'advice')
      return { cases: findings.find(({ rule }) => rule === 'cache-pause')?.cases, sessionsToRead }
    }
    await waitFor('the new pause', async () => (await pauses()).cases === 2)
    expect((await pauses()).sessionsToRead).toBe(0)
    await server.stop()
  })
})
