/** What a viewer of a terminal and the server say to each other, to the byte. */
import { expect, it } from 'vitest'
import {
  bytesMessage,
  readBytesMessage,
  readOrder,
  readTypedMessage,
  typedMessage,
} from '../../../src/core/terminals/attach.ts'

const bytes = Uint8Array.of(1, 2, 255)

it('what was written comes as it went, with its place, from within a longer buffer too', () => {
  const output = { kind: 'output', offset: 2 ** 40 + 1, bytes } as const
  const picture = { kind: 'picture', offset: 7, size: { columns: 120, rows: 40 }, hasHistory: true, bytes } as const
  const slice = { kind: 'slice', isFirst: true, bytes } as const
  for (const news of [output, picture, slice, { ...slice, isFirst: false }]) {
    const message = bytesMessage(news)
    expect(readBytesMessage(message)).toEqual(news)
    const padded = new Uint8Array([9, ...message]).subarray(1)
    expect(readBytesMessage(padded)).toEqual(news)
  }
  for (const wrong of [[], [2], [5], [4, 0, 0, 0, 0, 0, 0, 0, 0], [7, 0, 0, 0, 0, 0, 0, 0, 0, 1]])
    expect(readBytesMessage(Uint8Array.from(wrong))).toBeUndefined()
})

it('what is typed has a number from one on, and bytes', () => {
  expect(readTypedMessage(typedMessage(4_000_000_000, bytes))).toEqual({ number: 4_000_000_000, bytes })
  for (const wrong of [[], [0, 0, 0, 1], [0, 0, 0, 0, 65]])
    expect(readTypedMessage(Uint8Array.from(wrong))).toBeUndefined()
})

it('an order is taken as it is meant, and nothing else is one', () => {
  const size = { columns: 98, rows: 34 }
  const more = { history: true, slices: true, size, have: { spawn: 's', offset: 3 } }
  const attach = { type: 'attach', writer: 'abcd-efgh', ...more }
  expect(readOrder(JSON.stringify(attach))).toMatchObject(attach)
  expect(
    readOrder(
      JSON.stringify({ ...attach, slices: 1, have: { spawn: 's', offset: -1 }, size: { columns: 1, rows: 9 } }),
    ),
  ).toEqual({ type: 'attach', writer: 'abcd-efgh', history: true, slices: false })
  expect(readOrder(JSON.stringify({ type: 'size', size, take: true }))).toEqual({ type: 'size', size, take: true })
  expect(readOrder(JSON.stringify({ type: 'drawn', bytes: 0 }))).toEqual({ type: 'drawn', bytes: 0 })
  const wrong = [{ type: 'attach', writer: 'short' }, { type: 'attach', writer: 'a b c d e f' }, { type: 'size' }]
  const others = [
    { type: 'drawn', bytes: 1.5 },
    { type: 'drawn', bytes: -1 },
    { type: 'may' },
    { type: 'x' },
    [],
    1,
    null,
  ]
  for (const one of [...wrong, ...others]) expect(readOrder(JSON.stringify(one)), JSON.stringify(one)).toBeUndefined()
  expect(readOrder('{')).toBeUndefined()
})
