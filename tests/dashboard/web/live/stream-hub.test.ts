import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StreamEars } from '../../../../src/dashboard/web/live/open-stream.ts'
import { createStreamHub, type StreamHearer } from '../../../../src/dashboard/web/live/stream-hub.ts'

/** A connection, as the hub opens it. */
interface Source {
  isClosed: boolean
  say(type: string, data?: unknown): void
}

const order = { url: '/stream', types: ['fleet', 'usage'], states: ['fleet'] }
let sources: Source[]
const hubOf = () =>
  createStreamHub((_url, _types, ears: StreamEars) => {
    const source: Source = {
      isClosed: false,
      say(type, data = '') {
        if (type === 'open') ears.onOpen()
        else if (type === 'error') ears.onLost()
        else ears.onEvent(type, data)
      },
    }
    sources.push(source)
    return () => {
      source.isClosed = true
    }
  })

function hearer(): StreamHearer & { readonly heard: string[] } {
  const heard: string[] = []
  return {
    heard,
    onOpen: () => heard.push('open'),
    onEvent: (type, data) => heard.push(`${type} ${data}`),
    onLost: () => heard.push('lost'),
  }
}

beforeEach(() => {
  sources = []
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

describe('streams that are shared', () => {
  it('are one connection, of which everybody is told', () => {
    const hub = hubOf()
    const [one, two] = [hearer(), hearer()]
    hub.follow(order, one)
    hub.follow(order, two)
    sources[0]?.say('open')
    sources[0]?.say('fleet', '1')
    expect(sources).toHaveLength(1)
    expect([one.heard, two.heard]).toEqual([
      ['open', 'fleet 1'],
      ['open', 'fleet 1'],
    ])
  })

  it('tell who comes later the newest of each state, and what happens from then on', async () => {
    const hub = hubOf()
    hub.follow(order, hearer())
    for (const [type, data] of [['open'], ['fleet', '1'], ['usage', 'a'], ['fleet', '2']] as const)
      sources[0]?.say(type, data)
    const late = hearer()
    hub.follow(order, late)
    expect(late.heard).toEqual([])
    await Promise.resolve()
    sources[0]?.say('usage', 'b')
    expect(late.heard).toEqual(['open', 'fleet 2', 'usage b'])
  })

  it('tell who left at once nothing', async () => {
    const hub = hubOf()
    hub.follow(order, hearer())
    sources[0]?.say('open')
    const gone = hearer()
    hub.follow(order, gone)()
    await Promise.resolve()
    expect(gone.heard).toEqual([])
  })

  it('end with the last who follows, not before, and begin anew', () => {
    const hub = hubOf()
    const leaves = [hub.follow(order, hearer()), hub.follow(order, hearer())]
    leaves[0]?.()
    leaves[0]?.()
    expect(sources[0]?.isClosed).toBe(false)
    leaves[1]?.()
    expect(sources[0]?.isClosed).toBe(true)
    hub.follow(order, hearer())
    expect(sources).toHaveLength(2)
  })

  it('are lost for everybody at once, and who follows again gets a new one', () => {
    const hub = hubOf()
    const [one, two, again] = [hearer(), hearer(), hearer()]
    const leave = hub.follow(order, one)
    hub.follow(order, two)
    sources[0]?.say('open')
    sources[0]?.say('error')
    expect([one.heard, two.heard, sources[0]?.isClosed]).toEqual([['open', 'lost'], ['open', 'lost'], true])
    hub.follow(order, again)
    leave()
    sources[1]?.say('open')
    expect([again.heard, sources[1]?.isClosed]).toEqual([['open'], false])
  })

  it('count as lost after three heartbeats that did not come', () => {
    const hub = hubOf()
    const one = hearer()
    hub.follow(order, one)
    sources[0]?.say('open')
    vi.advanceTimersByTime(44_000)
    sources[0]?.say('heartbeat')
    vi.advanceTimersByTime(44_999)
    expect(one.heard).toEqual(['open', 'heartbeat '])
    vi.advanceTimersByTime(1)
    expect([one.heard.at(-1), sources[0]?.isClosed]).toEqual(['lost', true])
  })

  it('are one for each address', () => {
    const hub = hubOf()
    hub.follow(order, hearer())
    hub.follow({ ...order, url: '/another' }, hearer())
    expect(sources).toHaveLength(2)
  })

  it('tell what comes in thousands as lists: the first at once, then every so often, in order with everything else', () => {
    const hub = hubOf()
    const one = hearer()
    hub.follow(
      { url: '/events', types: ['event', 'resync'], states: [], gathered: { type: 'event', everyMs: 250 } },
      one,
    )
    const [source] = sources
    for (const event of ['1', '2', '3']) source?.say('event', event)
    expect(one.heard).toEqual(['event 1'])
    vi.advanceTimersByTime(250)
    source?.say('event', '4')
    source?.say('resync', '-')
    source?.say('event', '5')
    vi.advanceTimersByTime(250)
    expect(one.heard).toEqual(['event 1', 'event 2,3', 'event 4', 'resync -', 'event 5'])
    vi.advanceTimersByTime(1_000)
    source?.say('event', '6')
    expect(one.heard.at(-1)).toBe('event 6')
  })
})
