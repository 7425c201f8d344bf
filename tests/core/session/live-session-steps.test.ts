/** Tool calls and their results as steps, the flow of the main chain, the files and the list of things to do. */
import { describe, expect, it } from 'vitest'
import type { FlowNode } from '../../../src/core/session/live-session.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import {
  at,
  call,
  event,
  newSession,
  prompt,
  response,
  result,
  stateAfter,
  text,
  thinking,
  turnEnd,
} from './session-events.ts'

describe('a step', () => {
  it('lasts from its call to its result and says how it went', () => {
    const events = [
      call(1, 't1', 'Bash', { summary: 'npm test' }),
      result(5, 't1', { outcome: 'failed', summary: 'exit 1' }),
      call(6, 't2'),
    ]
    expect(stateAfter(events).steps).toMatchObject([
      {
        id: 't1',
        tool: 'Bash',
        summary: 'npm test',
        status: 'failed',
        durationMs: 4000,
        endedAt: at(5),
        result: 'exit 1',
      },
      { id: 't2', status: 'pending', startedAt: at(6) },
    ])
  })

  it('never lasts less than nothing, and no time that is not known', () => {
    const early = stateAfter([call(5, 't1'), result(4, 't1')]).steps
    expect(early).toMatchObject([{ durationMs: 0 }])
    const undated = stateAfter([call(5, 't1', 'Bash', { at: undefined }), result(6, 't1')]).steps
    expect(undated).toMatchObject([{ status: 'done', durationMs: undefined }])
  })

  it('has one result: a second one changes nothing', () => {
    const events = [call(1, 't1'), result(2, 't1'), result(9, 't1', { outcome: 'failed' }), result(9, 'never-called')]
    expect(stateAfter(events).steps).toMatchObject([{ status: 'done', endedAt: at(2) }])
  })

  it('is cut off by a call that takes its id', () => {
    const steps = stateAfter([call(1, 't1'), call(5, 't1', 'Read'), result(6, 't1')]).steps
    expect(steps.map(({ tool, status }) => `${tool} ${status}`)).toEqual(['Bash interrupted', 'Read done'])
  })

  it('is the same object for the reader until it changes', () => {
    const session = newSession()
    const [before] = stateAfter([call(1, 't1')], {}, session).steps
    expect(stateAfter([text(2)], {}, session).steps[0]).toBe(before)
    expect(stateAfter([result(3, 't1')], {}, session).steps[0]).not.toBe(before)
    expect(before?.status).toBe('pending')
  })
})

describe('steps side by side', () => {
  const groups = (events: readonly SessionEvent[]) => stateAfter(events).steps.map(({ group }) => group)
  const of = (id: string) => ({ response: response(id) })

  it('are those of one response, also when the first has its result already', () => {
    const events = [
      call(1, 't1', 'Bash', of('r1')),
      result(2, 't1'),
      call(3, 't2', 'Read', of('r1')),
      call(4, 't3', 'Bash', of('r2')),
    ]
    expect(groups(events)).toEqual([1, 1, undefined])
  })

  it('are those that overlap, where no response is named', () => {
    expect(groups([call(1, 't1'), call(2, 't2'), result(3, 't1'), result(3, 't2'), call(4, 't3')])).toEqual([
      1,
      1,
      undefined,
    ])
    expect(groups([call(1, 't1', 'Bash', of('r1')), call(2, 't2')])).toEqual([undefined, undefined])
  })

  it('are of one lane', () => {
    expect(groups([call(1, 't1'), call(2, 's1', 'Read', { lane: 'a1' })])).toEqual([undefined, undefined])
  })

  it('have the same number within a group and another in the next', () => {
    const events = [1, 2].flatMap((r) => [
      call(r, `t${r}a`, 'Bash', of(`r${r}`)),
      call(r, `t${r}b`, 'Bash', of(`r${r}`)),
    ])
    expect(groups(events)).toEqual([1, 1, 2, 2])
  })
})

describe('a long session', () => {
  const finished = (count: number) =>
    Array.from({ length: count }, (_, i) => [call(i, `t${i}`), result(i, `t${i}`)]).flat()

  it('keeps the newest 200 finished steps, and counts all', () => {
    for (const count of [200, 201, 401, 1000]) {
      const { steps, toolCalls } = stateAfter(finished(count))
      expect([steps.length, steps.at(-1)?.id, toolCalls]).toEqual([200, `t${count - 1}`, count])
    }
  })

  it('keeps a step that still runs, however many have begun after it', () => {
    const { steps } = stateAfter([call(0, 'long', 'Agent'), ...finished(1000)])
    expect([steps[0]?.id, steps[0]?.status, steps.length]).toEqual(['long', 'pending', 201])
  })

  it('gives up the oldest of more than 64 without a result, in each lane', () => {
    const open = (lane: string) => Array.from({ length: 65 }, (_, i) => call(i, `${lane}${i}`, 'Bash', { lane }))
    const one = stateAfter(open('main')).steps
    expect(one.map(({ status }) => status).filter((status) => status === 'interrupted')).toHaveLength(1)
    expect(one[0]).toMatchObject({ id: 'main0', status: 'interrupted', endedAt: undefined })
    const two = stateAfter([...open('main').slice(1), ...open('a1').slice(1)]).steps
    expect(two.every(({ status }) => status === 'pending')).toBe(true)
  })
})

describe('the flow', () => {
  const flow = (events: readonly SessionEvent[]): string =>
    stateAfter(events)
      .flow.map((node: FlowNode) =>
        node.kind === 'tools'
          ? `[${node.tools.map(({ tool, status, count }) => `${tool}×${count} ${status}`).join(' ‖ ')}]`
          : `${node.kind}×${node.count}`,
      )
      .join(' → ')

  it('shows equal neighbours as one with their count', () => {
    const events = [prompt(0), prompt(0), thinking(1), text(2), thinking(3)]
    expect(flow(events)).toBe('user×2 → thinking×1 → text×1 → thinking×1')
  })

  it('shows the same tool again as one, until one has failed', () => {
    const edit = (id: string, outcome: 'done' | 'failed' = 'done') => [call(1, id, 'Edit'), result(2, id, { outcome })]
    expect(flow([...edit('t1'), ...edit('t2'), ...edit('t3')])).toBe('[Edit×3 done]')
    expect(flow([...edit('t1'), call(3, 't2', 'Edit')])).toBe('[Edit×2 pending]')
    expect(flow([...edit('t1'), ...edit('t2', 'failed'), ...edit('t3')])).toBe('[Edit×2 failed] → [Edit×1 done]')
    expect(flow([...edit('t1'), call(3, 't2', 'Read'), result(4, 't2')])).toBe('[Edit×1 done] → [Read×1 done]')
  })

  it('is done with a tool when the last of its calls is', () => {
    const beside = { response: response('r1') }
    const events = [
      call(1, 't1', 'Read', beside),
      call(1, 't2', 'Read', beside),
      call(1, 't3', 'Bash', beside),
      result(2, 't1'),
    ]
    expect(flow(events)).toBe('[Read×2 pending ‖ Bash×1 pending]')
    expect(flow([...events, result(3, 't2')])).toBe('[Read×2 done ‖ Bash×1 pending]')
    expect(flow([...events, result(3, 't3', { outcome: 'interrupted' })])).toBe('[Read×2 pending ‖ Bash×1 interrupted]')
  })

  it('shows what was cut off, and by what', () => {
    expect(flow([call(1, 't1'), event(2, 'interrupt', { text: '' })])).toBe('[Bash×1 interrupted] → interrupt×1')
    expect(flow([call(1, 't1'), turnEnd(2)])).toBe('[Bash×1 interrupted]')
    expect(flow([event(1, 'compaction', { phase: 'boundary' })])).toBe('compaction×1')
  })

  it('is of the main chain', () => {
    const lane = 'a1'
    const events = [
      prompt(0, 'look', { lane }),
      thinking(1, undefined, lane),
      text(2, undefined, lane),
      call(3, 's1', 'Bash', { lane }),
    ]
    expect(flow([...events, event(4, 'interrupt', { text: '', lane })])).toBe('')
  })

  it('keeps its newest nodes: 48 at least, 96 at most', () => {
    const alternating = (count: number) =>
      Array.from({ length: count }, (_, i) => (i % 2 === 0 ? thinking(i) : text(i)))
    expect(stateAfter(alternating(96)).flow).toHaveLength(96)
    expect(stateAfter(alternating(97)).flow).toHaveLength(48)
    expect(stateAfter(alternating(97)).flow.at(-1)).toEqual({ kind: 'thinking', count: 1 })
  })
})

describe('files', () => {
  const edit = (path: string, id: string, added: number, removed: number, outcome: 'done' | 'failed' = 'done') => [
    call(1, id, 'Edit', { path, touches: 'edit' }),
    result(2, id, { outcome, changed: { added, removed } }),
  ]
  const read = (path: string, id: string) => call(1, id, 'Read', { path, touches: 'read' })

  it('are changed by what was done, not by what was tried', () => {
    const state = stateAfter([
      ...edit('/a', 't1', 4, 1),
      ...edit('/a', 't2', 2, 0),
      ...edit('/b', 't3', 9, 9, 'failed'),
    ])
    expect(state.linesChanged).toEqual({ added: 6, removed: 1 })
    expect(state.files).toMatchObject([
      { path: '/a', isEdited: true, isRead: false, linesAdded: 6, linesRemoved: 1 },
      { path: '/b', isEdited: false, linesAdded: 0 },
    ])
  })

  it('come the most changed first, then what was only read, newest first', () => {
    const state = stateAfter([
      read('/r1', 't1'),
      ...edit('/small', 't2', 1, 0),
      read('/r2', 't3'),
      ...edit('/large', 't4', 50, 2),
    ])
    expect(state.files.map(({ path }) => path)).toEqual(['/large', '/small', '/r2', '/r1'])
  })

  it('are 500 at most: what was only read longest ago is forgotten first', () => {
    const reads = Array.from({ length: 500 }, (_, i) => read(`/r${i}`, `r${i}`))
    const { files } = stateAfter([...edit('/kept', 't1', 1, 0), ...reads])
    expect(files).toHaveLength(500)
    expect(files[0]?.path).toBe('/kept')
    expect(files.some(({ path }) => path === '/r0')).toBe(false)
  })
})

describe('things to do', () => {
  const todos = (events: readonly SessionEvent[]) =>
    stateAfter(events).todos.map(({ text, status }) => `${text}: ${status}`)
  const list = [
    call(1, 't1', 'TodoWrite', {
      todos: [
        { text: 'a', status: 'pending' },
        { text: 'b', status: 'done' },
      ],
    }),
  ]

  it('are the list written last, of the main chain', () => {
    expect(todos(list)).toEqual(['a: pending', 'b: done'])
    expect(todos([...list, call(2, 't2', 'TodoWrite', { todos: [] })])).toEqual([])
    expect(todos([...list, call(2, 's1', 'TodoWrite', { todos: [], lane: 'a1' })])).toHaveLength(2)
  })

  it('begin with the result that names them, and change one by one', () => {
    const made = [call(1, 't1', 'TaskCreate', { todo: { text: 'c' } }), result(2, 't1', { todoId: '7' })]
    const change = (todo: { id: string; status: 'in-progress' | 'deleted' }) => call(3, 't2', 'TaskUpdate', { todo })
    expect(todos(made.slice(0, 1))).toEqual([])
    expect(todos(made)).toEqual(['c: pending'])
    expect(todos([...made, change({ id: '7', status: 'in-progress' })])).toEqual(['c: in-progress'])
    expect(todos([...made, change({ id: '7', status: 'deleted' })])).toEqual([])
    expect(todos([...made, change({ id: '8', status: 'in-progress' })])).toEqual(['c: pending'])
  })
})
