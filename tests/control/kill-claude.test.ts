/** The genuine Claude Code, ended the way a user would. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { createKiller } from '../../src/control/kill.ts'
import { createRunStop } from '../../src/control/run-stop.ts'
import type { AgentProcess, OsProcess } from '../../src/core/process/process.ts'
import { processId } from '../../src/core/process/process.ts'
import { createProcessTable } from '../../src/scanner/process-table.ts'
import { anAgent } from '../core/process/agent-process.ts'
import type { RunningClaude } from '../tools/claude.ts'
import { describeWithClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { isRunning, processesWithHome } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'

describeWithClaude('ending the genuine Claude Code', () => {
  const table = createProcessTable()
  let home: ClaudeHome
  beforeAll(async () => {
    home = await makeClaudeHome()
  })
  afterAll(() => home.close())

  const killer = () =>
    createKiller({
      table,
      stopArguments: (process) => agents.claude.stopArguments?.(process),
      runStop: createRunStop({ env: home.env, homeDir: home.dir }),
    })

  async function asScanned(claude: RunningClaude, facts: Partial<AgentProcess> = {}): Promise<AgentProcess> {
    const found = await table.inspect(claude.pid)
    if (found === undefined) throw new Error('Claude Code ended by itself.')
    const { pid, start, ppid, startedAtMs, state } = found
    return anAgent({ pid, start, ppid, startedAtMs, state, project: 'typed', configDir: home.configDir, ...facts })
  }

  const end = (agent: AgentProcess) =>
    killer().killOne(agent, { force: false, scan: { agents: [agent], helpers: [], orphans: [] } })

  it('ends a busy interactive session and the tool it runs', async () => {
    const claude = await startClaude({ mode: 'interactive', home, cwd: home.project('typed') })
    await claude.isAt('idle')
    await claude.say('RUN_BASH20')
    await claude.isAt('busy')
    const tools = await waitFor('a tool to run', async () => {
      const below = (await table.read(() => false)).filter(({ ppid }) => ppid === claude.pid)
      return below.length > 0 && below
    })
    const report = await end(await asScanned(claude))
    expect(report).toMatchObject({ outcome: 'ended', ok: true, sent: ['SIGTERM'] })
    expect(isRunning(claude)).toBe(false)
    expect(tools.filter(isRunning)).toEqual([])
    expect(claude.registry()).toBeUndefined()
  }, 60_000)

  it('ends a suspended session', async () => {
    const claude = await startClaude({ mode: 'interactive', home, cwd: home.project('typed') })
    await claude.isAt('idle')
    claude.signal('SIGSTOP')
    await waitFor('it to stop', async () => (await table.inspect(claude.pid))?.state === 'stopped')
    const report = await end(await asScanned(claude))
    expect(report).toMatchObject({ outcome: 'ended', ok: true })
    expect(report.sent.slice(0, 2)).toEqual(['SIGCONT', 'SIGTERM'])
  }, 60_000)

  it('ends a background session for good: its supervisor does not start it again', async () => {
    const claude = await startClaude({ mode: 'background', home, cwd: home.project('typed'), prompt: 'RUN_BASH20' })
    const registry = await claude.isAt('busy')
    const { jobId, sessionId } = registry
    const agent = await asScanned(claude, { role: 'background', jobId, sessionId })
    const running = async () =>
      (await Promise.all(processesWithHome(home.dir).map((pid) => table.inspect(pid)))).filter(
        (process) => process !== undefined,
      )
    const before = new Set((await running()).map(processId))
    const report = await end(agent)
    expect(report).toMatchObject({ outcome: 'ended', ok: true, sent: [`claude stop ${jobId}`] })
    // After a signal it came back within 10 s, as a new process that resumes the session. With nothing to look after, the supervisor
    // leaves: from then on nobody can start it.
    await waitFor(
      'the supervisor to leave',
      async () => {
        const still = await running()
        const isOfSession = ({ argv }: OsProcess) => argv?.some((arg) => arg.includes(sessionId)) === true
        // What carried it may take its time to leave; nothing may begin.
        expect(still.filter((process) => isOfSession(process) && !before.has(processId(process)))).toEqual([])
        return still.length === 0
      },
      { withinMs: 60_000 },
    )
  }, 90_000)
})
