/** A picture of a screen, drawn by another terminal that then reads on: the same screen, from wherever it was taken. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, drawAnew, drawn, picture, screen } from './pictures.ts'
import { readRecording, stateOf } from './recording.ts'
import { stream } from './streams.ts'

/** From there on every eleventh, for time. */
const closely = 250
describe('a recorded start of Claude Code', () => {
  const { bytes, columns, rows } = readRecording('claude-start')
  it('looks the same from each of its bytes on', { timeout: 120_000 }, async () => {
    const shape = { columns, rows }
    const whole = stateOf(await drawn([bytes], shape), { withHistory: false })
    const source = screen({ size: shape })
    const joined = await drawn([], shape)
    for (let at = 0; at < bytes.length; at += 1) {
      if (at < closely || at % 11 === 0) {
        const { bytes: drawing, offset = Number.NaN } = await picture(source)
        expect(offset).toBeLessThanOrEqual(at)
        await drawAnew(joined, [drawing, bytes.subarray(offset)])
        expect(stateOf(joined, { withHistory: false }), `from byte ${at}`).toEqual(whole)
      }
      source.feed(bytes.subarray(at, at + 1))
    }
  })
})

describe('anything else that programs write', () => {
  it('looks the same from wherever it is looked at', async () => {
    await fc.assert(
      fc.asyncProperty(
        stream,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (all, share, withHistory) => {
          const { whole, joined } = await compare(all, Math.floor(share * all.length), withHistory)
          expect(joined).toEqual(whole)
        },
      ),
      { numRuns: 200, seed: 7 },
    )
  })
})

it('a picture is drawn right by who stopped in the middle of a sequence', async () => {
  const source = screen()
  source.feed(Buffer.from('⚠️ here'))
  const { bytes } = await picture(source)
  const terminal = await drawn([Buffer.from('before \u001b[38;2;30')])
  await drawAnew(terminal, [bytes])
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('⚠️ here')
})
