import { describe, expect, it } from 'vitest'
import { createCpuMeter } from '../../src/scanner/cpu.ts'
import { fakeProcess } from './fake-process-table.ts'

const used = (cpuTimeMs: number | undefined, start = '100') => [fakeProcess({ pid: 7, start, cpuTimeMs })]

describe('the CPU meter', () => {
  it('knows nothing at first sight', () => {
    expect(createCpuMeter().sample(used(90_000), 0).get('7:100')).toBeUndefined()
  })

  it('tells the share of a core over the time between two looks', () => {
    const meter = createCpuMeter()
    meter.sample(used(1_000), 0)
    expect(meter.sample(used(1_500), 2_000).get('7:100')).toBe(25)
    expect(meter.sample(used(1_500), 4_000).get('7:100')).toBe(0)
  })

  it('tells more than 100 for a process that keeps two cores busy', () => {
    const meter = createCpuMeter()
    meter.sample(used(0), 0)
    expect(meter.sample(used(2_000), 1_000).get('7:100')).toBe(200)
  })

  it('never rounds up to the 1 % from which a process counts as at work', () => {
    const meter = createCpuMeter()
    meter.sample(used(0), 0)
    expect(meter.sample(used(9_999), 1_000_000).get('7:100')).toBe(0.99)
  })

  it('does not take a new process with the same pid for the old one', () => {
    const meter = createCpuMeter()
    meter.sample(used(9_000), 0)
    expect(meter.sample(used(10, '999'), 1_000).get('7:999')).toBeUndefined()
  })

  it('keeps the last answer while too little time has passed to measure, and its window goes on', () => {
    const meter = createCpuMeter()
    meter.sample(used(0), 0)
    expect(meter.sample(used(10), 50).get('7:100')).toBeUndefined()
    expect(meter.sample(used(500), 1_000).get('7:100')).toBe(50)
    expect(meter.sample(used(500), 1_100).get('7:100')).toBe(50)
  })

  it('stays unknown where the system tells no CPU time', () => {
    const meter = createCpuMeter()
    meter.sample(used(undefined), 0)
    expect(meter.sample(used(undefined), 1_000).has('7:100')).toBe(false)
  })

  it('forgets a process it was not shown', () => {
    const meter = createCpuMeter()
    meter.sample(used(0), 0)
    meter.sample([], 1_000)
    expect(meter.sample(used(1_000), 2_000).get('7:100')).toBeUndefined()
  })
})
