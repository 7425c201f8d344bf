import { describe, expect, it } from 'vitest'
import type { HostedSession, HostRequest, HostSays, HostTalk } from '../../../src/agents/hosting.ts'
import { asking } from '../../../src/agents/opencode/asking.ts'
import { prompts } from '../../../src/agents/opencode/prompts.ts'
import { server } from '../../../src/agents/opencode/server.ts'
import type { Decision } from '../../../src/core/waiting/approval.ts'

const session: HostedSession = { rootSessionId: 'ses_1', cwd: '/p', items: new Map() }
const permission = (params: object): HostRequest => {
  const whole = { id: 'per_1', sessionID: 'ses_1', always: ['touch *'], patterns: [], metadata: {}, ...params }
  return { key: 'per_1', sessionId: 'ses_1', message: { method: 'permission', params: whole } }
}

/** What is said, with these answers to the calls in their order, and what comes of it. */
function run<T>(talk: HostTalk<T>, ...answers: readonly unknown[]) {
  const said: HostSays[] = []
  let step = talk.next()
  for (const answer of [...answers, undefined, undefined]) {
    if (step.done === true) break
    said.push(step.value)
    step = talk.next(answer)
  }
  return { said, value: step.done === true ? step.value : undefined }
}
const thingOf = (params: object, ...answers: readonly unknown[]) =>
  run(asking.read(permission(params), session), ...answers).value?.thing

describe('what opencode asks', () => {
  it('is the whole command, and the patch hunk by hunk', () => {
    expect(thingOf({ permission: 'bash', metadata: { command: 'a && b' } })).toEqual({
      form: 'command',
      text: 'a && b',
    })
    const diff = 'Index: a\n=====\n--- a\n+++ a\n@@ -1,1 +1,1 @@\n-old\n+new\n'
    expect(thingOf({ permission: 'edit', metadata: { filepath: '/p/a', diff } })).toEqual({
      ...{ form: 'change', file: '/p/a', isWhole: false },
      edits: [{ before: 'old\n', after: 'new\n', line: { before: 1, after: 1 } }],
    })
    const both = `${diff}--- b\n+++ b\n@@ -1,1 +1,1 @@\n-x\n+y\n`
    expect(thingOf({ permission: 'edit', metadata: { filepath: 'a, b', diff: both } })).toEqual({
      form: 'input',
      text: both,
    })
  })

  it('is all of the call where patterns say no more than what it is about, or no card', () => {
    const asked = { permission: 'external_directory', patterns: ['/etc/*'], tool: { messageID: 'msg_1', callID: 'c1' } }
    const parts = [{ callID: 'c0' }, { callID: 'c1', tool: 'read', state: { input: { filePath: '/etc/hosts' } } }]
    const { said, value } = run(asking.read(permission(asked), session), { parts })
    expect(said).toMatchObject([{ method: 'GET /session/ses_1/message/msg_1?directory=%2Fp' }])
    expect(JSON.parse((value?.thing as { text: string } | undefined)?.text ?? '')).toEqual({
      ...{ asks: 'external_directory', for: ['/etc/*'], tool: 'read', input: { filePath: '/etc/hosts' } },
    })
    expect(thingOf(asked, { parts: [] })).toBeUndefined()
    expect(thingOf({ ...asked, tool: { messageID: '../../auth', callID: 'c1' } })).toBeUndefined()
  })

  it('is a question with its choices, of which several may be one', () => {
    const questions = [{ question: 'Which?', header: 'H', options: [{ label: 'A', description: 'a' }], multiple: true }]
    const request = { key: 'que_1', sessionId: 'ses_1', message: { method: 'question', params: { questions } } }
    expect(run(asking.read(request, session)).value).toMatchObject({
      ...{ kind: 'question', answers: ['choose'], thing: { questions: [{ question: 'Which?', isMultiple: true }] } },
    })
    const chosen = asking.answer(request, { answer: 'choose', choices: [['A']] })
    expect(run(chosen).said).toEqual([
      { kind: 'call', method: 'POST /question/que_1/reply', params: { answers: [['A']] } },
    ])
  })

  it('is answered in its own words, in the folder that it was asked in', () => {
    const of = permission({ permission: 'bash', directory: '/a b' })
    const replyTo = (decision: Decision) => run(asking.answer(of, decision)).said[0]
    const path = 'POST /permission/per_1/reply?directory=%2Fa%20b'
    expect(replyTo({ answer: 'allow', edits: 'ask' })).toMatchObject({ method: path, params: { reply: 'once' } })
    expect(replyTo({ answer: 'always', offer: 'patterns' })).toMatchObject({ params: { reply: 'always' } })
    expect(replyTo({ answer: 'deny', text: '' })).toMatchObject({ params: { reply: 'reject' } })
    expect(replyTo({ answer: 'deny', text: 'no' })).toMatchObject({ params: { reply: 'reject', message: 'no' } })
    // With a word it would go on.
    expect(run(asking.answer(of, { answer: 'deny', text: '', stops: true })).said).toEqual([
      { kind: 'call', method: path, params: { reply: 'reject' } },
      { kind: 'call', method: 'POST /session/ses_1/abort?directory=%2Fa%20b', params: {} },
    ])
  })

  it('is told by its events, of whichever folder', () => {
    const event = (type: string, properties: object) =>
      server.messageIn({ directory: '/p', payload: { type, properties } })
    const hear = (type: string, properties: object) => {
      const message = event(type, properties)
      return message && asking.hear(message)
    }
    expect(hear('permission.asked', { id: 'per_1', sessionID: 'ses_1' })).toMatchObject({
      ...{ kind: 'asks', request: { key: 'per_1', message: { params: { directory: '/p' } } } },
    })
    expect(hear('permission.asked', { id: 'per/../x', sessionID: 'ses_1' })).toBeUndefined()
    expect(hear('permission.replied', { requestID: 'per_1' })).toEqual({ kind: 'settled', key: 'per_1' })
    expect(hear('session.status', { sessionID: 'ses_1', status: { type: 'idle' } })?.kind).toBe('goes-on')
    expect(hear('session.status', { sessionID: 'ses_1', status: { type: 'busy' } })).toBeUndefined()
    expect(server.messageIn({ payload: 'nothing' })).toBeUndefined()
  })
})

it('a prompt goes to the agent and the model that the session has', () => {
  const model = { id: 'large', providerID: 'mock', variant: 'default' }
  const send = prompts.send({ sessionId: 'ses_1', text: '/undo', mark: 'm', isOnTheWay: false })
  expect(run(send, { agent: 'careful', model, directory: '/p' }).said[1]).toEqual({
    kind: 'call',
    method: 'POST /session/ses_1/prompt_async?directory=%2Fp',
    params: {
      ...{ agent: 'careful', model: { providerID: 'mock', modelID: 'large' } },
      parts: [{ type: 'text', text: '/undo', metadata: { tce: 'm' } }],
    },
  })
})
