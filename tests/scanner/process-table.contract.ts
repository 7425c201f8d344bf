/**
 * What every process table must do. A table hands itself in with a world in which processes can be started; what its system
 * can't tell it names in `hides`, and then it must say `undefined` or `unknown` there, never a plausible value.
 */
import { describe, expect, it } from 'vitest'
import type { OsProcess, ProcessTable } from '../../src/core/process/process.ts'

export type HiddenField = 'state' | 'cwd' | 'tty' | 'zombie'

export interface World {
  readonly table: ProcessTable
  readonly hides: readonly HiddenField[]
  /** A process that sleeps in `cwd`, with `arguments` that are one word each. */
  startSleeper(cwd: string): Promise<{ readonly pid: number; readonly argv: readonly string[] }>
  /** A process with this one below it. */
  startFamily(): Promise<{ readonly parent: number; readonly child: number }>
  startOnTerminal(): Promise<{ readonly pid: number; readonly tty: string }>
  startBusy(): Promise<number>
  makeZombie(): Promise<number>
  stop(pid: number): void
  end(pid: number): Promise<void>
  folder(): string
}

export function testProcessTable(name: string, createWorld: () => World): void {
  describe(name, () => {
    const read = async (world: World, pid: number, isInteresting = (process: OsProcess) => process.pid === pid) =>
      (await world.table.read(isInteresting)).find((process) => process.pid === pid)
    const eventually = async (look: () => Promise<boolean>) => {
      for (let tries = 0; tries < 60; tries++) {
        if (await look()) return true
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return false
    }

    it('finds a process it is interested in, with its arguments and memory', async () => {
      const world = createWorld()
      const { pid, argv } = await world.startSleeper(world.folder())
      const found = await read(world, pid)
      expect(found?.argv).toEqual(argv)
      expect(found?.rssBytes).toBeGreaterThan(0)
      expect(found?.isOwn).toBe(true)
      expect(Math.abs((found?.startedAtMs ?? 0) - Date.now())).toBeLessThan(20_000)
    })

    it('lists processes that interest nobody, with pid, parent, start and name', async () => {
      const world = createWorld()
      const { pid } = await world.startSleeper(world.folder())
      const found = await read(world, pid, () => false)
      expect(found).toMatchObject({ pid, start: expect.stringMatching(/./), name: expect.stringMatching(/./) })
      expect(found?.ppid).toBeGreaterThan(0)
    })

    it('tells the working directory, or leaves it unknown', async () => {
      const world = createWorld()
      const cwd = world.folder()
      const { pid } = await world.startSleeper(cwd)
      expect((await read(world, pid))?.cwd).toBe(world.hides.includes('cwd') ? undefined : cwd)
    })

    it('names a process the same way at every look and when inspected', async () => {
      const world = createWorld()
      const { pid } = await world.startSleeper(world.folder())
      const first = await read(world, pid)
      const second = await read(world, pid)
      const inspected = await world.table.inspect(pid)
      expect(first?.start).toMatch(/./)
      expect([second?.start, inspected?.start]).toEqual([first?.start, first?.start])
    })

    it('gives two processes two identities', async () => {
      const world = createWorld()
      const { parent, child } = await world.startFamily()
      const processes = await world.table.read(() => false)
      expect(processes.filter(({ pid }) => pid === parent || pid === child)).toHaveLength(2)
    })

    it('fills in the descendants of what interests, too', async () => {
      const world = createWorld()
      const { parent, child } = await world.startFamily()
      const found = (await world.table.read(({ pid }) => pid === parent)).find(({ pid }) => pid === child)
      expect(found?.ppid).toBe(parent)
      expect(found?.argv?.length).toBeGreaterThan(0)
      expect(found?.rssBytes).toBeGreaterThan(0)
    })

    it('inspects a process that is gone as undefined, and lists it no more', async () => {
      const world = createWorld()
      const { pid } = await world.startSleeper(world.folder())
      expect(await read(world, pid)).toBeDefined()
      await world.end(pid)
      expect(await world.table.inspect(pid)).toBeUndefined()
      expect(await read(world, pid)).toBeUndefined()
    })

    it('sees a suspended process as stopped, or does not claim to know', async () => {
      const world = createWorld()
      const { pid } = await world.startSleeper(world.folder())
      await read(world, pid)
      world.stop(pid)
      const expected = world.hides.includes('state') ? 'unknown' : 'stopped'
      expect(await eventually(async () => (await read(world, pid))?.state === expected)).toBe(true)
      expect((await world.table.inspect(pid))?.state).toBe(expected)
    })

    it('sees a defunct process as a zombie, and no memory in it', async ({ skip }) => {
      const world = createWorld()
      if (world.hides.includes('zombie')) skip('this table can not tell')
      const pid = await world.makeZombie()
      const found = await read(world, pid)
      expect(found?.state).toBe('zombie')
      expect(found?.rssBytes).toBeUndefined()
      expect((await world.table.inspect(pid))?.state).toBe('zombie')
    })

    it('tells the terminal, or leaves it unknown', async () => {
      const world = createWorld()
      const { pid, tty } = await world.startOnTerminal()
      expect((await read(world, pid))?.tty).toBe(world.hides.includes('tty') ? undefined : tty)
    })

    it('sees CPU time grow while a process works', async () => {
      const world = createWorld()
      const pid = await world.startBusy()
      const before = (await read(world, pid))?.cpuTimeMs
      expect(before).toBeGreaterThanOrEqual(0)
      expect(await eventually(async () => ((await read(world, pid))?.cpuTimeMs ?? 0) > (before ?? 0))).toBe(true)
    })
  })
}
