/** What is copied of an answer that did not arrive, and what is said of one that did. */
import { describe, expect, it } from 'vitest'
import { answerToCopy, confirmedMessage, ranInWords } from '../../../src/core/waiting/approval-words.ts'

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

describe('what came of an answer', () => {
  it.each([
    [{ tool: 'Bash', outcome: 'done', tookMs: 2_100, said: 'CREATE TABLE' }, 'Bash ran 2.1 s: CREATE TABLE.'],
    [{ tool: 'Bash', outcome: 'failed', said: 'exit 1, no such table.' }, 'Bash failed: exit 1, no such table.'],
    [{ tool: 'Bash', outcome: 'failed', tookMs: 61_000 }, 'Bash failed after 1 min.'],
    [{ tool: 'Edit', outcome: 'done' }, 'Edit ran.'],
    [{ tool: 'Bash', outcome: 'interrupted', said: 'x' }, 'Bash was not run, or broken off.'],
  ] as const)('is what its tool did: %o', (ran, words) => {
    expect(ranInWords(ran)).toBe(words)
  })

  it('says that its turn was told to stop, where it was', () => {
    const how = { agentName: 'Claude Code', afterMs: 300 }
    expect(confirmedMessage({ answer: 'deny', stops: true }, { kind: 'permission' }, how)).toBe(
      'Denied, and its turn told to stop. Confirmed by Claude Code after 0.3 s.',
    )
  })
})
