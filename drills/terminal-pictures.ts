/** A screen is looked at in the middle of whatever a program writes, and read on from there: it is the same in the end. */
import fc from 'fast-check'
import { compare, drawAnew, drawn, picture, screen } from '../tests/runner/screen/pictures.ts'
import { readRecording, stateOf } from '../tests/runner/screen/recording.ts'
import { stream } from '../tests/runner/screen/streams.ts'
import type { Drill, DrillOptions, DrillResult } from './drill.ts'

export const drill: Drill = {
  proves: 'a picture of a screen and what is written after it show what all that was written shows',
  times: 20_000,
  unit: 'streams made up, and each byte of a recorded start of Claude Code',
  run,
}

async function run({ times, random, say }: DrillOptions): Promise<DrillResult> {
  const faults: string[] = []
  let madeUp = 0
  while (madeUp < times) {
    const number = Math.min(100, times - madeUp)
    const seed = random.between(0, 2 ** 31 - 1)
    for (const [index, all] of fc.sample(stream, { seed, numRuns: number }).entries()) {
      const at = random.between(0, all.length)
      const withHistory = random.isLess(0.5)
      const { whole, joined } = await compare(all, at, withHistory)
      if (JSON.stringify(whole) !== JSON.stringify(joined))
        faults.push(
          `Stream ${index} of seed ${seed}, at ${at}${withHistory ? ', with history' : ''}: ${JSON.stringify(all.toString())}`,
        )
    }
    madeUp += number
    if (madeUp % 5_000 === 0) say(`${madeUp} streams.`)
  }
  const bytes = await eachByte(times / drill.times, faults)
  return { figures: { streams: madeUp, 'bytes of the recording': bytes }, faults }
}

async function eachByte(share: number, faults: string[]): Promise<number> {
  const { bytes, ...shape } = readRecording('claude-start')
  const whole = JSON.stringify(stateOf(await drawn([bytes], shape), { withHistory: false }))
  const joined = await drawn([], shape)
  const source = screen({ size: shape })
  const step = Math.ceil(1 / share)
  let tried = 0
  for (let at = 0; at < bytes.length; at += step) {
    const { bytes: drawing, offset = Number.NaN } = await picture(source)
    await drawAnew(joined, [drawing, bytes.subarray(offset)])
    if (JSON.stringify(stateOf(joined, { withHistory: false })) !== whole)
      faults.push(`The recording, from byte ${at}.`)
    source.feed(bytes.subarray(at, at + step))
    tried += 1
  }
  return tried
}
