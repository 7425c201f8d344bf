/** Several tries of one prompt: how many, and what each of them is. */
import { expect, it } from 'vitest'
import { triesOf } from '../../src/services/local/tasks/make-task.ts'

const asked = { project: 'shop', prompt: 'Refunds', model: 'opus' }

it('each is as all are, but for what is said of it alone', () => {
  const three = triesOf({ ...asked, best: 3, tries: [{}, { model: 'sonnet' }, { backend: 'codex', model: 'gpt-6' }] })
  expect(three).toMatchObject({
    ok: true,
    value: [{ model: 'opus' }, { model: 'sonnet' }, { backend: 'codex', model: 'gpt-6' }],
  })
  expect(triesOf(asked)).toMatchObject({ value: [{ model: 'opus', best: 1 }] })
  expect(triesOf({ ...asked, tries: [{}, { model: 'sonnet' }] })).toMatchObject({ value: [{ best: 2 }, { best: 2 }] })
})

it('there are 1 to 6, and as many as were told apart', () => {
  for (const best of [0, 7, 1.5]) expect(triesOf({ ...asked, best })).toMatchObject({ ok: false })
  expect(triesOf({ ...asked, best: 3, tries: [{}] })).toMatchObject({ ok: false, error: { kind: 'bad-request' } })
})
