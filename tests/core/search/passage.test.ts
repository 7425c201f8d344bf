import { expect, it } from 'vitest'
import { mostResultCharacters, passageOf } from '../../../src/core/search/passage.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'

const event = (rest: object): SessionEvent => ({ cursor: 'main@0.0', lane: 'main', ...rest }) as SessionEvent

it('takes the values of a call, not the way in which they are written', () => {
  const input = JSON.stringify({ command: 'psql -c "select 1"\nexit', timeout: 5, nested: [{ path: 'a/b.ts' }] })
  expect(passageOf(event({ kind: 'tool-call', toolId: '1', tool: 'Bash', input }))).toEqual({
    role: 'tool',
    text: 'Bash\npsql -c "select 1"\nexit\n5\na/b.ts',
    tool: 'Bash',
    path: undefined,
  })
})

it('takes input that is no JSON as it is', () => {
  expect(passageOf(event({ kind: 'tool-call', toolId: '1', tool: 'shell', input: '*** Begin Patch' }))?.text).toBe(
    'shell\n*** Begin Patch',
  )
})

it('knows a change by its path, in the call and in the result', () => {
  const call = {
    kind: 'tool-call',
    toolId: '1',
    tool: 'Edit',
    path: 'src/a.ts',
    touches: 'edit',
    input: '{"new":"lock()"}',
  }
  expect(passageOf(event(call))).toMatchObject({ role: 'file', path: 'src/a.ts', text: 'Edit\nlock()' })
  const diff = [{ oldStart: 1, newStart: 1, lines: [' a', '-b', '+lock()'] }]
  const result = { kind: 'tool-result', toolId: '1', outcome: 'done', text: 'ok', images: 0, path: 'src/a.ts', diff }
  expect(passageOf(event(result))).toMatchObject({ role: 'file', path: 'src/a.ts', text: 'src/a.ts\nlock()' })
})

it('takes the first 64 KB of a result', () => {
  const text = 'x'.repeat(mostResultCharacters + 1)
  const result = { kind: 'tool-result', toolId: '1', outcome: 'failed', text, images: 0 }
  expect(passageOf(event(result))).toMatchObject({ role: 'result', isFailed: true, text: text.slice(1) })
})

it.each([
  { kind: 'thinking', text: '' },
  { kind: 'text', text: ' \n' },
  { kind: 'mode', of: 'mode', value: 'plan' },
  { kind: 'turn-end' },
  { kind: 'notice', text: 'Welcome', isError: false },
])('has nothing to find in %j', (said) => {
  expect(passageOf(event(said))).toBeUndefined()
})
