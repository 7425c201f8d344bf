import { afterEach, describe, expect, it, vi } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import type { BusEvent } from '../../src/core/events/event.ts'
import type { TrayState } from '../../src/core/tray/tray-state.ts'
import type { Services } from '../../src/services/services.ts'
import type { CreateTray } from '../../src/services/tray-control.ts'
import { fixedTray } from '../../src/services/tray-control.ts'
import { machine, payments, redis } from './machine.ts'

let open: Services | undefined
afterEach(async () => {
  await open?.close()
  vi.useRealTimers()
})

describe('looking', () => {
  it('lets readers at the same moment share one scan', async () => {
    const { services, state } = machine()
    const [a, b] = await Promise.all([services.fleet.read(), services.fleet.read()])
    expect(a).toBe(b)
    expect(state.scans).toBe(1)
  })

  it('answers from the last scan only while that is young enough', async () => {
    const { services, state } = machine()
    await services.fleet.read()
    state.nowMs += 500
    await services.fleet.read({ maxAgeMs: 500 })
    expect(state.scans).toBe(1)
    state.nowMs += 1
    await services.fleet.read({ maxAgeMs: 500 })
    expect(state.scans).toBe(2)
  })
})

it('looks at once when a registry tells of a change, whether somebody looks or not, and again when one look was under way', async () => {
  let tell = () => {}
  let stopped = 0
  const watchRegistries = async (onNews: () => void) => {
    tell = onNews
    const stop = () => {
      stopped += 1
    }
    return { lookForFolders: () => {}, stop }
  }
  const { services, state } = machine(undefined, { watchRegistries })
  open = services
  await services.fleet.read()
  tell()
  await vi.waitFor(() => expect(state.scans).toBe(2))
  const running = services.fleet.read()
  tell()
  tell()
  await running
  await vi.waitFor(() => expect(state.scans).toBe(4))
  await services.close()
  open = undefined
  expect(stopped).toBe(1)
})

describe('looking for the first time', () => {
  const forgotten = { ...payments, lastActiveAtMs: 0 }
  const hoursLater = 5 * 3_600_000

  it('takes a second look before it says stale, and shows what that one told', async () => {
    const { services, state } = machine([forgotten], { cpuWindowMs: 1 })
    state.nowMs = hoursLater
    state.cpuPercents = [undefined, 12]
    const events: unknown[] = []
    services.bus.follow(['fleet.changed'], (event) => events.push(event))
    expect((await services.fleet.read()).processes[0]?.health).toBe('healthy')
    expect(state.scans).toBe(2)
    expect(events).toHaveLength(1)
  })

  it('says stale when that one saw an idle CPU, and does not look twice again', async () => {
    const { services, state } = machine([forgotten], { cpuWindowMs: 1 })
    state.nowMs = hoursLater
    state.cpuPercents = [undefined, 0]
    expect((await services.fleet.read()).processes[0]?.health).toBe('stale')
    await services.fleet.read()
    expect(state.scans).toBe(3)
  })

  it('looks twice once where no CPU can be measured', async () => {
    const { services, state } = machine([forgotten], { cpuWindowMs: 1 })
    state.nowMs = hoursLater
    await services.fleet.read()
    await services.fleet.read()
    expect(state.scans).toBe(3)
  })
})

describe('a change of settings', () => {
  it('is in the audit log, with what it is now, and so is one that was refused', async () => {
    const { services, state } = machine()
    await services.settings.change({ 'refresh.idle_seconds': 30 }, ownUser('cli'))
    await services.settings.change({ 'refresh.wrong': 1 }, ownUser('tray'))
    expect(state.audit).toMatchObject([
      {
        actor: ownUser('cli'),
        action: 'settings.change',
        subject: 'refresh.idle_seconds',
        outcome: 'done',
        message: 'refresh.idle_seconds is 30.',
      },
      { actor: ownUser('tray'), action: 'settings.change', subject: 'refresh.wrong', outcome: 'not-allowed' },
    ])
    expect(state.audit.every((entry) => entry.target === undefined)).toBe(true)
  })
})

describe('what goes wrong beside the scan', () => {
  const denied = Object.assign(new Error("EACCES: permission denied, scandir '/data/pins'"), { code: 'EACCES' })

  it('is said of pins that cannot be read, and the fleet is shown', async () => {
    const { services } = machine([payments], { pins: { list: () => Promise.reject(denied) } })
    const { processes, problems } = await services.fleet.read()
    expect(processes).toHaveLength(1)
    expect(problems).toEqual([
      "The pins could not be read (EACCES: permission denied, scandir '/data/pins'): nothing is shown as pinned.",
    ])
  })

  it('is said of pins that were set aside', async () => {
    const { services } = machine([payments], { pins: { problems: () => ['x.pin is no pin.'] } })
    expect((await services.fleet.read()).problems).toEqual(['x.pin is no pin.'])
  })

  it('is said of an audit log that cannot be written, beside the report of what was done', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    const { services } = machine([payments], { audit: { append: () => Promise.reject(full) } })
    expect(await services.fleet.kill({ targets: [payments], force: false }, ownUser('cli'))).toMatchObject([
      { outcome: 'ended' },
    ])
    expect((await services.fleet.read()).problems).toEqual([
      'The audit log could not be written (ENOSPC: no space left on device): the last kill is not in it.',
    ])
  })

  it('is said with the last picture when a look nobody asked for fails, goes to the log, and goes away', async () => {
    vi.useFakeTimers()
    const reported: unknown[] = []
    const { services, state } = machine([payments], { reportError: (_, cause) => void reported.push(cause) })
    open = services
    const events: BusEvent[] = []
    services.bus.follow(['fleet.changed'], (event) => events.push(event))
    await services.fleet.read()
    const bug = new Error('a bug of ours')
    state.failure = bug
    await vi.advanceTimersByTimeAsync(20_000)
    expect(reported).toEqual([bug, bug])
    const { processes, problems } = await services.fleet.read({ maxAgeMs: 60_000 })
    expect(processes).toHaveLength(1)
    expect(problems).toEqual(['The last look at the machine failed: a bug of ours. What is shown is older.'])
    expect(events).toHaveLength(2)
    state.failure = undefined
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await services.fleet.read({ maxAgeMs: 60_000 })).problems).toEqual([])
  })
})

describe('the pace', () => {
  it('is slow for a quiet listener, quick for an attentive one, and nothing without any', async () => {
    vi.useFakeTimers()
    const { services, state } = machine()
    open = services
    const stopQuiet = services.bus.follow([], () => {})
    await vi.advanceTimersByTimeAsync(10_000)
    expect(state.scans).toBe(1)
    const stopAttentive = services.bus.follow([], () => {}, { isAttentive: true })
    await vi.advanceTimersByTimeAsync(3000)
    expect(state.scans).toBe(3)
    stopAttentive()
    stopQuiet()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.scans).toBe(3)
  })

  it('tells listeners of a change, and keeps silent when only the time passed', async () => {
    const { services, state } = machine()
    const events: BusEvent[] = []
    open = services
    services.bus.follow(['fleet.changed'], (event) => events.push(event))
    await services.fleet.read()
    await services.fleet.read()
    expect(events).toHaveLength(1)
    state.agents = [{ ...payments, activity: 'waiting' }]
    await services.fleet.read()
    expect(events).toHaveLength(2)
  })
})

describe('acting', () => {
  it('ends a process, writes it to the audit log with who asked, and shows it gone', async () => {
    const { services, state } = machine()
    await services.fleet.read()
    const reports = await services.fleet.kill({ targets: [payments], force: false }, ownUser('tray'))
    expect(reports.map((report) => report.outcome)).toEqual(['ended'])
    expect(state.audit[0]).toMatchObject({
      actor: { kind: 'own-user', name: 'tray' },
      action: 'process.kill',
      outcome: 'ended',
      target: { project: 'payments-api' },
    })
    expect((await services.fleet.read({ maxAgeMs: 10_000 })).processes).toEqual([])
  })

  it('knows the children of an agent by name in the log, and does not pin them', async () => {
    const { services, state } = machine([{ ...payments, children: [redis] }])
    await services.fleet.kill({ targets: [redis], force: false }, ownUser('cli'))
    expect(state.audit[0]).toMatchObject({ target: { pid: 52018, name: 'redis-server' } })
    expect(await services.fleet.pin(redis, ownUser('cli'))).toMatchObject({
      ok: false,
      message: '52018 is no agent: only agents go stale, and only they are pinned. See: tce status',
    })
  })

  it('pins an agent, and the pin vanishes with the process', async () => {
    const { services, state } = machine()
    expect(await services.fleet.pin(payments, ownUser('cli'))).toMatchObject({ pinned: true, ok: true })
    expect((await services.fleet.read()).processes[0]).toMatchObject({ health: 'pinned', pinned: true })
    state.agents = []
    await services.fleet.read()
    expect(state.pins).toEqual([])
  })

  it('does not pin a pid that is another process by now', async () => {
    const { services, state } = machine()
    const report = await services.fleet.pin({ pid: payments.pid, start: '2000' }, ownUser('cli'))
    expect(report).toMatchObject({ ok: false, pinned: false })
    expect(state.pins).toEqual([])
  })
})

it('tells of the tray as it stands and as it changes, and remembers the answer among the settings', async () => {
  let tell: (state: TrayState) => void = () => {}
  const createTray: CreateTray = (remember) => ({
    ...fixedTray({ kind: 'asking', host: 'github.com' }, remember),
    follow: (listener) => {
      tell = listener
      return () => {}
    },
  })
  const { services, state } = machine([], { createTray })
  open = services
  const events: BusEvent[] = []
  services.bus.follow(['tray.changed', 'settings.changed'], (event) => events.push(event))
  await vi.waitFor(() => expect(events).toMatchObject([{ data: { state: { kind: 'asking' } } }]))
  tell({ kind: 'unpacking' })
  expect(events[1]).toMatchObject({
    type: 'tray.changed',
    data: { state: { kind: 'unpacking' }, message: 'Electron for the tray: checked, now unpacked.' },
  })
  await services.tray?.want('later', ownUser('cli'))
  expect(state.audit).toEqual([])
  await services.tray?.want('no', ownUser('cli'))
  expect(state.audit).toMatchObject([{ action: 'settings.change', subject: 'tray.show' }])
})
