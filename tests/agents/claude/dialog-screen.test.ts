/** Claude Code's dialogs as its screen shows them, 2.1.329: what each asks, and which key means what. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claude } from '../../../src/agents/claude/index.ts'
import type { ScreenDialog } from '../../../src/agents/dialogs.ts'
import { screenRows } from '../../../src/core/prompts/screen.ts'

const screen = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../fixtures/claude/screens', `${name}.txt`), 'utf8')
const { dialogs } = claude
if (dialogs === undefined) throw new Error("Claude Code's dialogs are read.")
const { read, askedBy, keyFor } = dialogs
const readText = (text: string) => read(screenRows(text))
function dialog(name: string): ScreenDialog {
  const found = readText(screen(name))
  if (found === undefined) throw new Error(`${name} shows no dialog.`)
  return found
}
const bash = (command: string) => ({ tool: 'Bash', input: { command, description: 'x' } })
const files = Array.from({ length: 30 }, (_, index) => `file-number-${index}.txt`).join(' ')
const write = (file: string) => ({ tool: 'Write', input: { file_path: file, content: 'hello' } })
const colour = {
  question: 'Which colour?',
  header: 'Colour',
  multiSelect: false,
  options: [{ label: 'Red' }, { label: 'Blue' }],
}
const ask = (...questions: readonly object[]) => ({ tool: 'AskUserQuestion', input: { questions } })

describe("a dialog on Claude Code's screen", () => {
  it.each([
    ['bash', bash('touch one.txt')],
    ['bash-lines', bash('touch a.txt\nfor i in 1 2 3; do\n  echo "$i" >> a.txt\ndone')],
    ['bash-long', bash(`touch ${files}`)],
    ['create-file', write('/home/dev/shop/hello.txt')],
    [
      'edit-file',
      { tool: 'Edit', input: { file_path: '/home/dev/shop/e.txt', old_string: 'two', new_string: 'zwei' } },
    ],
  ])('is about the call that it shows in full: %s', (name, call) => {
    const asked = askedBy(dialog(name), call)
    expect(asked).toMatchObject({ kind: 'permission', tool: call.tool, answers: ['allow', 'deny'], always: [] })
  })

  it('is not about a call that only looks like it: another end, a file of that name elsewhere, another tool', () => {
    expect(askedBy(dialog('bash'), bash('touch one.txt two'))).toBeUndefined()
    expect(askedBy(dialog('bash'), bash('touch one'))).toBeUndefined()
    expect(askedBy(dialog('bash-long'), bash(`touch ${files} more`))).toBeUndefined()
    expect(askedBy(dialog('create-file'), write('/home/dev/shop/xhello.txt'))).toBeUndefined()
    expect(askedBy(dialog('create-file'), bash('hello.txt'))).toBeUndefined()
    expect(askedBy(dialog('bash'), { tool: 'mcp__x__y', input: { command: 'touch one.txt', more: 1 } })).toBeUndefined()
    const both = ['touch p1.txt', 'touch p2.txt'].map((command) => askedBy(dialog('bash-of-two'), bash(command)))
    expect(both.map((asked) => asked !== undefined)).toEqual([true, false])
  })

  it('has its keys by their words, wherever they stand', () => {
    const key = (name: string, answer: 'allow' | 'deny') =>
      keyFor(dialog(name), answer === 'allow' ? { answer, edits: 'ask' } : { answer, text: '' })
    expect([key('bash', 'allow'), key('bash', 'deny')]).toEqual(['1', '4'])
    expect([key('bash-lines', 'allow'), key('bash-lines', 'deny')]).toEqual(['1', '3'])
    const swapped = readText(screen('create-file').replace('1. Yes', '1. Yes, and use auto mode'))
    expect(swapped && keyFor(swapped, { answer: 'allow', edits: 'ask' })).toBeUndefined()
    expect(swapped && askedBy(swapped, write('/home/dev/shop/hello.txt'))?.answers).toEqual(['deny'])
  })

  it('of one question takes the number of the option that was chosen; of several, or several answers, none', () => {
    expect(askedBy(dialog('question'), ask(colour))).toMatchObject({ kind: 'question', answers: ['choose'] })
    expect(keyFor(dialog('question'), { answer: 'choose', choices: [['Blue']] })).toBe('2')
    expect(keyFor(dialog('question'), { answer: 'choose', choices: [['Green']] })).toBeUndefined()
    expect(askedBy(dialog('question'), ask({ ...colour, question: 'Which colour now?' }))).toBeUndefined()
    expect(
      askedBy(dialog('question'), ask({ ...colour, options: [{ label: 'Blue' }, { label: 'Red' }] })),
    ).toBeUndefined()
    expect(askedBy(dialog('question'), ask({ ...colour, multiSelect: true }))).toBeUndefined()
    expect(askedBy(dialog('two-questions'), ask(colour, { ...colour, question: 'Which parts?' }))).toBeUndefined()
  })

  it('is none where a prompt is typed, whatever was said above, and where only a part of it is to be seen', () => {
    const box = `${screen('bash')}\n${'─'.repeat(80)}\n❯ \n${'─'.repeat(80)}\n  ? for shortcuts\n`
    expect(readText(box)).toBeUndefined()
    expect(readText(screen('bash').replace(/ ❯ 1\. Yes\n/, ''))).toBeUndefined()
    expect(readText('')).toBeUndefined()
    expect(readText('1. Yes\n2. No\n\n Esc to cancel')).toBeUndefined()
  })
})
