import { describe, expect, it } from 'vitest'
import { createBootClock } from '../../../src/scanner/linux/boot-clock.ts'
import type { ProcFiles } from '../../../src/scanner/linux/proc-files.ts'

const seconds = (count: number) => count * 1000

function clockWith(bootTime: { seconds: number }) {
  const time = { now: seconds(2_000), monotonic: seconds(10) }
  const files = { text: () => `btime ${bootTime.seconds}\n`, bytes: () => undefined } as unknown as ProcFiles
  return {
    time,
    clock: createBootClock(
      files,
      () => time.now,
      () => time.monotonic,
    ),
  }
}

describe('the boot clock', () => {
  it('turns ticks since boot into a time of day', () => {
    const { clock } = clockWith({ seconds: 1_000 })
    expect(clock.startedAtMs('250')).toBe(seconds(1_000) + 2_500)
  })

  it('notices a clock that was set, once, and counts from the new boot time', () => {
    const boot = { seconds: 1_000 }
    const { time, clock } = clockWith(boot)
    time.now += seconds(3_600)
    boot.seconds += 3_600
    expect(clock.wasSet()).toBe(true)
    expect(clock.wasSet()).toBe(false)
    expect(clock.startedAtMs('0')).toBe(seconds(4_600))
  })

  it('takes no notice of a suspend, in which only the monotonic clock stood still', () => {
    const { time, clock } = clockWith({ seconds: 1_000 })
    time.now += seconds(3_600)
    expect(clock.wasSet()).toBe(false)
    expect(clock.startedAtMs('0')).toBe(seconds(1_000))
  })

  it('lets small corrections pass, so that nobody’s start moves', () => {
    const boot = { seconds: 1_000 }
    const { time, clock } = clockWith(boot)
    time.now += 900
    boot.seconds += 1
    expect(clock.wasSet()).toBe(false)
    expect(clock.startedAtMs('0')).toBe(seconds(1_000))
  })
})
