import { describe, expect, it } from 'vitest'
import { ownAncestors } from '../../src/control/own-ancestors.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { createProcessTable } from '../../src/scanner/process-table.ts'

const tableOf = (parents: Readonly<Record<number, number>>) => ({
  inspect: async (pid: number): Promise<OsProcess | undefined> => {
    const ppid = parents[pid]
    return ppid === undefined ? undefined : { pid, ppid, start: '1', startedAtMs: 0, name: 'sh', state: 'sleeping' }
  },
})

describe('the ancestors of this program', () => {
  it('go from its parent up to the first process, and leave itself out', async () => {
    const table = tableOf({ 40: 30, 30: 20, 20: 1, 1: 0, 31: 20 })
    expect([...(await ownAncestors(table, 40))]).toEqual([30, 20, 1])
  })

  it('end where one is gone, and where somebody tells a circle', async () => {
    expect([...(await ownAncestors(tableOf({ 40: 30 }), 40))]).toEqual([30])
    expect([...(await ownAncestors(tableOf({ 40: 30, 30: 20, 20: 30 }), 40))]).toEqual([30, 20])
  })

  it('are found in the real table', async () => {
    expect((await ownAncestors(createProcessTable())).has(process.ppid)).toBe(true)
  })
})
