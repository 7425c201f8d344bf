/** Which answers fit what is asked. */
import { describe, expect, it } from 'vitest'
import { decisionOf } from '../../../src/core/waiting/answer-rules.ts'
import type { AnswerOrder, Approval } from '../../../src/core/waiting/approval.ts'

const offers = ['exact', 'suggested'].map((id) => ({ id, words: id, rules: [], reach: 'session' as const }))
const permission = {
  ...{ kind: 'permission', nonce: 'n', thing: { form: 'command', text: 'touch a' }, always: offers },
  answers: ['allow', 'always', 'deny'],
} satisfies Partial<Approval>
const colour = { question: 'Which colour?', isMultiple: false, options: [{ label: 'Red' }, { label: 'Blue' }] }
const parts = { question: 'Which parts?', isMultiple: true, options: [{ label: 'Header' }] }
const question = {
  ...{ kind: 'question', nonce: 'n', always: [], answers: ['choose', 'deny'] },
  thing: { form: 'questions', questions: [colour, parts] },
} satisfies Partial<Approval>
const irrevocable = { ...permission, irrevocable: { sentence: 'It is gone.' } }

type Asked = Parameters<typeof decisionOf>[1]
const answer = (order: Partial<AnswerOrder>, asked: Asked, isInFull = true) => {
  const decided = decisionOf({ id: 'w1', nonce: 'n', answer: 'allow', ...order }, asked, { isInFull })
  return decided.ok ? decided.value : decided.error.kind
}

describe('an answer', () => {
  it('is to the request that was read, and to no other', () => {
    expect(answer({}, permission)).toEqual({ answer: 'allow', edits: 'ask' })
    expect(answer({ nonce: 'of before' }, permission)).toBe('other-request')
  })

  it('that is none to what is asked is refused', () => {
    expect(answer({ answer: 'keep-planning' }, permission)).toBe('not-offered')
    expect(answer({ answer: 'allow' }, question)).toBe('not-offered')
    expect(answer({ answer: 'always', offer: 'everything' }, permission)).toBe('not-offered')
  })

  it('"always" is the narrowest offer where none is named', () => {
    expect(answer({ answer: 'always' }, permission)).toEqual({ answer: 'always', offer: 'exact' })
    expect(answer({ answer: 'always', offer: 'suggested' }, permission)).toEqual({
      answer: 'always',
      offer: 'suggested',
    })
    expect(answer({ answer: 'always' }, { ...permission, always: [] })).toBe('not-offered')
  })

  it('to what cannot be taken back needs the word, all of it in sight, and is never "always"; a "no" needs nothing', () => {
    expect(answer({}, irrevocable)).toBe('word-needed')
    expect(answer({ word: 'Allow' }, irrevocable)).toBe('word-needed')
    expect(answer({ word: 'allow' }, irrevocable)).toEqual({ answer: 'allow', edits: 'ask' })
    expect(answer({ word: 'allow' }, irrevocable, false)).toBe('not-from-there')
    expect(answer({ answer: 'always', word: 'allow' }, irrevocable)).toBe('not-offered')
    expect(answer({ answer: 'deny', text: ' no ' }, irrevocable, false)).toEqual({ answer: 'deny', text: 'no' })
  })

  it('ends the turn only with a "no", where that can be said, and with no word that would get lost', () => {
    const asked = { ...permission, stops: 'with-words' } satisfies Asked
    const stop = { answer: 'deny', text: ' enough ', stops: true } as const
    expect(answer(stop, asked)).toEqual({ answer: 'deny', text: 'enough', stops: true })
    expect(answer({ ...stop, stops: false }, asked)).toEqual({ answer: 'deny', text: 'enough' })
    expect(answer(stop, permission)).toBe('not-offered')
    expect(answer({ stops: true }, asked)).toBe('not-offered')
    const silent = { ...permission, stops: 'without-words' } satisfies Asked
    expect(answer(stop, silent)).toBe('not-offered')
    expect(answer({ ...stop, text: ' ' }, silent)).toEqual({ answer: 'deny', text: '', stops: true })
  })

  it('to questions has one for each, several only where several may be chosen, and own words', () => {
    const choose = (...choices: readonly (readonly string[])[]) => answer({ answer: 'choose', choices }, question)
    expect(choose(['Blue'], ['Header', ' mine '])).toEqual({
      answer: 'choose',
      choices: [['Blue'], ['Header', 'mine']],
    })
    expect(choose(['Blue'])).toBe('not-offered')
    expect(choose(['Blue'], [' '])).toBe('not-offered')
    expect(choose(['Blue', 'Red'], ['Header'])).toBe('not-offered')
    expect(choose(['Blue'], ['Header'], ['more'])).toBe('not-offered')
  })
})
