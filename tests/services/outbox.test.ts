import { describe, expect, it } from 'vitest'
import { createOutbox } from '../../src/services/outbox.ts'

/** `state=…` is a state, everything else counts; `big…` counts three times. */
const open = (most = 3) =>
  createOutbox<string>({
    keyOf: (item) => /^(\w+)=/.exec(item)?.[1],
    weightOf: (item) => (item.startsWith('big') ? 3 : 1),
    most,
    resync: () => ['resync='],
  })
const all = async (outbox: ReturnType<typeof open>) => {
  outbox.end()
  const items: string[] = []
  for (let item = await outbox.take(); item !== undefined; item = await outbox.take()) items.push(item)
  return items
}

describe('what a reader has not taken yet', () => {
  it('is the newest of each state for a slow reader, in the order of what is newest', async () => {
    const outbox = open()
    for (let i = 1; i <= 100; i++) outbox.push(`fleet=${i}`)
    outbox.push('usage=1')
    expect(outbox.length).toBe(2)
    expect(await all(outbox)).toEqual(['fleet=100', 'usage=1'])
  })

  it('is every fact, up to as many as it may hold', async () => {
    const outbox = open(3)
    for (const item of ['a', 'fleet=1', 'b', 'c']) outbox.push(item)
    expect(await all(outbox)).toEqual(['a', 'fleet=1', 'b', 'c'])
  })

  it('is a resync in place of all facts when one more comes, and the states as they are', async () => {
    const outbox = open(3)
    for (const item of ['a', 'fleet=1', 'b', 'c', 'd', 'e']) outbox.push(item)
    expect(await all(outbox)).toEqual(['resync=', 'fleet=1', 'e'])
  })

  it('counts an item by its weight, and frees it when it is taken', async () => {
    const outbox = open(3)
    outbox.push('big')
    expect(await outbox.take()).toBe('big')
    outbox.push('big again')
    expect(await outbox.take()).toBe('big again')
    outbox.push('big')
    outbox.push('one too many')
    expect(await all(outbox)).toEqual(['resync='])
  })

  it('takes what is told anew in place of a state that waited', async () => {
    const outbox = createOutbox<string>({
      keyOf: (item) => /^(\w+)=/.exec(item)?.[1],
      most: 1,
      resync: () => ['resync=', 'state=fresh'],
    })
    for (const item of ['state=old', 'a', 'b']) outbox.push(item)
    expect(await all(outbox)).toEqual(['resync=', 'state=fresh'])
  })

  it('is one item for several where that is as good, and weighs as much', async () => {
    const merge = (last: string, next: string) => (last.length < 3 ? last + next : undefined)
    const outbox = createOutbox<string>({ keyOf: () => undefined, merge, most: 4, resync: () => [] })
    for (const item of ['a', 'b', 'c', 'd']) outbox.push(item)
    expect([await outbox.take(), await outbox.take(), outbox.length]).toEqual(['abc', 'd', 0])
  })

  it('wakes a waiting reader, also at the end; what comes after that is not taken', async () => {
    const outbox = open()
    const first = outbox.take()
    outbox.push('a')
    expect(await first).toBe('a')
    const second = outbox.take()
    outbox.end()
    outbox.push('b')
    expect(await second).toBeUndefined()
    expect(await outbox.take()).toBeUndefined()
  })

  it('ends with what is said instead', async () => {
    const outbox = open()
    outbox.push('a')
    outbox.end(['resync='])
    expect(outbox.isEnded).toBe(true)
    expect([await outbox.take(), await outbox.take()]).toEqual(['resync=', undefined])
  })
})
