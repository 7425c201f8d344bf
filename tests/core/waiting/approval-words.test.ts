/** What is copied of an answer that did not arrive. */
import { describe, expect, it } from 'vitest'
import { answerToCopy } from '../../../src/core/waiting/approval-words.ts'

describe('an answer to give by hand', () => {
  it.each([
    [
      'words for the agent, line by line',
      { answer: 'deny', text: 'not here\nuse b' },
      'permission',
      ['not here', 'use b'],
    ],
    [
      'the choices, a line for each question',
      { answer: 'choose', choices: [['Blue'], ['iOS', 'Web']] },
      'question',
      ['Blue', 'iOS, Web'],
    ],
    ['what was pressed, where there are no words', { answer: 'deny', text: '' }, 'permission', ['denied']],
    ['what was pressed, of a plan', { answer: 'allow' }, 'plan', ['plan approved']],
  ] as const)('is %s', (_, given, kind, lines) => {
    expect(answerToCopy(given, { kind })).toEqual(lines)
  })
})
