import { readlinkSync } from 'node:fs'
import pty from '@lydell/node-pty'
import { describe, expect, it } from 'vitest'
import type { OsProcess, ProcessTable } from '../../src/core/process/process.ts'
import { createLinuxProcessTable } from '../../src/scanner/linux/process-table.ts'
import { createPortableProcessTable } from '../../src/scanner/portable-table.ts'
import { createProcessTable, withFallback } from '../../src/scanner/process-table.ts'
import { createFakeProcessTable } from './fake-process-table.ts'
import { testProcessTable, type World } from './process-table.contract.ts'
import { start, startedMark, startOf, temporaryFolder, until } from './started-processes.ts'

const isLinux = process.platform === 'linux'
const linux = () => createLinuxProcessTable()

function realWorld(table: ProcessTable, hides: World['hides']): World {
  return {
    table,
    hides,
    folder: temporaryFolder,
    async startSleeper(cwd) {
      const pid = await start('sleep', ['61'], { cwd })
      return { pid, argv: ['sleep', '61'] }
    },
    async startFamily() {
      const parent = await start('sh', ['-c', 'sleep 62 & wait'])
      const child = await until(() => childOf(parent))
      return { parent, child }
    },
    async startOnTerminal() {
      const terminal = pty.spawn('sleep', ['63'], { cols: 80, rows: 24, env: { ...process.env, ...startedMark() } })
      const tty = await until(() => /^\/dev\/(pts\/\d+)$/.exec(readlinkSync(`/proc/${terminal.pid}/fd/0`))?.[1])
      return { pid: terminal.pid, tty }
    },
    startBusy: () => start(process.execPath, ['-e', 'for (;;) Math.random()']),
    async makeZombie() {
      const parent = await start('sh', ['-c', 'sleep 0 & exec sleep 64'])
      return until(async () => {
        const child = await childOf(parent)
        return child !== undefined && (await linux().inspect(child))?.state === 'zombie' ? child : undefined
      })
    },
    stop: (pid) => void process.kill(pid, 'SIGSTOP'),
    async end(pid) {
      process.kill(pid, 'SIGKILL')
      await until(() => (startOf(pid) === undefined ? true : undefined))
    },
  }
}

async function childOf(parent: number): Promise<number | undefined> {
  return (await linux().read(() => false)).find(({ ppid }) => ppid === parent)?.pid
}

function fakeWorld(): World {
  const table = createFakeProcessTable()
  const startedAtMs = Date.now()
  let lastPid = 100
  const add = (process: Partial<OsProcess> = {}) => {
    lastPid += 1
    return table.add({ pid: lastPid, startedAtMs, ...process })
  }
  return {
    table,
    hides: [],
    folder: () => '/home/dev/somewhere',
    startSleeper: async (cwd) => ({ pid: add({ cwd }).pid, argv: ['sleep', '60'] }),
    async startFamily() {
      const parent = add().pid
      return { parent, child: add({ ppid: parent }).pid }
    },
    startOnTerminal: async () => ({ pid: add({ tty: 'pts/3' }).pid, tty: 'pts/3' }),
    async startBusy() {
      const { pid } = add()
      setTimeout(() => table.change(pid, { cpuTimeMs: 40, state: 'running' }), 20)
      return pid
    },
    makeZombie: async () => add({ state: 'zombie', rssBytes: undefined }).pid,
    stop: (pid) => table.change(pid, { state: 'stopped' }),
    end: async (pid) => table.remove(pid),
  }
}

testProcessTable('the fake process table', fakeWorld)

describe.runIf(isLinux)('on Linux', () => {
  testProcessTable('the process table of Linux', () => realWorld(linux(), []))
  testProcessTable('the process table from ps-list and pidusage', () =>
    realWorld(createPortableProcessTable(), ['state', 'cwd', 'tty', 'zombie']),
  )

  it('agrees with ps-list about who is there and who is whose child', async () => {
    const world = realWorld(linux(), [])
    const { parent, child } = await world.startFamily()
    const pick = (processes: readonly OsProcess[]) =>
      processes
        .filter(({ pid }) => pid === parent || pid === child)
        .map(({ pid, ppid, exePath, argv, isOwn }) => ({ pid, ppid, exePath, argv, isOwn }))
    const isFamily = ({ pid }: OsProcess) => pid === parent
    const ours = pick(await world.table.read(isFamily))
    expect(ours).toHaveLength(2)
    // ps-list joins arguments by spaces and puts the path first where it knows it.
    const theirs = pick(await createPortableProcessTable().read(isFamily))
    expect(theirs.map(({ pid, ppid, exePath, isOwn }) => ({ pid, ppid, exePath, isOwn }))).toEqual(
      ours.map(({ pid, ppid, exePath, isOwn }) => ({ pid, ppid, exePath, isOwn })),
    )
  })
})

describe('the choice of a table', () => {
  const broken: ProcessTable = {
    read: () => Promise.reject(new Error('ps could not be asked: it is not there')),
    inspect: () => Promise.reject(new Error('ps could not be asked: it is not there')),
  }

  it('takes the second table when the first fails, and says so', async () => {
    const second = createFakeProcessTable()
    second.add({ pid: 7 })
    const table = withFallback(broken, second)
    expect((await table.read(() => true)).map(({ pid }) => pid)).toEqual([7])
    expect(table.problems?.()).toEqual(['Less is known of each process: ps could not be asked: it is not there'])
    expect((await table.inspect(7))?.pid).toBe(7)
  })

  it('forgets the problem when the first works again', async () => {
    let isBroken = true
    const first = createFakeProcessTable()
    const table = withFallback(
      { ...first, read: (wanted) => (isBroken ? broken : first).read(wanted) },
      createFakeProcessTable(),
    )
    await table.read(() => true)
    isBroken = false
    await table.read(() => true)
    expect(table.problems?.()).toEqual([])
  })

  it('reads this machine, whatever it is', async () => {
    const processes = await createProcessTable().read(({ pid }) => pid === process.pid)
    expect(processes.find(({ pid }) => pid === process.pid)?.argv?.length).toBeGreaterThan(0)
  })
})
