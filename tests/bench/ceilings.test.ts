import { expect, it } from 'vitest'
import { type Ceiling, ceilings, isOver } from '../../bench/gate/ceilings.ts'
import { gateRuns } from '../../bench/gate/runs.ts'

const one: Ceiling = { what: 'warm', most: 7, found: ({ cpuOf }) => cpuOf('warm')[0] ?? Number.NaN }

it('what was reached is lost above its ceiling, and not where it is reached or was not measured', () => {
  const found = (cpu: readonly number[]) => ({ cpuOf: () => cpu, pageBytes: 0, pageTimes: [] })
  expect(isOver(one, found([7.1]))).toBe(true)
  expect(isOver(one, found([7]))).toBe(false)
  expect(isOver(one, found([]))).toBe(false)
})

it('each ceiling is of something that the gate measures', () => {
  const names = gateRuns.map(({ name }) => name)
  // The cold run is the dearer one, and that of others.
  const cpu = (run: string) => (run.endsWith('cold') ? 1e12 : 1e6) * (run.includes('others') ? 10 : 1)
  const cpuOf = (run: string) => (names.includes(run) ? [cpu(run)] : [])
  expect(ceilings.filter((ceiling) => !isOver(ceiling, { cpuOf, pageBytes: 1e12, pageTimes: [1e12] }))).toEqual([])
})
