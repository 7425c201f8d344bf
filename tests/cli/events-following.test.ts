/** `tce events --follow` in a terminal: what its head and its keys do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { followView } from '../../src/cli/views/events-follow-view.ts'
import { Following } from '../../src/cli/watch/events-following.ts'
import type { NewCaptured } from '../../src/core/captured/captured-event.ts'
import { EventPulse } from '../../src/core/captured/event-pulse.ts'
import type { LocalEvents } from '../../src/services/local/events.ts'
import { createEvents } from '../../src/services/local/events.ts'
import { glyphsFor, type Look, lineText } from '../../src/terminal/roles.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { realEvents } from '../services/real-events.ts'
import { waitFor } from '../tools/wait-for.ts'
import { fakeServices } from './fake-services.ts'
import { runCli } from './run-cli.ts'

const look: Look = { columns: 80, glyphs: glyphsFor({ LANG: 'en_US.UTF-8' }, 'linux') }
let events: LocalEvents
let following: Following
let pulse: EventPulse
beforeEach(async () => {
  events = createEvents(
    realEvents(() => nowMs),
    { record: async () => {} },
    console.error,
  )
  pulse = new EventPulse()
  following = new Following(
    { events, request: {}, first: [] },
    pulse,
    () => nowMs,
    () => {},
  )
  await following.begin(undefined)
})
afterEach(async () => {
  following.end()
  await events.close()
})

const capture = (...all: readonly Partial<NewCaptured>[]) =>
  events.capture(all.map((more) => ({ source: 'ci', event_type: 'step', atMs: nowMs, ...more })))
const shown = () => following.state.events.map(({ message }) => message)
const told = (what: string, ask: () => boolean) => waitFor(what, ask)
const screen = (rows = 10) => followView(following.state, pulse.at(nowMs), nowMs, look, rows).map(lineText)

describe('the screen', () => {
  it('has a head with the last five minutes, and the newest lines below it', async () => {
    expect(screen()[2]).toBe('Nothing yet. What comes is shown here.')
    await capture(
      { message: 'one', level: 'warn' },
      { message: 'two', level: 'error', source: 'cd' },
      { message: 'three' },
    )
    await told('three events', () => shown().length === 3)
    const [head = '', rule = '', ...lines] = screen(4)
    expect(head).toMatch(/^ events {2}\s*█ {2}\d\.\d\/s {2}✗ 1 {2}! 1 +2 sources$/)
    expect([head.length, rule]).toEqual([80, '─'.repeat(80)])
    expect(lines.map((line) => line.slice(49).trim())).toEqual(['two', 'three'])
  })

  it('is what a terminal gets, and a pipe the plain lines', async () => {
    const services = { ...fakeServices(), events }
    const interruptedAt = (out: string) => out.includes('sources') || out.includes('1 source')
    await capture({ message: 'hello' })
    const { out, code } = await runCli(['events', '--follow'], { services, isTTY: true, interruptedAt, columns: 80 })
    expect(code).toBe(130)
    expect(out).toMatch(/\u001b\[\?25l.* events.*hello.*\u001b\[\?25h/s)
  })
})

describe('its keys', () => {
  it('hold the lines and count what comes, and let them go on', async () => {
    await capture({ message: 'before' })
    await told('the first', () => shown().length === 1)
    expect(following.press(' ')).toBe(true)
    await capture({ message: 'a' }, { message: 'b' })
    await told('two to be counted', () => following.state.held?.news === 2)
    expect(shown()).toEqual(['before'])
    expect(screen().at(-1)).toMatch(/^── held at 14:32:08, 2 new ─+ space goes on ────$/)
    following.press(' ')
    expect(shown()).toEqual(['before', 'a', 'b'])
  })

  it('jump to the last error, and open the newest in full', async () => {
    await capture({ message: 'fine' }, { message: 'broken', level: 'error', data: '{"run":7}' }, { message: 'later' })
    await told('three events', () => shown().length === 3)
    following.press('e')
    expect(shown()).toEqual(['fine', 'broken'])
    following.press('\r')
    expect(screen(12).join('\n')).toMatch(/broken.*\nSource +ci\s.*run +7/s)
    following.press('\r')
    following.press(' ')
    expect(shown()).toEqual(['fine', 'broken', 'later'])
  })

  it('filter by the query language, and say what can’t be read', async () => {
    await capture({ message: 'mine', source: 'mine' }, { message: 'other' })
    await told('two events', () => shown().length === 2)
    for (const key of ['/', ...'source:mineq', '\u007f', '\r']) expect(following.press(key)).toBe(true)
    await told('the filter', () => following.state.filter === 'source:mine')
    expect(shown()).toEqual(['mine'])
    await capture({ message: 'other again' }, { message: 'mine again', source: 'mine' })
    await told('the next of it', () => shown().length === 2)
    expect(shown()).toEqual(['mine', 'mine again'])
    for (const key of ['/', ...' nokey:1', '\r']) following.press(key)
    await told('the reason', () => following.state.wrong !== undefined)
    expect(screen().at(-1)).toMatch(/^\/source:mine nokey:1 .*nokey/)
    following.press('\u001b')
    expect(screen().at(-1)).not.toContain('nokey')
  })

  it('leave q and Ctrl-C to who ends it, but a q that is typed', () => {
    expect([following.press('q'), following.press('\u0003')]).toEqual([false, false])
    following.press('/')
    expect([following.press('q'), following.press('\u0003')]).toEqual([true, false])
  })
})
