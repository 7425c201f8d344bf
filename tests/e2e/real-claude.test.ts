/** The main job on real input: the genuine Claude Code is started, the built `tce` says how it is, and ends it. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit/audit.ts'
import type { KillReport } from '../../src/core/kill/kill.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import { describeWithClaude, type RunningClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { identify, isRunning, processesWithHome, signalExactly } from '../tools/processes.ts'
import { rowOf, runTce, startDashboard, status, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

let home: ClaudeHome
beforeEach(async () => {
  home = await makeClaudeHome()
})
afterEach(() => home.close())

/** An interactive session that waits for its first prompt. */
async function idleSession(project = 'shop'): Promise<RunningClaude> {
  const claude = await startClaude({ mode: 'interactive', home, cwd: home.project(project) })
  await claude.isAt('idle')
  return claude
}

/** A session in whose Bash tool `sleep` runs. */
async function busySession(): Promise<RunningClaude> {
  const claude = await startClaude({
    mode: 'interactive',
    home,
    cwd: home.project('busy'),
    args: ['--allowedTools', 'Bash', '--'],
    prompt: 'RUN_BASH20',
  })
  await claude.isAt('busy')
  await waitFor('the sleep that it runs', () => sleepsIn(home)[0])
  return claude
}

/** As if nothing had been recorded of them for so long. */
function ageBy(hours: number, sessions: readonly RunningClaude[]): void {
  const atMs = Date.now() - hours * 3_600_000
  for (const { pid } of sessions) {
    const file = join(home.configDir, 'sessions', `${pid}.json`)
    const entry = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...entry, updatedAt: atMs, statusUpdatedAt: atMs }))
  }
  const transcripts = readdirSync(join(home.configDir, 'projects'), { recursive: true, withFileTypes: true })
  for (const file of transcripts.filter((entry) => entry.isFile())) {
    utimesSync(join(file.parentPath, file.name), atMs / 1000, atMs / 1000)
  }
}

/** It ends when its input does: with this process at the latest. */
const startMcpServer = () =>
  spawn(process.env['TCE_CLAUDE'] ?? '', ['mcp', 'serve'], {
    cwd: home.dir,
    env: home.env,
    stdio: ['pipe', 'ignore', 'ignore'],
  })

/** Processes called `sleep` in this home. */
const sleepsIn = ({ dir }: ClaudeHome) =>
  processesWithHome(dir)
    .flatMap((pid) => identify(pid) ?? [])
    .filter(({ name }) => name === 'sleep')

describeWithClaude('tce status', { timeout: 60_000 }, () => {
  it('shows an interactive session with everything its registry and the system tell', async () => {
    const claude = await idleSession()
    const registry = claude.registry()
    const row = await rowOf(home, claude)
    expect(row).toMatchObject({
      id: `${claude.pid}:${claude.start}`,
      agent: 'claude',
      role: 'interactive',
      version: registry?.version,
      sessionId: registry?.sessionId,
      name: registry?.name,
      cwd: join(home.dir, 'shop'),
      project: 'shop',
      tty: expect.stringMatching(/^pts\/\d+$/),
      activity: 'idle',
      health: 'healthy',
      pinned: false,
    })
    expect(row?.rssBytes).toBeGreaterThan(50_000_000)
    expect(Math.abs(Date.parse(row?.startedAt ?? '') - Date.now())).toBeLessThan(60_000)
  })

  it('follows it from idle to waiting for a permission, and to busy with the shell of its tool', async () => {
    const claude = await idleSession()
    await claude.say('RUN_WRITE')
    await claude.isAt('waiting')
    expect(await rowOf(home, claude)).toMatchObject({
      activity: 'waiting',
      waitingFor: 'permission prompt',
      health: 'healthy',
    })
    expect((await status(home)).counts.waiting).toBeGreaterThan(0)
    claude.pressEscape()
    await claude.isAt('idle')
    expect(await rowOf(home, claude)).toMatchObject({ activity: 'idle' })
    const busy = await busySession()
    const row = await rowOf(home, busy)
    expect(row).toMatchObject({ activity: 'busy', health: 'healthy' })
    expect(row?.children.map(({ kind }) => kind)).toContain('tool-shell')
  })

  it('calls a run with -p headless', async () => {
    const claude = await startClaude({
      mode: 'print',
      home,
      cwd: home.project('printed'),
      args: ['--allowedTools', 'Bash'],
      prompt: 'RUN_BASH20',
    })
    await waitFor('the sleep that it runs', () => sleepsIn(home)[0])
    expect(await rowOf(home, claude)).toMatchObject({ role: 'headless', project: 'printed', health: 'healthy' })
  })

  it('counts a background session once, and none of its three helpers', async () => {
    const claude = await startClaude({ mode: 'background', home, cwd: home.project('night'), prompt: 'RUN_BASH5' })
    const fleet = await status(home)
    const ours = new Set(processesWithHome(home.dir))
    expect(fleet.processes.filter(({ pid }) => ours.has(pid))).toEqual([
      expect.objectContaining({
        pid: claude.pid,
        role: 'background',
        project: 'night',
        jobId: claude.registry()?.jobId,
      }),
    ])
    const roles = fleet.helpers.filter(({ pid }) => ours.has(pid)).map(({ role }) => role)
    expect(roles).toContain('supervisor')
    expect(roles).toContain('pty-host')
  })

  it('never calls a session stale whose background shell runs, however old its last record; the idle one beside it is', async () => {
    const idle = await idleSession('idle')
    const claude = await startClaude({
      mode: 'interactive',
      home,
      cwd: home.project('night'),
      args: ['--allowedTools', 'Bash', '--'],
      prompt: 'RUN_BGBASH',
    })
    await claude.isAt('shell')
    ageBy(5, [idle, claude])
    expect(await rowOf(home, claude)).toMatchObject({ activity: 'shell', health: 'healthy' })
    const { targets } = await tceJson<{ targets: readonly { pid: number }[] }>(home, 'kill-stale', '--dry-run')
    expect(targets.map(({ pid }) => pid)).toEqual([idle.pid])
  })

  it('does not show a server of MCP as a session', async () => {
    const server = startMcpServer()
    await waitFor('the server', () => identify(server.pid ?? 0)?.name === 'claude')
    expect(await rowOf(home, { pid: server.pid ?? 0 })).toBeUndefined()
  })

  it('calls a stopped session a zombie that was suspended, and healthy again when it goes on', async () => {
    const claude = await idleSession()
    claude.signal('SIGSTOP')
    await waitFor('the stop', () => identify(claude.pid)?.state === 'T')
    const fleet = await status(home)
    expect(fleet.processes.find(({ pid }) => pid === claude.pid)).toMatchObject({
      state: 'stopped',
      health: 'zombie',
      healthReason: expect.stringContaining('suspended with Ctrl-Z'),
    })
    expect(fleet.dot).toBe('red')
    claude.signal('SIGCONT')
    await waitFor('it to go on', () => identify(claude.pid)?.state !== 'T')
    expect(await rowOf(home, claude)).toMatchObject({ health: 'healthy' })
  })

  it('ignores the registry file of a session that was killed, and lists what it left running', async () => {
    const claude = await busySession()
    const sessionId = claude.registry()?.sessionId
    const [left] = sleepsIn(home)
    claude.signal('SIGKILL')
    await claude.isGone()
    expect(existsSync(join(home.configDir, 'sessions', `${claude.pid}.json`))).toBe(true)
    const fleet = await status(home)
    expect(fleet.processes.map(({ pid }) => pid)).not.toContain(claude.pid)
    const orphans = fleet.orphans.filter((orphan) => orphan.sessionId === sessionId)
    expect(orphans.map(({ pid }) => pid)).toContain(left?.pid)
    expect(orphans[0]?.reason).toContain(String(claude.pid))
  })
})

describeWithClaude('ending it', { timeout: 60_000 }, () => {
  it('by tce kill: it is seen gone with the shell of its tool, and the log says so', async () => {
    const claude = await busySession()
    const tool = sleepsIn(home)
    const { reports } = await tceJson<{ reports: readonly KillReport[] }>(home, 'kill', String(claude.pid))
    expect(reports).toEqual([
      expect.objectContaining({ id: `${claude.pid}:${claude.start}`, ok: true, outcome: 'ended', sent: ['SIGTERM'] }),
    ])
    expect([claude, ...tool].filter(isRunning)).toEqual([])
    expect(await rowOf(home, claude)).toBeUndefined()
    const { stdout } = await runTce(home, 'log', '--json')
    expect(stdout).toContain(`${claude.pid}:${claude.start}`)
  })

  it('by name, in words a person reads, with the exit codes that scripts read', async () => {
    const claude = await idleSession('checkout-of-this-test')
    const { code, stdout } = await runTce(home, 'kill', 'checkout-of-this-test')
    expect(code).toBe(0)
    expect(stdout).toContain('checkout')
    await claude.isGone()
    expect((await runTce(home, 'kill', 'checkout-of-this-test')).code).toBe(3)
  })

  it('when it is suspended: it is woken to hear the signal', async () => {
    const claude = await idleSession()
    claude.signal('SIGSTOP')
    await waitFor('the stop', () => identify(claude.pid)?.state === 'T')
    const { reports } = await tceJson<{ reports: readonly KillReport[] }>(home, 'kill', String(claude.pid))
    expect(reports[0]).toMatchObject({ outcome: 'ended' })
    expect(reports[0]?.sent).toContain('SIGCONT')
    await claude.isGone()
  })

  it('in the background: its own command ends it, and it stays ended', async () => {
    const claude = await startClaude({ mode: 'background', home, cwd: home.project('night'), prompt: 'hello' })
    const { sessionId } = await claude.isAt('idle')
    const { reports } = await tceJson<{ reports: readonly KillReport[] }>(home, 'kill', String(claude.pid))
    expect(reports[0]).toMatchObject({ ok: true, outcome: 'ended' })
    expect(reports[0]?.sent.join(' ')).toContain('claude stop')
    await claude.isGone()
    // The supervisor would start a killed one again within moments. It leaves when there is nothing to look after.
    await waitFor('the supervisor to leave', () => processesWithHome(home.dir).length === 0, { withinMs: 40_000 })
    expect((await status(home)).processes.filter((row) => row.sessionId === sessionId)).toEqual([])
  })

  it('over HTTP: refused without the token, done with it, and the page sees it gone', async () => {
    const claude = await idleSession()
    const dashboard = await startDashboard(home)
    const processes = async () => (await (await fetch(`${dashboard.url}/api/processes`)).json()) as FleetReport
    const row = (await processes()).processes.find(({ pid }) => pid === claude.pid)
    expect(row).toMatchObject({ health: 'healthy', activity: 'idle' })
    const kill = (headers: Record<string, string>) =>
      fetch(`${dashboard.url}/api/kill/${claude.pid}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ startedAt: row?.startedAt }),
      })
    expect((await kill({})).status).toBe(401)
    expect(isRunning(claude)).toBe(true)
    const response = await kill({ authorization: `Bearer ${dashboard.token}` })
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ outcome: 'ended' })])
    await claude.isGone()
    expect((await processes()).processes.map(({ pid }) => pid)).not.toContain(claude.pid)
    expect(await dashboard.stop()).toBe(0)
  })

  it('through a running server: tce asks it, and the log names who asked', async () => {
    const claude = await idleSession()
    const dashboard = await startDashboard(home)
    const { reports } = await tceJson<{ reports: readonly KillReport[] }>(home, 'kill', String(claude.pid))
    expect(reports[0]).toMatchObject({ outcome: 'ended' })
    await claude.isGone()
    const { entries } = await tceJson<{ entries: readonly AuditEntry[] }>(home, 'log')
    expect(entries[0]).toMatchObject({ actor: { name: 'cli' }, action: 'process.kill', target: { pid: claude.pid } })
    await dashboard.stop()
  })

  it('of another process with the same pid does not happen: a start that does not fit is refused', async () => {
    const claude = await idleSession()
    const dashboard = await startDashboard(home)
    const response = await fetch(`${dashboard.url}/api/kill/${claude.pid}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${dashboard.token}` },
      body: JSON.stringify({ startedAt: '2020-01-01T00:00:00.000Z' }),
    })
    expect(response.status).toBe(409)
    expect(isRunning(claude)).toBe(true)
    await dashboard.stop()
    signalExactly(claude, 'SIGTERM')
  })
})
