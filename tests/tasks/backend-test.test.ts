/** What a test of a backend says of the transcript that it left. */
import { expect, it } from 'vitest'
import type { BackendTest } from '../../src/core/tasks/backend.ts'
import { withTranscript } from '../../src/services/local/tasks/test-transcript.ts'

const works: BackendTest = { isWorking: true, tookMs: 2_100, message: 'Works.', output: 'ok' }
const quick = { tries: 3, pauseMs: 0 }

it('tells what it cost as soon as its session is found, also when that takes a few looks', async () => {
  const answers = [undefined, {}, { costUsd: 0.0042 }]
  const test = await withTranscript(works, 'a', async () => answers.shift(), quick)
  expect(test.message).toBe('Works. Answered in 2.1 s, wrote a transcript, ended by itself. $0.0042.')
  expect(test).toMatchObject({ hasTranscript: true, costUsd: 0.0042 })
})

it('says so where none is found, and no cost that is not known', async () => {
  const none = await withTranscript(works, 'a', async () => undefined, quick)
  expect(none.message).toContain('No transcript of it was found')
  expect(none.hasTranscript).toBe(false)
  const unpriced = await withTranscript(works, 'a', async () => ({}), quick)
  expect(unpriced.message).toBe('Works. Answered in 2.1 s, wrote a transcript, ended by itself.')
})

it('says nothing of one whose id nobody gave, or of a test that failed', async () => {
  expect(await withTranscript(works, undefined, async () => ({}), quick)).toBe(works)
  const failed = { ...works, isWorking: false }
  expect(await withTranscript(failed, 'a', async () => ({}), quick)).toBe(failed)
})
