/** A state is shown ten times a second: what did not change since is the same object, and what did is never an old one. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import { redactorOfChanges, redactValues } from '../../../src/core/words/redact.ts'
import {
  call,
  event,
  newSession,
  nowMs,
  prompt,
  response,
  result,
  stateAfter,
  subagentEnd,
  subagentStart,
  text,
  thinking,
  turnEnd,
} from './session-events.ts'

const makers: readonly ((second: number, id: string) => SessionEvent)[] = [
  (second, id) => prompt(second, `go on with ${id}`),
  (second, id) => text(second, response(id, { output: second })),
  (second) => thinking(second),
  (second, id) =>
    call(second, id, `Tool${id}`, { path: `/src/${id}.ts`, touches: 'edit', summary: 'make TOKEN=abcd12345' }),
  (second, id) => call(second, id, 'Read', { path: `/src/${id}.ts`, touches: 'read', response: response('r1') }),
  (second, id) => result(second, id, { summary: `${second} lines`, changed: { added: second, removed: 1 } }),
  (second, id) => result(second, id, { outcome: 'failed' }),
  (second, id) => subagentStart(second, id, { description: id }),
  (second, id) => text(second, response(`${id} below`, { output: 5 }), `a${id}`),
  (second, id) => call(second, `below ${id}`, 'Bash', { lane: `a${id}` }),
  (second, id) => subagentEnd(second, { toolId: id, agentId: `a${id}` }),
  (second) => turnEnd(second),
  (second) => event(second, 'interrupt', { text: '' }),
  (second, id) => event(second, 'compaction', { phase: 'boundary', tokensAfter: id.length }),
]
const anyEvents = fc
  .array(fc.tuple(fc.nat(makers.length - 1), fc.nat(3)), { minLength: 1, maxLength: 60 })
  .map((drawn) => drawn.flatMap(([maker, id], second) => makers[maker]?.(second, `t${id}`) ?? []))

it('is what it would be had nobody looked before, with its secrets gone', () => {
  const property = (events: readonly SessionEvent[], lateBy: number) => {
    const watched = newSession()
    const redact = redactorOfChanges()
    for (const [second, one] of events.entries()) {
      const context = { nowMs: nowMs(second + (second % 2 === 0 ? 0 : lateBy)) }
      const shown = stateAfter([one], context, watched)
      const anew = stateAfter(events.slice(0, second + 1), context)
      expect(shown).toEqual(anew)
      expect(redact(shown)).toEqual(redactValues(anew))
    }
  }
  fc.assert(fc.property(anyEvents, fc.constantFrom(0, 100_000), property), { numRuns: 40 })
})

it('is the same where nothing changed', () => {
  const session = newSession()
  const calls = [prompt(0), call(1, 't1', 'Edit', { path: '/a.ts', touches: 'edit' }), text(2, response('r1'))]
  const before = stateAfter(calls, {}, session)
  const after = stateAfter([thinking(3)], {}, session)
  for (const part of ['steps', 'files', 'history'] as const) expect(after[part]).toBe(before[part])
  expect(after.flow[0]).toBe(before.flow[0])
  expect(stateAfter([result(4, 't1')], {}, session).steps).not.toBe(after.steps)
})
