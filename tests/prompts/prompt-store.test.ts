/** The prompts on disk, in a real file. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewPrompt, PromptTarget } from '../../src/core/prompts/prompt.ts'
import { openPromptStore, type PromptStore } from '../../src/prompts/prompt-store.ts'
import { userPath } from '../../src/prompts/user-path.ts'

const target: PromptTarget = { pid: 4242, start: '1', agent: 'claude', sessionId: 's1', project: 'shop' }
const nowMs = 1_000

let dir: string
let store: PromptStore
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-prompts-'))
  store = open()
})
afterEach(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

function open(): PromptStore {
  const opened = openPromptStore(dir, 'm1')
  if (!opened.ok) throw new Error(opened.error)
  return opened.value
}

const add = (more: Partial<NewPrompt> = {}) =>
  store.add({
    ...{
      target,
      text: 'hello',
      when: { kind: 'idle' },
      isCommand: false,
      createdBy: { kind: 'own-user', name: 'cli' },
    },
    ...{ createdAtMs: nowMs, expiresAtMs: 1e9 },
    ...more,
  })

describe('prompts on disk', () => {
  it('are private, have names of their own that are never given again, and come back as they were', async () => {
    const first = await add({ text: '请 👍\n$', when: { kind: 'at', atMs: 7 }, isCommand: true })
    const second = await add({ when: { kind: 'after', promptId: first.id } })
    expect(statSync(userPath(dir)).mode & 0o777).toBe(0o600)
    await store.step(second.id, 'cancel', { nowMs })
    await store.prune(nowMs + 1)
    await store.close()
    store = open()
    expect(await store.list(0)).toEqual([first])
    expect((await add()).id).toBe('q3')
  })

  it('take a step only from where it leads, and only one of two that come at once', async () => {
    const { id } = await add()
    const [one, other] = await Promise.all([store.step(id, 'claim', { nowMs }), store.step(id, 'claim', { nowMs })])
    expect([one?.state, other]).toEqual(['claimed', undefined])
    expect(await store.step(id, 'cancel', { nowMs })).toBeUndefined()
    expect(await store.step('q99', 'cancel', { nowMs })).toBeUndefined()
    expect(await store.step('q1; DROP TABLE prompt', 'cancel', { nowMs })).toBeUndefined()
  })

  it('of one session go out one at a time, of two sessions beside each other', async () => {
    const [first, second] = [await add(), await add()]
    const elsewhere = await add({ target: { ...target, sessionId: 's2' } })
    await store.step(first.id, 'claim', { nowMs })
    await store.step(first.id, 'begin', { nowMs })
    expect(await store.step(second.id, 'claim', { nowMs })).toBeUndefined()
    expect(await store.step(elsewhere.id, 'claim', { nowMs })).toBeDefined()
    await store.step(first.id, 'send', { nowMs })
    expect(await store.step(second.id, 'claim', { nowMs })).toBeUndefined()
    await store.step(first.id, 'prove', { nowMs })
    expect(await store.step(second.id, 'claim', { nowMs })).toBeDefined()
  })

  it('are edited and moved while they wait, and never once they begin to go out', async () => {
    const [first, second] = [await add(), await add()]
    expect(await store.edit(first.id, 'new')).toMatchObject({ text: 'new' })
    await store.move(second.id, 0.5)
    expect((await store.list(0)).map(({ id }) => id)).toEqual([second.id, first.id])
    await store.step(first.id, 'claim', { nowMs })
    expect([await store.edit(first.id, 'late'), await store.move(first.id, 9)]).toEqual([undefined, undefined])
  })

  it('that a killed program was sending are not known to have left; what it had only claimed waits again', async () => {
    const module = JSON.stringify(join(import.meta.dirname, '../../src/prompts/prompt-store.ts'))
    const script = `
      import { openPromptStore } from ${module}
      const { value: store } = openPromptStore(${JSON.stringify(dir)}, 'm1')
      const add = (sessionId) => store.add({ target: ${JSON.stringify(target)}, text: sessionId, when: { kind: 'idle' }, isCommand: false,
        createdBy: { kind: 'own-user', name: 'cli' }, createdAtMs: 1, expiresAtMs: 1e9, target: { ...${JSON.stringify(target)}, sessionId } })
      const [claimed, sending, sent] = [await add('a'), await add('b'), await add('c')]
      for (const { id } of [claimed, sending, sent]) await store.step(id, 'claim', { nowMs: 1 })
      for (const { id } of [sending, sent]) await store.step(id, 'begin', { nowMs: 1, attempt: { channel: 'tmux', through: 'x', startedAtMs: 1 } })
      await store.step(sent.id, 'send', { nowMs: 1 })
      process.kill(process.pid, 'SIGKILL')`
    expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script]).signal).toBe('SIGKILL')
    await store.recover(2)
    const states = (await store.list(0)).map(({ text, state, attempt }) => [text, state, attempt?.through])
    expect(states.toSorted()).toEqual([
      ['a', 'queued', undefined],
      ['b', 'unknown', 'x'],
      ['c', 'sent', 'x'],
    ])
  })

  it('go when they are over for long enough; what waits and what nobody has looked at stays', async () => {
    const [over, waiting, lost] = [await add(), await add(), await add({ target: { ...target, sessionId: 's2' } })]
    await store.step(over.id, 'cancel', { nowMs })
    await store.step(lost.id, 'fail', { nowMs })
    expect(await store.prune(nowMs)).toBe(0)
    expect(await store.prune(nowMs + 1)).toBe(1)
    expect((await store.list(0)).map(({ id }) => id).toSorted()).toEqual([waiting.id, lost.id])
  })
})
