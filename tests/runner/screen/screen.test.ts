/** A picture of a screen, drawn by another terminal that then reads on: the same screen, from wherever it was taken. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, drawAnew, drawn, picture, screen, size } from './pictures.ts'
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

describe('a history during which the program writes on', () => {
  const full = Array.from({ length: 30 }, (_, row) => `row ${row}\r\n`).join('')
  const more = full.replaceAll('row', 'another')
  const wrapped = `${'x'.repeat(40 * 8)}yyy`
  it.each([
    ['takes away the row in which the last one above goes on', `${full}${wrapped}`, '\u001b[H\u001b[2Knew'],
    ['writes elsewhere in that row', `${full}${wrapped}`, '\u001b[H\u001b[2K\u001b[1;9Hnew'],
    ['colours that row', `${full}${wrapped}`, '\u001b[H\u001b[42m\u001b[2K\u001b[0m'],
    [
      'comes back to the other screen after more rows',
      `${full.repeat(8)}\u001b[?1049hother`,
      `\u001b[?1049l${more}\u001b[?1049h`,
    ],
    ['goes to the other screen', full, `${more}\u001b[?1049hother`],
    ['scrolls its upper part', full, `\u001b[1;4r${more}\u001b[r`],
    ['forgets what is above', full, `\u001b[3J${more}`],
    ['writes more than is kept', full, more.repeat(10)],
  ])('is right where it %s', async (_, before, meanwhile) => {
    const all = Buffer.from(`${before}${meanwhile}\u001b[8;1Hthe end`)
    const { whole, joined } = await compare(all, before.length, true, size, before.length + meanwhile.length)
    expect(joined).toEqual(whole)
  })

  it.each([
    ['the usual screen', ''],
    ['the other screen', '\u001b[?1047h'],
  ])('keeps the place of a cursor that was saved before rows left at the top, seen from %s', async (_, other) => {
    const before = `${full}\u001b[6;9H\u001b7\u001b[8;1H\n\n\n${other}`
    const all = Buffer.from(`${before}\u001b[?1047l\u001b8here`)
    for (const withHistory of [true, false]) {
      const { whole, joined } = await compare(all, before.length, withHistory)
      expect(joined).toEqual(whole)
    }
  })

  it('is right whatever it writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(stream, stream, stream).map((streams) => Buffer.from(streams.join(full.repeat(4)))),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (all, one, other) => {
          const [at = 0, until = 0] = [one, other].map((share) => Math.floor(share * all.length)).sort((a, b) => a - b)
          const { whole, joined } = await compare(all, at, true, size, until)
          expect(joined).toEqual(whole)
        },
      ),
      { numRuns: 40, seed: 7 },
    )
  })
})

/** xterm.js brings back with a cursor that something is underlined, and not how: so it shows, or shows again after the next link. */
it.each([
  ['\u001b[4m\u001b8\u001b[30m', 'x\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\'],
  [
    '\u001b[24m\u001b[4;34m\u001b8ab ',
    '\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\\u001b7\u001b[H\u001b8x',
  ],
  ['\u001b[4;32m\u001b7\u001b[0m\u001b8', '\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\after'],
  ['\u001b[4m\u001b7\u001b[0;31mred', '\u001b[4m\u001b8again'],
  ['\u001b]8;;https://example.com\u001b\\\u001b7link\u001b]8;;\u001b\\', '\u001b[4m\u001b8again'],
])('what is underlined after a saved cursor came back is so in a picture, too: %j, then %j', async (before, after) => {
  for (const withHistory of [true, false]) {
    const { whole, joined } = await compare(Buffer.from(before + after), before.length, withHistory)
    expect(joined).toEqual(whole)
  }
})

it('a picture is drawn right by who stopped in the middle of a sequence', async () => {
  const source = screen()
  source.feed(Buffer.from('⚠️ here'))
  const { bytes } = await picture(source)
  const terminal = await drawn([Buffer.from('before \u001b[38;2;30')])
  await drawAnew(terminal, [bytes])
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('⚠️ here')
})
