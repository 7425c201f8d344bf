import { describe, expect, it } from 'vitest'
import { asking } from '../../../src/agents/codex/asking.ts'
import type { HostedSession, HostRequest, HostSays } from '../../../src/agents/hosting.ts'
import type { Asked, Decision } from '../../../src/core/waiting/approval.ts'

const session = (items: readonly object[] = []): HostedSession => ({
  rootSessionId: 't1',
  cwd: '/p',
  items: new Map(
    items.map((item) => [
      (item as { id: string }).id,
      item as HostedSession['items'] extends ReadonlyMap<string, infer I> ? I : never,
    ]),
  ),
})
const request = (method: string, params: object): HostRequest => ({
  key: '7',
  sessionId: 't1',
  message: { method, id: 7, params: { threadId: 't1', turnId: 'u1', itemId: 'i1', ...params } },
})
const command = (params: object) => request('item/commandExecution/requestApproval', params)
const change = (params: object = {}) => request('item/fileChange/requestApproval', params)
const patch = (...changes: readonly object[]) => session([{ id: 'i1', type: 'fileChange', changes }])
/** Joined again it is told no more than before. */
function readOf(...of: Parameters<typeof asking.read>): Asked | undefined {
  const talk = asking.read(...of)
  const step = talk.next()
  return (step.done === true ? step.value : talk.next({}).value) as Asked | undefined
}
const said = (of: HostRequest, decision: Decision): readonly HostSays[] => [...asking.answer(of, decision)]

describe('what Codex asks', () => {
  it('is the script that its shell runs, or the whole command where the shell has more to it', () => {
    const textOf = (text: string) => readOf(command({ command: text }), session())?.thing
    expect(textOf("/bin/bash -lc 'rm -rf dist'")).toEqual({ form: 'command', text: 'rm -rf dist' })
    const nested = `/bin/bash -lc 'echo '"'"'a'"'"''`
    expect(textOf(nested)).toEqual({ form: 'command', text: nested })
    expect(textOf("bash -c 'a' && bash -c 'b'")).toMatchObject({ text: "bash -c 'a' && bash -c 'b'" })
  })

  it('offers a rule for all sessions only where its own window does', () => {
    const prefix = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['git', 'log'] } }
    const offersOf = (availableDecisions: unknown) =>
      readOf(command({ command: 'git log', availableDecisions, proposedExecpolicyAmendment: ['git'] }), session())
        ?.always
    expect(offersOf(['accept', prefix, 'cancel'])?.map(({ id, reach }) => [id, reach])).toEqual([
      ['session', 'session'],
      ['prefix', 'user'],
    ])
    expect(offersOf(['accept', 'cancel'])?.map(({ id }) => id)).toEqual(['session'])
  })

  it('is no card where nobody could read what is allowed: a network, a folder to write into, keys for a program, a patch not seen', () => {
    expect(readOf(command({ command: 'curl x', networkApprovalContext: { host: 'x' } }), session())).toBeUndefined()
    expect(readOf(command({ kind: 'stdin', command: 'python' }), session())).toBeUndefined()
    expect(readOf(command({}), session())).toBeUndefined()
    expect(readOf(change(), session())).toBeUndefined()
    const one = patch({ path: '/p/a', kind: { type: 'add' }, diff: 'a\n' })
    expect(readOf(change({ grantRoot: '/' }), one)).toBeUndefined()
    expect(readOf(change(), one)).toMatchObject({ thing: { form: 'change', file: '/p/a', isWhole: true } })
  })

  it('shows each hunk of a file as what was and what comes', () => {
    const diff = '@@ -1,2 +1,2 @@\n a\n-b\n+c\n@@ -9 +9 @@\n-old\n+new\n\\ No newline at end of file\n'
    const read = readOf(change(), patch({ path: '/p/a', kind: { type: 'update', move_path: null }, diff }))
    expect(read?.thing).toEqual({
      ...{ form: 'change', file: '/p/a', isWhole: false },
      edits: [
        { before: 'a\nb\n', after: 'a\nc\n', line: { before: 1, after: 1 } },
        { before: 'old\n', after: 'new\n', line: { before: 9, after: 9 } },
      ],
    })
  })

  it('shows several files, and one that moves, as the patch that they are', () => {
    const moved = { path: '/p/a', kind: { type: 'update', move_path: '/p/b' }, diff: '@@ -1 +1 @@\n-a\n+b\n' }
    const removed = { path: '/p/c', kind: { type: 'delete' }, diff: 'gone\n' }
    const text = (...changes: readonly object[]) => readOf(change(), patch(...changes))?.thing
    expect(text(moved)).toEqual({
      form: 'input',
      text: '*** Update File: /p/a\n*** Move to: /p/b\n@@ -1 +1 @@\n-a\n+b\n',
    })
    expect(text(moved, removed)).toMatchObject({ text: expect.stringContaining('*** Delete File: /p/c\n-gone\n') })
    // One of them can't be read: nothing is shown rather than a part.
    expect(readOf(change(), patch(removed, { path: '/p/d' }))).toBeUndefined()
  })

  it('asks a question unless the answer is a secret', () => {
    const question = {
      id: 'q',
      header: 'H',
      question: 'Which?',
      isOther: true,
      options: [{ label: 'A', description: 'a' }],
    }
    const ask = (more: object) => request('item/tool/requestUserInput', { questions: [{ ...question, ...more }] })
    expect(readOf(ask({}), session())).toMatchObject({ kind: 'question', answers: ['choose'] })
    expect(readOf(ask({ isSecret: true }), session())).toBeUndefined()
    expect(said(ask({}), { answer: 'choose', choices: [['A']] })).toEqual([
      { kind: 'reply', id: 7, result: { answers: { q: { answers: ['A'] } } } },
    ])
  })
})

describe('the answer to Codex', () => {
  it('is its own word for each, and a rule for all sessions only where that was chosen', () => {
    const asked = command({ command: 'a', proposedExecpolicyAmendment: ['a'] })
    const results = (['session', 'prefix', 'never heard of'] as const).map(
      (offer) => said(asked, { answer: 'always', offer })[0],
    )
    expect(results.map((one) => (one as { result: { decision: unknown } }).result.decision)).toEqual([
      'acceptForSession',
      { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['a'] } },
      'acceptForSession',
    ])
    expect(said(asked, { answer: 'allow', edits: 'ask' })).toEqual([
      { kind: 'reply', id: 7, result: { decision: 'accept' } },
    ])
  })

  it('tells the words of a "no" to the turn before the "no"', () => {
    expect(said(command({ command: 'a' }), { answer: 'deny', text: 'not now' })).toMatchObject([
      {
        kind: 'call',
        method: 'turn/steer',
        params: { threadId: 't1', expectedTurnId: 'u1', input: [{ text: 'not now' }] },
      },
      { kind: 'reply', result: { decision: 'decline' } },
    ])
    expect(said(command({ command: 'a' }), { answer: 'deny', text: '' })).toHaveLength(1)
    // Where it ends the turn, nobody is left to read them.
    for (const asked of [command({ command: 'a' }), change()]) {
      expect(said(asked, { answer: 'deny', text: '', stops: true })).toEqual([
        { kind: 'reply', id: 7, result: { decision: 'cancel' } },
      ])
    }
    const stops = (availableDecisions?: unknown) =>
      readOf(command({ command: 'a', availableDecisions }), session())?.stops
    expect([stops(), stops(['accept', 'cancel']), stops(['accept', 'decline'])]).toEqual([
      'without-words',
      'without-words',
      undefined,
    ])
  })
})
