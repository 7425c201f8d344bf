/** Remarks, marks and prompts of a review, on disk, of a real worktree; who gets the prompts is made up. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { err, ok } from '../../src/core/result.ts'
import type { LocalReview } from '../../src/services/local/tasks/review.ts'
import type { PromptRequest, SentPrompt } from '../../src/services/prompts.ts'
import { type RealReview, realReview } from '../services/real-review.ts'
import { git, newRepository, write } from '../worktrees/repositories.ts'

const me = { kind: 'own-user', name: 'cli' } as const
const dir = newRepository()
const base = git(dir, 'rev-parse', 'HEAD')
const asked: PromptRequest[] = []
let fails = false
let made: RealReview
let review: LocalReview

beforeAll(async () => {
  write(dir, 'src/store.ts', 'one\ntwo\nthree\n')
  made = await realReview({
    ...{ dir, base },
    prompts: {
      send: async (request) => {
        asked.push(request)
        if (fails) return err({ kind: 'unreachable', message: 'No way leads there.' })
        return ok({ prompt: { id: `q${asked.length}` } } as SentPrompt)
      },
    },
  })
  review = made.review
})
afterAll(() => made.close())

const comment = async (line: number | undefined, text: string) => {
  const added = await review.comment('t1', { path: 'src/store.ts', line, text }, me)
  if (!added.ok) throw new Error(added.error.message)
  return added.value
}
const comments = async () => {
  const told = await review.comments('t1')
  if (!told.ok) throw new Error(told.error.message)
  return told.value
}

it('comments gather, follow their lines, are marked when those change, and go as one prompt, once', async () => {
  expect(await comment(2, ' Take one. ')).toMatchObject({
    id: 'c1',
    quote: ['two'],
    text: 'Take one.',
    isStale: false,
    lineNow: 2,
  })
  expect(await comment(3, 'Why?')).toMatchObject({ id: 'c2', quote: ['three'] })
  expect(await comment(undefined, 'Too long.')).toMatchObject({ id: 'c3', quote: [], isStale: false })
  expect(await review.comment('t1', { path: 'src/store.ts', line: 9, text: 'x' }, me)).toMatchObject({
    error: { kind: 'bad-request', message: 'src/store.ts has no line 9.' },
  })
  expect(await review.comment('t1', { path: 'README.md', text: 'x' }, me)).toMatchObject({ error: { kind: 'no-file' } })
  expect(await review.comment('t1', { path: 'src/store.ts', text: ' \n' }, me)).toMatchObject({
    error: { kind: 'bad-request' },
  })
  write(dir, 'src/store.ts', 'zero\none\ntwo\n3\n')
  expect((await comments()).comments).toMatchObject([
    { id: 'c1', lineNow: 3, isStale: false },
    { id: 'c2', lineNow: undefined, isStale: true },
    { id: 'c3', isStale: false },
  ])
  expect(await review.edit('t1', 'c2', 'Why three?', me)).toMatchObject({ value: { text: 'Why three?' } })
  expect(await review.remove('t1', 'c3', me)).toMatchObject({ ok: true })
  expect(await review.remove('t1', 'c3', me)).toMatchObject({ error: { kind: 'no-comment' } })
  const { prompt } = await comments()
  expect(prompt).toContain('1. src/store.ts:3\n   > two\n   Take one.\n\n2. src/store.ts:3 (as it was when I read it)')

  // It could not go: they stay as they were.
  fails = true
  expect(await review.send('t1', {}, me)).toMatchObject({ error: { kind: 'unreachable' } })
  expect((await comments()).comments.map(({ sentAt }) => sentAt)).toEqual([undefined, undefined])
  fails = false
  made.isRunning = false
  expect(await review.send('t1', {}, me)).toMatchObject({ error: { kind: 'not-now', next: 'tce task resume cart' } })
  made.isRunning = true
  asked.length = 0
  const [first, second] = await Promise.all([review.send('t1', {}, me), review.send('t1', {}, me)])
  expect([first.ok, second.ok].filter((sent) => sent)).toHaveLength(1)
  expect(asked).toEqual([{ target: { pid: 7, start: 's' }, text: prompt, when: 'idle' }])
  expect((await comments()).comments).toMatchObject([
    { sentAt: expect.any(String), promptId: 'q1' },
    { promptId: 'q1' },
  ])
  expect(await review.send('t1', {}, me)).toMatchObject({ error: { kind: 'not-now' } })
  expect(await review.edit('t1', 'c1', 'x', me)).toMatchObject({ error: { kind: 'not-now' } })
  expect(made.recorded).toContain('task.review done')
})

it('a text of its user goes in the place of what is made of the comments', async () => {
  asked.length = 0
  const { id } = await comment(1, 'And this.')
  await comment(1, 'Later.')
  expect(await review.send('t1', { comments: [id], text: 'Only this.', when: 'now' }, me)).toMatchObject({
    value: { comments: [{ id, promptId: 'q1' }] },
  })
  expect(asked).toMatchObject([{ text: 'Only this.', when: 'now' }])
  expect((await comments()).comments.filter(({ sentAt }) => sentAt === undefined)).toMatchObject([{ text: 'Later.' }])
})

it('a mark is of what was read: of another state it is not taken, and it goes with it', async () => {
  const looked = await review.changes('t1')
  const version = looked.ok ? looked.value.files[0]?.version : undefined
  expect(await review.view('t1', { path: 'src/store.ts', isViewed: true, version })).toMatchObject({ ok: true })
  expect(await review.changes('t1')).toMatchObject({ value: { viewed: 1, files: [{ isViewed: true }] } })
  write(dir, 'src/store.ts', 'other\n')
  expect(await review.view('t1', { path: 'src/store.ts', isViewed: true, version })).toMatchObject({
    error: { kind: 'changed' },
  })
  expect(await review.changes('t1')).toMatchObject({ value: { viewed: 0 } })
  expect(await review.changes('t1', 'unviewed')).toMatchObject({ value: { files: [{ path: 'src/store.ts' }] } })
  const state = await review.state('t1')
  expect(state).toMatchObject({ value: { files: [{ path: 'src/store.ts' }] } })
  expect(await review.file('t1', { path: 'nothing.ts' })).toMatchObject({ error: { kind: 'no-file' } })
})

it('where the folder is gone comments are told all the same; with the task they go', async () => {
  await made.books.worktrees.put({
    ...{ id: 't1', projectDir: dir, commonDir: `${dir}/.git`, path: dir, state: 'broken', madeAtMs: 1 },
    ...{ base: { name: 'main', commit: base }, problem: 'somebody removed it.' },
  })
  rmSync(dir, { recursive: true })
  expect(await review.changes('t1')).toMatchObject({
    error: { kind: 'no-folder', message: 'There are no changes of cart: somebody removed it.' },
  })
  expect((await comments()).comments.length).toBeGreaterThan(1)
  expect(await review.changes('tnone')).toMatchObject({ error: { kind: 'no-task' } })
  await made.books.reviews.mark('t1', 'a', { version: '1' }, 1)
  await made.books.tasks.forget('t1')
  expect(await made.books.reviews.comments('t1')).toEqual([])
  expect((await made.books.reviews.marks('t1')).size).toBe(0)
})
