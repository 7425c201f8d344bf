/** How long ending waits, and for what: a world of processes that move with a clock of its own, so that no rule depends on luck. */
import { describe, expect, it } from 'vitest'
import { createKiller, type KillerOptions } from '../../src/control/kill.ts'
import type { AgentProcess, ChildProcess, OsProcess, ProcessTable } from '../../src/core/process/process.ts'
import { anAgent } from '../core/process/agent-process.ts'

/** What a process of this world does when it gets a signal, and when time passes. */
interface Behaviour {
  readonly onSignal?: (signal: string, process: Living) => void
  readonly onTime?: (process: Living) => void
}

interface Living {
  state: OsProcess['state']
  ppid: number
  isGone: boolean
  readonly nowMs: () => number
}

interface World {
  readonly options: Pick<KillerOptions, 'table' | 'signal' | 'wait' | 'clock'>
  /** Every signal that was sent, with its time: "0 SIGTERM 10". */
  readonly sent: string[]
  add(process: { readonly pid: number; readonly ppid: number } & Behaviour): void
  readonly nowMs: () => number
}

function makeWorld(): World {
  const processes = new Map<number, Living & Behaviour>()
  const sent: string[] = []
  let nowMs = 0
  const seen = (pid: number): OsProcess | undefined => {
    const found = processes.get(pid)
    if (found === undefined || found.isGone) return undefined
    const { ppid, state } = found
    return { pid, ppid, state, start: `${pid}`, startedAtMs: 0, name: `p${pid}`, isOwn: true }
  }
  const table: ProcessTable = {
    read: async () => [...processes.keys()].flatMap((pid) => seen(pid) ?? []),
    inspect: async (pid) => seen(pid),
  }
  return {
    sent,
    nowMs: () => nowMs,
    add: ({ pid, ppid, ...behaviour }) =>
      void processes.set(pid, { ppid, state: 'sleeping', isGone: false, nowMs: () => nowMs, ...behaviour }),
    options: {
      table,
      clock: () => nowMs,
      async wait(ms) {
        nowMs += ms
        for (const process of processes.values()) process.onTime?.(process)
      },
      signal(pid, signal) {
        const process = processes.get(pid)
        if (process === undefined || process.isGone) return 'gone'
        sent.push(`${nowMs} ${signal} ${pid}`)
        process.onSignal?.(signal, process)
        return 'sent'
      },
    },
  }
}

const endsWith =
  (...signals: readonly string[]): Behaviour['onSignal'] =>
  (signal, process) => {
    if (signals.includes(signal)) process.isGone = true
  }

const child = (pid: number, ppid: number): ChildProcess => ({
  pid,
  ppid,
  start: `${pid}`,
  startedAtMs: 0,
  name: `p${pid}`,
  command: '',
  kind: 'process',
  state: 'sleeping',
})

const agentIn = (facts: Partial<AgentProcess> = {}): AgentProcess =>
  anAgent({ pid: 10, start: '10', ppid: 5, ...facts })

/** Polls every 50 ms, gives 5 s to the process and 500 ms to its children. */
function end(
  world: World,
  {
    agent = agentIn(),
    force = false,
    ...options
  }: Partial<KillerOptions> & { agent?: AgentProcess; force?: boolean } = {},
) {
  const killer = createKiller({
    stopArguments: () => undefined,
    platform: 'linux',
    selfPid: 2,
    ...world.options,
    ...options,
  })
  return killer.killOne(agent, { force, scan: { agents: [agent], helpers: [], orphans: [] } })
}

describe('the process', () => {
  const endsAfter = (ms: number): World => {
    const world = makeWorld()
    let askedMs = Number.POSITIVE_INFINITY
    world.add({
      pid: 10,
      ppid: 5,
      onSignal: (_signal, { nowMs }) => {
        askedMs = nowMs()
      },
      onTime: (process) => {
        if (process.nowMs() >= askedMs + ms) process.isGone = true
      },
    })
    return world
  }

  it('has five seconds to end, and is gone as soon as it is seen to be', async () => {
    const quick = endsAfter(100)
    expect(await end(quick)).toMatchObject({ outcome: 'ended', sent: ['SIGTERM'] })
    expect(quick.nowMs()).toBeLessThan(200)
    expect(await end(endsAfter(5_000))).toMatchObject({ outcome: 'ended' })
    const slow = endsAfter(5_050)
    expect(await end(slow)).toMatchObject({ outcome: 'still-alive', sent: ['SIGTERM'] })
    expect(slow.sent).toEqual(['0 SIGTERM 10'])
  })

  it('is killed with force only after those five seconds', async () => {
    const world = makeWorld()
    world.add({ pid: 10, ppid: 5, onSignal: endsWith('SIGKILL') })
    expect(await end(world, { force: true })).toMatchObject({ outcome: 'ended', sent: ['SIGTERM', 'SIGKILL'] })
    expect(world.sent).toEqual(['0 SIGTERM 10', '5000 SIGKILL 10'])
  })
})

describe('a process that stops instead of ending', () => {
  const stopsAgain = (times: number): World => {
    const world = makeWorld()
    let woken = 0
    world.add({
      pid: 10,
      ppid: 5,
      onSignal: (signal, process) => {
        if (signal === 'SIGTERM') process.state = 'stopped'
        if (signal === 'SIGCONT') {
          woken += 1
          if (woken >= times) process.isGone = true
        }
      },
    })
    return world
  }

  it('is woken each time, ten times at most', async () => {
    expect(await end(stopsAgain(3))).toMatchObject({ outcome: 'ended', sent: ['SIGTERM', ...Array(3).fill('SIGCONT')] })
    expect(await end(stopsAgain(10))).toMatchObject({
      outcome: 'ended',
      sent: ['SIGTERM', ...Array(10).fill('SIGCONT')],
    })
    expect(await end(stopsAgain(11))).toMatchObject({
      outcome: 'still-alive',
      sent: ['SIGTERM', ...Array(10).fill('SIGCONT')],
    })
  })

  it('is woken once for each look that finds it stopped', async () => {
    const world = stopsAgain(3)
    await end(world)
    expect(world.sent).toEqual(['0 SIGTERM 10', '0 SIGCONT 10', '50 SIGCONT 10', '100 SIGCONT 10'])
  })

  it('is left alone where nobody has asked it to end yet', async () => {
    const world = makeWorld()
    world.add({
      pid: 10,
      ppid: 5,
      onTime: (process) => {
        process.state = 'stopped'
      },
      onSignal: endsWith('SIGTERM'),
    })
    const asked = await end(world, {
      stopArguments: () => ['stop', 'x'],
      table: {
        ...world.options.table,
        inspect: async (pid) => {
          const found = await world.options.table.inspect(pid)
          return found && { ...found, exePath: '/opt/agent' }
        },
      },
      runStop: async () => ({ ok: true, value: undefined }),
    })
    expect(asked.sent).toEqual(['claude stop x', 'SIGTERM'])
  })
})

describe('its children', () => {
  /** One that follows its session by itself so long after the session ended. */
  const followsAfter = (ms: number): World => {
    const world = makeWorld()
    let endedMs = Number.POSITIVE_INFINITY
    world.add({
      pid: 10,
      ppid: 5,
      onSignal: (_signal, process) => {
        process.isGone = true
        endedMs = process.nowMs()
      },
    })
    world.add({
      pid: 11,
      ppid: 10,
      onSignal: endsWith('SIGTERM'),
      onTime: (process) => {
        if (process.nowMs() >= endedMs + ms) process.isGone = true
      },
    })
    return world
  }
  const agent = agentIn({ children: [child(11, 10)] })

  it('have half a second to follow by themselves, and are asked after it', async () => {
    const following = followsAfter(500)
    expect(await end(following, { agent })).toMatchObject({ ok: true, endedProcesses: 2 })
    expect(following.sent).toEqual(['0 SIGTERM 10'])
    const staying = followsAfter(501)
    expect(await end(staying, { agent })).toMatchObject({ ok: true, endedProcesses: 2 })
    expect(staying.sent).toEqual(['0 SIGTERM 10', '500 SIGTERM 11'])
  })

  it('are waited for no longer than they take', async () => {
    const world = followsAfter(50)
    await end(world, { agent })
    expect(world.nowMs()).toBe(50)
  })

  it('are left alone while their session still runs', async () => {
    const world = makeWorld()
    world.add({ pid: 10, ppid: 5 })
    world.add({ pid: 11, ppid: 10, onSignal: endsWith('SIGTERM') })
    expect(await end(world, { agent })).toMatchObject({ outcome: 'still-alive', endedProcesses: 0 })
    expect(world.sent).toEqual(['0 SIGTERM 10'])
  })

  it('take with them what they started while they were waited for', async () => {
    const world = followsAfter(Number.POSITIVE_INFINITY)
    const { wait } = world.options
    let hasStarted = false
    const report = await end(world, {
      agent,
      wait: async (ms) => {
        await wait?.(ms)
        if (!hasStarted) world.add({ pid: 12, ppid: 11, onSignal: endsWith('SIGTERM') })
        hasStarted = true
      },
    })
    expect(report.ok).toBe(true)
    expect(world.sent).toEqual(['0 SIGTERM 10', '500 SIGTERM 11', '500 SIGTERM 12'])
  })
})

describe('a defunct entry', () => {
  const collectedAfter = (ms: number): World => {
    const world = makeWorld()
    world.add({ pid: 5, ppid: 1 })
    world.add({
      pid: 10,
      ppid: 5,
      onSignal: (_signal, process) => {
        process.state = 'zombie'
      },
      onTime: (process) => {
        if (process.state === 'zombie' && process.nowMs() >= ms) process.isGone = true
      },
    })
    return world
  }

  it('is held against its parent only when it stays for half a second', async () => {
    const said = async (ms: number) => (await end(collectedAfter(ms))).message
    expect(await said(500)).not.toContain('collects')
    expect(await said(550)).toContain('Its entry stays until p5 (5) collects it.')
  })
})
