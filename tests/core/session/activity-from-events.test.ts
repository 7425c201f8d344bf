import { describe, expect, it } from 'vitest'
import { activityFromEvents } from '../../../src/core/session/activity-from-events.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'

const startedMs = Date.parse('2026-11-20T10:00:00.000Z')
let second = 0
const event = (more: object): SessionEvent =>
  ({
    cursor: `main@${++second}.0`,
    lane: 'main',
    at: new Date(startedMs + second * 1000).toISOString(),
    ...more,
  }) as SessionEvent

const prompt = () => event({ kind: 'prompt', text: 'go', images: 0 })
const call = (toolId: string) => event({ kind: 'tool-call', toolId, tool: 'bash', input: '' })
const result = (toolId: string) => event({ kind: 'tool-result', toolId, outcome: 'done', text: '', images: 0 })
const text = () => event({ kind: 'text', text: 'done' })
const end = () => event({ kind: 'turn-end' })
const at = (events: readonly SessionEvent[], asksNothing = false, processStartedAtMs = startedMs) =>
  activityFromEvents(events, { asksNothing, processStartedAtMs }).activity

describe('what a session is at', () => {
  it('is busy from a prompt to the end of its turn, then idle', () => {
    expect(at([prompt()])).toBe('busy')
    expect(at([prompt(), call('a'), result('a')])).toBe('busy')
    expect(at([prompt(), text(), end()])).toBe('idle')
    expect(at([prompt(), event({ kind: 'interrupt', text: 'stopped' })])).toBe('idle')
  })

  it('is unknown where nothing tells: no event, a last text without an end, an error that may be tried again', () => {
    expect(at([])).toBe('unknown')
    expect(at([event({ kind: 'other', type: 'x', isKnown: true })])).toBe('unknown')
    expect(at([prompt(), text()])).toBe('unknown')
    expect(at([prompt(), event({ kind: 'api-error', text: 'overloaded' })])).toBe('unknown')
  })

  it('is unknown while a call has no result, unless its agent never asks', () => {
    expect(at([prompt(), call('a')])).toBe('unknown')
    expect(at([prompt(), call('a'), call('b'), result('b')])).toBe('unknown')
    expect(at([prompt(), call('a')], true)).toBe('busy')
  })

  it('is unknown when what was begun began before the process did; what had ended is over all the same', () => {
    const later = startedMs + 3_600_000
    expect(at([prompt()], false, later)).toBe('unknown')
    expect(at([prompt(), end()], false, later)).toBe('idle')
  })

  it('waits while what it asked is open: until its answer, its call or its end', () => {
    const record = (request: object) => event({ kind: 'other', type: 'x', isKnown: true, request })
    const asks = (more: object = {}) =>
      record({ id: 'r', isOpen: true, toolId: 'a', waitingFor: 'permission prompt', ...more })
    expect(at([prompt(), call('a'), asks()])).toBe('waiting')
    expect(at([prompt(), text(), asks()])).toBe('waiting')
    expect(at([prompt(), call('a'), asks(), record({ id: 'r', isOpen: false })])).toBe('unknown')
    expect(at([prompt(), asks(), call('a')])).toBe('unknown')
    expect(at([prompt(), call('a'), asks(), result('a')])).toBe('busy')
    expect(at([prompt(), asks(), asks({ id: 's', toolId: 'b' }), record({ id: 's', isOpen: false })])).toBe('waiting')
    for (const over of [prompt(), end(), event({ kind: 'interrupt', text: 'stopped' })]) {
      expect(at([prompt(), asks(), over])).not.toBe('waiting')
    }
    expect(at([prompt(), asks()], false, startedMs + 3_600_000)).toBe('unknown')
  })

  it('says since when', () => {
    const [first, second_, third] = [prompt(), call('a'), result('a')]
    const seen = activityFromEvents([first, second_, third], { asksNothing: true, processStartedAtMs: startedMs })
    expect(seen).toEqual({ activity: 'busy', sinceMs: Date.parse(first.at ?? '') })
  })
})
