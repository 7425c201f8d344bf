/** `tce supervisor`: what is said of those that run, and that none is ended unasked. */
import { describe, expect, it } from 'vitest'
import type { AppParts, SupervisorTools } from '../../src/cli/app-parts.ts'
import type { SessionInfo } from '../../src/core/terminals/session.ts'
import type { SupervisorReport } from '../../src/runner/terminals.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { type RunOptions, runCli } from './run-cli.ts'

const session = (taskId: string, more: Partial<SessionInfo> = {}): SessionInfo => ({
  ...{
    id: `${taskId}.2`,
    taskId,
    generation: 2,
    argv: ['/usr/local/bin/claude', '-p'],
    cwd: '/home/dev/work/payments-api',
  },
  ...{ spawn: 's', size: { columns: 80, rows: 24 }, startedAtMs: nowMs - 240_000, offset: 1_234_567, viewers: 1 },
  ...more,
})
const supervisor = (pid: number, more: Partial<SupervisorReport> = {}): SupervisorReport => ({
  ...{ pid, start: '1', version: '0.1.0', build: 'b', startedAtMs: nowMs - 7_200_000, state: 'current', sessions: [] },
  ...more,
})
const ended = { isObserved: true, code: 0, signal: 0, atMs: nowMs } as const

function tools(all: readonly SupervisorReport[], more: Partial<SupervisorTools> = {}) {
  const stopped: number[] = []
  const supervisorTools = async (): Promise<SupervisorTools> => ({
    supervisors: async () => all,
    close() {},
    async stop({ pid }) {
      stopped.push(pid)
      const exit = { ...ended, signal: 15 }
      return {
        ok: true,
        value: [{ id: 'refunds.2', sent: ['SIGTERM'], exit, swept: [{ pid: 9, start: '1' }], left: [] }],
      }
    },
    ...more,
  })
  const run = (line: string, options: RunOptions = {}) =>
    runCli(['supervisor', ...line.split(' ')], {
      ...options,
      env: { LANG: 'en_US.UTF-8', NO_COLOR: '1' },
      parts: { ...options.parts, loadApp: async () => ({ supervisorTools }) as unknown as AppParts },
    })
  return { run, stopped }
}

const two = [
  supervisor(4711, { sessions: [session('refunds'), session('done', { exit: ended })] }),
  supervisor(4700, { state: 'silent', version: '0.0.9' }),
]

describe('tce supervisor status', () => {
  it('names each, what it holds, and which does not answer', async () => {
    const { out, code } = await tools(two).run('status')
    expect(code).toBe(0)
    expect(out).toBe(`✓ Supervisor 4711, 2h 00m, version 0.1.0: 1 program runs in it.

SESSION    PROGRAM  IN                           FOR  WROTE
refunds.2  claude   /home/dev/work/payments-api   4m   1 MB

✗ Supervisor 4700, 2h 00m, version 0.0.9 does not answer. What it holds goes on,
  as far as can be told.
`)
  })

  it('says that none is needed yet, and gives the same as JSON', async () => {
    const none = await tools([]).run('status')
    expect([none.out.split('.')[0], none.code]).toEqual(['○ No supervisor runs', 0])
    expect(JSON.parse((await tools(two).run('status --json')).out)).toEqual({
      supervisors: JSON.parse(JSON.stringify(two)),
    })
  })
})

describe('tce supervisor stop', () => {
  it('shows what would end, and ends nothing without a yes', async () => {
    for (const [line, options] of [
      ['stop', {}],
      ['stop --json', {}],
      ['stop', { isTTY: true, types: ['n'] }],
    ] as const) {
      const { run, stopped } = tools(two)
      const { out, err, code } = await run(line, options)
      expect(out).toContain('refunds.2')
      expect(stopped).toEqual([])
      expect([code, (out + err).includes('Nothing was ended.')]).toEqual(['types' in options ? 0 : 2, true])
    }
  })

  it('ends those, or the one that was named, and says what was seen', async () => {
    const { run, stopped } = tools(two)
    const asked = await run('stop', { isTTY: true, types: ['y'] })
    expect(asked.out).toContain('End these 2 supervisors, and the program in it? [y/N]')
    expect(stopped).toEqual([4711, 4700])
    const one = await run('stop 4711 --yes')
    expect(one.out).toBe(`✓ refunds.2  SIGTERM: ended by signal 15, and 1 process that it had started
✓ Supervisor 4711 ended.
`)
    expect((await run('stop 1 --yes')).code).toBe(3)
    expect((await run('start')).code).toBe(2)
    expect((await tools([]).run('stop --yes')).code).toBe(0)
  })

  it('has failed where something of it still runs, or does not answer', async () => {
    const left = [{ id: 'refunds.2', sent: ['SIGTERM', 'SIGKILL'], swept: [], left: [{ pid: 99, start: '1' }] }]
    const deaf = tools(two, { stop: async () => ({ ok: true, value: left }) })
    const said = await deaf.run('stop 4711 --yes')
    expect(said.code).toBe(1)
    expect(said.out).toContain('✗ refunds.2  SIGTERM, SIGKILL: still runs. Still there: pid 99')
    const silent = tools(two, {
      stop: async () => ({ ok: false, error: { kind: 'silent', message: 'The supervisor 4700 does not answer.' } }),
    })
    expect(await silent.run('stop 4700 --yes')).toMatchObject({
      code: 1,
      err: '✗ The supervisor 4700 does not answer.\n',
    })
  })

  it('is nothing that an agent may do', async () => {
    const { run, stopped } = tools(two)
    const insideAgent = async () => ({ pid: 1, label: 'payments-api' })
    const { code, err } = await run('stop --yes', { parts: { insideAgent } })
    expect([code, stopped]).toEqual([1, []])
    expect(err).toContain('payments-api')
  })
})
