/** Real processes of our own, ended for good. Linux: what they are is read from /proc. */
import { describe, expect, it } from 'vitest'
import type { KillerOptions } from '../../src/control/kill.ts'
import { createKiller } from '../../src/control/kill.ts'
import type { AgentProcess, OsProcess, ProcessRef, ProcessTable } from '../../src/core/process/process.ts'
import { createProcessTable } from '../../src/scanner/process-table.ts'
import { anAgent } from '../core/process/agent-process.ts'
import { start, until } from '../scanner/started-processes.ts'

const table = createProcessTable()
const onLinux = describe.skipIf(process.platform !== 'linux')

const killerOf = (options: Partial<KillerOptions> = {}) =>
  createKiller({ table, stopArguments: () => undefined, graceMs: 400, settleMs: 150, pollMs: 20, ...options })

async function look(pid: number): Promise<OsProcess> {
  const found = await table.inspect(pid)
  if (found === undefined) throw new Error(`there is no process ${pid}`)
  return found
}

/** As the scanner would have recognised it. */
async function agentOf(pid: number, facts: Partial<AgentProcess> = {}): Promise<AgentProcess> {
  const { start: begun, ppid, startedAtMs, state } = await look(pid)
  return anAgent({ pid, start: begun, ppid, startedAtMs, state, project: 'payments-api', ...facts })
}

const scanOf = (...agents: readonly AgentProcess[]) => ({ agents, helpers: [], orphans: [] })
/** A defunct one is gone: where the first process collects nobody, its entry stays. */
const isThere = async ({ pid, start: begun }: ProcessRef) => {
  const found = await table.inspect(pid)
  return found?.start === begun && found.state !== 'zombie'
}
const shell = (script: string) => start('/bin/sh', ['-c', script])
/** A signal that is ignored stays ignored over exec. */
const stubborn = async () => {
  const pid = await shell('trap "" TERM; exec sleep 300')
  await until(async () => (await look(pid)).name === 'sleep')
  return pid
}

async function onlyChildOf(pid: number): Promise<OsProcess> {
  return until(async () => (await table.read(() => false)).find(({ ppid }) => ppid === pid))
}

onLinux('ending a process', () => {
  it('asks it, and reports that it is gone', async () => {
    const agent = await agentOf(await start('sleep', ['300']))
    const report = await killerOf().killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', ok: true, sent: ['SIGTERM'], endedProcesses: 1, pid: agent.pid })
    expect(report.message).toMatch(/^payments-api ended (?:at once|after \d\.\d s)\. 1 process gone, /)
    expect(await isThere(agent)).toBe(false)
  })

  it('only reports one that will not end, and kills it with force', async () => {
    const agent = await agentOf(await stubborn())
    const asked = await killerOf().killOne(agent, { force: false, scan: scanOf(agent) })
    expect(asked).toMatchObject({ outcome: 'still-alive', ok: false, sent: ['SIGTERM'] })
    expect(asked.next).toBe(`tce kill ${agent.pid} --force`)
    expect(await isThere(agent)).toBe(true)

    const forced = await killerOf().killOne(agent, { force: true, scan: scanOf(agent) })
    expect(forced).toMatchObject({ outcome: 'ended', ok: true, sent: ['SIGTERM', 'SIGKILL'] })
    expect(await isThere(agent)).toBe(false)
  })

  it('wakes a suspended one first', async () => {
    const pid = await start('sleep', ['300'])
    process.kill(pid, 'SIGSTOP')
    await until(async () => (await look(pid)).state === 'stopped')
    const agent = await agentOf(pid)
    const report = await killerOf().killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', sent: ['SIGCONT', 'SIGTERM'] })
  })

  it('wakes one again that suspends itself instead of ending', async () => {
    const pid = await shell('trap "kill -STOP $$; exit 0" TERM; while :; do sleep 0.02; done')
    await until(async () => (await table.read(() => false)).some(({ ppid }) => ppid === pid))
    const agent = await agentOf(pid)
    const report = await killerOf({ graceMs: 3000 }).killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', sent: ['SIGTERM', 'SIGCONT'] })
  })

  it('says of a defunct one whose task it is to collect it', async () => {
    const parent = await shell('sleep 0 & exec sleep 300')
    const child = await onlyChildOf(parent)
    await until(async () => (await look(child.pid)).state === 'zombie')
    const agent = await agentOf(child.pid)
    const report = await killerOf().killOne(agent, { force: true, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'defunct', ok: false, sent: [] })
    expect(report.message).toContain(`its parent sleep (${parent}) has to collect it`)
  })

  it('says who leaves an ended process uncollected', async () => {
    const parent = await shell('sleep 300 & exec sleep 301')
    const child = await onlyChildOf(parent)
    const agent = await agentOf(child.pid)
    const report = await killerOf().killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report.outcome).toBe('ended')
    expect(report.message).toContain(`Its entry stays until sleep (${parent}) collects it.`)
  })

  it('ends the children that outlive it, each by itself', async () => {
    const pid = await shell('sh -c "sleep 300 & wait" & exec sleep 301')
    const child = await onlyChildOf(pid)
    const grandchild = await onlyChildOf(child.pid)
    const agent = await agentOf(pid)
    const report = await killerOf().killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', ok: true, sent: ['SIGTERM'], endedProcesses: 3 })
    expect(report.survivors).toBeUndefined()
    expect(await Promise.all([agent, child, grandchild].map(isThere))).toEqual([false, false, false])
  })

  it('names a child that will not end, and does not kill it without force', async () => {
    const pid = await shell('(trap "" TERM; exec sleep 300) & exec sleep 301')
    const child = await onlyChildOf(pid)
    await until(async () => (await look(child.pid)).name === 'sleep')
    const agent = await agentOf(pid)
    const report = await killerOf().killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', ok: false, endedProcesses: 1 })
    expect(report.survivors).toEqual([{ pid: child.pid, name: 'sleep' }])
    expect(await isThere(child)).toBe(true)

    const orphan = { ...child, command: 'sleep 300', kind: 'process', agent: 'claude', reason: '' } as const
    const scan = { agents: [], helpers: [], orphans: [orphan] }
    expect(await killerOf().killOne(child, { force: true, scan })).toMatchObject({ outcome: 'ended', ok: true })
  })

  it('leaves the children of one that still runs alone', async () => {
    const pid = await shell('sleep 300 & trap "" TERM; exec sleep 301')
    const child = await onlyChildOf(pid)
    await until(async () => (await look(pid)).name === 'sleep')
    const agent = await agentOf(pid)
    const report = await killerOf().killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'still-alive', endedProcesses: 0 })
    expect(await isThere(child)).toBe(true)
  })

  it('ends several side by side, one report each, in the order asked for', async () => {
    const easy = await Promise.all([1, 2, 3, 4].map(async () => agentOf(await start('sleep', ['300']))))
    const hard = await agentOf(await stubborn())
    const agents = [...easy.slice(0, 2), hard, ...easy.slice(2)]
    const reports = await killerOf().kill({ targets: agents, force: false }, scanOf(...agents))
    expect(reports.map(({ pid }) => pid)).toEqual(agents.map(({ pid }) => pid))
    expect(reports.map(({ outcome }) => outcome)).toEqual(['ended', 'ended', 'still-alive', 'ended', 'ended'])
  })

  it('survives being asked twice at once', async () => {
    const agent = await agentOf(await start('sleep', ['300']))
    const reports = await killerOf().kill({ targets: [agent, agent], force: true }, scanOf(agent))
    for (const { outcome } of reports) expect(['ended', 'gone']).toContain(outcome)
    expect(await isThere(agent)).toBe(false)
  })
})

onLinux('refusing', () => {
  /** Fails the test when anything is sent. */
  const sendsNothing = {
    signal: (pid: number, signal: string): never => {
      throw new Error(`${signal} was sent to ${pid}`)
    },
  }

  it('what the scan did not recognise, although it is there and ours', async () => {
    const agent = await agentOf(await start('sleep', ['300']))
    const report = await killerOf(sendsNothing).killOne(agent, { force: true, scan: scanOf() })
    expect(report).toMatchObject({ outcome: 'not-watched', ok: false, sent: [] })
    expect(report.message).toContain('(sleep) is no agent')
  })

  it('a pid that is another process by now', async () => {
    const now = await agentOf(await start('sleep', ['300']))
    const shown = { ...now, start: `${now.start}0` }
    const report = await killerOf(sendsNothing).killOne(shown, { force: true, scan: scanOf(shown) })
    expect(report).toMatchObject({ outcome: 'gone', sent: [] })
    expect(report.message).toMatch(new RegExp(`^${now.pid} is another process now \\(sleep, started `))
  })

  it('itself, what it runs in, and the first process', async () => {
    const self = await agentOf(process.pid)
    const parent = await agentOf(process.ppid)
    const init = anAgent({ pid: 1, start: '0' })
    const scan = scanOf(self, parent, init)
    const reports = await killerOf(sendsNothing).kill({ targets: [self, parent, init], force: true }, scan)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['protected', 'protected', 'protected'])
    expect(reports[0]?.message).toContain('is TCE itself')
    expect(reports[1]?.message).toContain('TCE runs inside')
  })

  it('numbers that are no pid', async () => {
    const odd = [-1, 0, 1.5, Number.NaN].map((pid) => anAgent({ pid }))
    const reports = await killerOf(sendsNothing).kill({ targets: odd, force: true }, scanOf(...odd))
    expect(reports.map(({ outcome }) => outcome)).toEqual(Array(4).fill('protected'))
  })

  it('the supervisor, unless it is named', async () => {
    const supervisor = await agentOf(await start('sleep', ['300']), { role: 'supervisor', project: undefined })
    const scan = { agents: [], helpers: [supervisor], orphans: [] }
    const refused = await killerOf(sendsNothing).killOne(supervisor, { force: false, scan })
    expect(refused).toMatchObject({ outcome: 'protected', next: `tce kill ${supervisor.pid}` })
    const named = await killerOf().killOne(supervisor, { force: false, isExplicit: true, scan })
    expect(named.outcome).toBe('ended')
  })

  it.skipIf(process.getuid?.() !== 0)("another user's process, even as root", async () => {
    const agent = await agentOf(await start('setpriv', ['--reuid', '65534', '--clear-groups', 'sleep', '300']))
    await until(async () => (await look(agent.pid)).isOwn === false)
    const report = await killerOf(sendsNothing).killOne(agent, { force: true, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'not-permitted', sent: [] })
  })
})

onLinux('looking before every signal', () => {
  /** A table whose word about one pid the test can change between two looks. */
  function changing(pid: number, answer: (looks: number, found: OsProcess) => OsProcess | undefined): ProcessTable {
    let looks = 0
    return {
      read: (isInteresting) => table.read(isInteresting),
      inspect: async (asked) => {
        const found = await table.inspect(asked)
        if (asked !== pid || found === undefined) return found
        looks += 1
        return answer(looks, found)
      },
    }
  }

  it('sends no SIGTERM to a pid that changed hands after the first look', async () => {
    const agent = await agentOf(await start('sleep', ['300']))
    const table = changing(agent.pid, (looks, found) => (looks === 1 ? found : { ...found, start: '1', name: 'vim' }))
    const report = await killerOf({ table }).killOne(agent, { force: true, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'gone', sent: [] })
    expect(report.message).toContain('is another process now (vim')
    expect(await isThere(agent)).toBe(true)
  })

  it('sends no SIGKILL to a pid that changed hands while it waited', async () => {
    const agent = await agentOf(await stubborn())
    const table = changing(agent.pid, (looks, found) => (looks < 4 ? found : { ...found, start: '1' }))
    const report = await killerOf({ table }).killOne(agent, { force: true, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', sent: ['SIGTERM'] })
    expect(await isThere(agent)).toBe(true)
  })

  it('takes a process that ends between look and signal for gone', async () => {
    const agent = await agentOf(await start('sleep', ['300']))
    const report = await killerOf({ signal: () => 'gone' }).killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'gone', sent: [] })
  })

  it('says so when the system refuses the signal', async () => {
    const agent = await agentOf(await start('sleep', ['300']))
    const report = await killerOf({ signal: () => 'refused' }).killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'not-permitted', sent: [] })
  })
})

onLinux('a background session', () => {
  const background = async () => agentOf(await start('sleep', ['300']), { role: 'background', jobId: '72422c08' })
  const stopArguments = ({ jobId }: AgentProcess) => (jobId === undefined ? undefined : ['stop', jobId])

  it("ends by its agent's own command, without a signal", async () => {
    const agent = await background()
    const exePath = await until(async () => (await look(agent.pid)).exePath)
    const asked: unknown[] = []
    const killer = killerOf({
      stopArguments,
      runStop: async (command, { configDir }) => {
        asked.push({ ...command, configDir })
        process.kill(agent.pid, 'SIGTERM')
        return { ok: true, value: undefined }
      },
    })
    const report = await killer.killOne(
      { ...agent },
      { force: false, scan: scanOf({ ...agent, configDir: '/home/x' }) },
    )
    expect(report).toMatchObject({ outcome: 'ended', ok: true, sent: ['claude stop 72422c08'] })
    expect(asked).toEqual([
      { file: exePath, arguments: ['stop', '72422c08'], label: 'claude stop 72422c08', configDir: '/home/x' },
    ])
  })

  it('ends by signals when that fails, and says so', async () => {
    const agent = await background()
    const killer = killerOf({ stopArguments, runStop: async () => ({ ok: false, error: 'No session matching' }) })
    const report = await killer.killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', sent: ['claude stop 72422c08', 'SIGTERM'] })
    expect(report.message).toContain('did not do it (No session matching), signals did')
  })

  it('ends by signals when the command claims to have done it', async () => {
    const agent = await background()
    const killer = killerOf({ stopArguments, runStop: async () => ({ ok: true, value: undefined }) })
    const report = await killer.killOne(agent, { force: false, scan: scanOf(agent) })
    expect(report).toMatchObject({ outcome: 'ended', sent: ['claude stop 72422c08', 'SIGTERM'] })
    expect(report.message).toContain('did not do it (it runs on)')
  })
})

it('asks taskkill on Windows, with or without force, and says what that means', async () => {
  const shown = anAgent({ project: 'payments-api' })
  let isRunning = true
  const table: ProcessTable = {
    read: async () => [],
    inspect: async (pid) =>
      isRunning && pid === shown.pid ? { ...shown, name: 'claude.exe', isOwn: true } : undefined,
  }
  const killer = killerOf({
    table,
    platform: 'win32',
    taskkill: async () => {
      isRunning = false
      return 'sent'
    },
  })
  const report = await killer.killOne(shown, { force: false, scan: scanOf(shown) })
  expect(report).toMatchObject({ outcome: 'ended', ok: true, sent: ['taskkill'] })
  expect(report.message).toContain('Windows has no polite end')
})
