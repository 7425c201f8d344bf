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
const { read, askedBy, stepFor } = dialogs
const readText = (text: string) => read(screenRows(text))
function dialog(name: string): ScreenDialog {
  const found = readText(screen(name))
  if (found === undefined) throw new Error(`${name} shows no dialog.`)
  return found
}
type Decision = Parameters<typeof stepFor>[2]
/** What the dialog asks by this call, and the key on the way to an answer: "1", "Tab …" where it is not the last one. */
function keyOf(shown: ScreenDialog, call: Parameters<typeof askedBy>[1], decision: Decision): string | undefined {
  const asked = askedBy(shown, call)
  const step = asked && stepFor(shown, asked, decision)
  return step && `${step.key}${step.isLast ? '' : ' …'}`
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
    const key = (name: string, call: ReturnType<typeof bash>, answer: 'allow' | 'deny') =>
      keyOf(dialog(name), call, answer === 'allow' ? { answer, edits: 'ask' } : { answer, text: '' })
    const one = bash('touch one.txt')
    expect([key('bash', one, 'allow'), key('bash', one, 'deny')]).toEqual(['1', '4'])
    const lines = bash('touch a.txt\nfor i in 1 2 3; do\n  echo "$i" >> a.txt\ndone')
    expect([key('bash-lines', lines, 'allow'), key('bash-lines', lines, 'deny')]).toEqual(['1', '3'])
    const swapped = readText(screen('create-file').replace('1. Yes', '1. Yes, and use auto mode'))
    expect(
      swapped && keyOf(swapped, write('/home/dev/shop/hello.txt'), { answer: 'allow', edits: 'ask' }),
    ).toBeUndefined()
    expect(swapped && askedBy(swapped, write('/home/dev/shop/hello.txt'))?.answers).toEqual(['deny'])
  })

  it('of one question takes the number of the option that was chosen', () => {
    const choose = (label: string): Decision => ({ answer: 'choose', choices: [[label]] })
    expect(askedBy(dialog('question'), ask(colour))).toMatchObject({ kind: 'question', answers: ['choose'] })
    expect(keyOf(dialog('question'), ask(colour), choose('Blue'))).toBe('2')
    expect(keyOf(dialog('question'), ask(colour), choose('Green'))).toBeUndefined()
    expect(askedBy(dialog('question'), ask({ ...colour, question: 'Which colour now?' }))).toBeUndefined()
    expect(
      askedBy(dialog('question'), ask({ ...colour, options: [{ label: 'Blue' }, { label: 'Red' }] })),
    ).toBeUndefined()
    expect(askedBy(dialog('question'), ask({ ...colour, multiSelect: true }))).toBeUndefined()
    expect(askedBy(dialog('question'), ask(colour, colour))).toBeUndefined()
  })

  it('is none where a prompt is typed, whatever was said above, and where only a part of it is to be seen', () => {
    const box = `${screen('bash')}\n${'─'.repeat(80)}\n❯ \n${'─'.repeat(80)}\n  ? for shortcuts\n`
    expect(readText(box)).toBeUndefined()
    expect(readText(screen('bash').replace(/ ❯ 1\. Yes\n/, ''))).toBeUndefined()
    expect(readText('')).toBeUndefined()
    expect(readText('1. Yes\n2. No\n\n Esc to cancel')).toBeUndefined()
  })
})

describe('several questions, or several answers to one', () => {
  const parts = {
    ...{ question: 'Which parts?', header: 'Parts', multiSelect: true },
    options: [{ label: 'Roof' }, { label: 'Walls' }, { label: 'Door' }],
  }
  const both = ask(colour, parts)
  const choose = (...choices: readonly (readonly string[])[]): Decision => ({ answer: 'choose', choices })
  const key = (name: string, call: ReturnType<typeof ask>, ...choices: readonly (readonly string[])[]) =>
    keyOf(dialog(name), call, choose(...choices))

  it('take a key on each page: the option, then each mark that is not as meant, then the next page', () => {
    expect(askedBy(dialog('questions-first'), both)).toMatchObject({ kind: 'question', answers: ['choose'] })
    expect(key('questions-first', both, ['Blue'], ['Roof'])).toBe('2 …')
    expect(key('questions-several', both, ['Blue'], ['Roof', 'Door'])).toBe('1 …')
    expect(key('questions-several-marked', both, ['Blue'], ['Roof', 'Door'])).toBe('3 …')
    expect(key('questions-several-marked', both, ['Blue'], ['Door'])).toBe('1 …')
    expect(key('questions-several-marked', both, ['Blue'], ['Roof'])).toBe('Tab …')
    expect(key('question-several', ask(parts), ['Walls'])).toBe('2 …')
  })

  it('are submitted only where all of them stand there as meant', () => {
    expect(key('questions-review', both, ['Blue'], ['Roof', 'Door'])).toBe('1')
    expect(key('questions-review', both, ['Blue'], ['Door', 'Roof'])).toBe('1')
    expect(key('questions-review', both, ['Red'], ['Roof', 'Door'])).toBeUndefined()
    expect(key('questions-review', both, ['Blue'], ['Roof'])).toBeUndefined()
    expect(key('question-several-review', ask(parts), ['Roof', 'Door'])).toBe('1')
    expect(key('question-several-review', ask(parts), ['Roof', 'Walls', 'Door'])).toBeUndefined()
  })

  it('are read where a narrow screen breaks their lines', () => {
    const long =
      'Which size of all the many sizes that there are would you like to have for the roof and for the walls?'
    const size = { ...colour, question: long, header: 'Size', options: [{ label: 'Small' }, { label: 'Large' }] }
    expect(key('questions-narrow', ask(colour, size), ['Red'], ['Large'])).toBe('2 …')
    expect(key('questions-narrow-review', ask(colour, size), ['Red'], ['Large'])).toBe('1')
    expect(key('questions-narrow-review', ask(colour, size), ['Red'], ['Small'])).toBeUndefined()
  })

  it('are not those of another call: one more, other words, other options', () => {
    expect(askedBy(dialog('questions-first'), ask(colour))).toBeUndefined()
    expect(askedBy(dialog('questions-first'), ask(colour, parts, colour))).toBeUndefined()
    expect(askedBy(dialog('questions-several'), ask(colour, { ...parts, question: 'Which?' }))).toBeUndefined()
    expect(askedBy(dialog('questions-several'), ask(colour, { ...parts, multiSelect: false }))).toBeUndefined()
    expect(askedBy(dialog('questions-review'), ask(colour, { ...parts, question: 'Which?' }))).toBeUndefined()
  })
})

describe('a plan', () => {
  const exit = (plan: string, file = 'write-plan-foamy-comet.md') => ({
    tool: 'ExitPlanMode',
    input: { plan, planFilePath: `/home/dev/.claude/plans/${file}` },
  })
  const short = exit('# Plan\n\n1. Write it')
  const steps = Array.from({ length: 45 }, (_, i) => `- step ${i + 1} does *something* in \`src/file${i}.ts\``)
  const longText = ['# Move to **EKS** 1.36', 'Some words with `code` and a [link](https://example.com/x).', ...steps]
  const long = exit(longText.join('\n\n'), 'write-plan-hidden-tower.md')

  it('is this one by its file and by what is to be seen of it, from its beginning', () => {
    expect(askedBy(dialog('plan'), short)).toMatchObject({
      kind: 'plan',
      answers: ['allow', 'keep-planning'],
      planEdits: ['ask'],
    })
    expect(askedBy(dialog('plan-long'), long)).toMatchObject({ kind: 'plan' })
  })

  it('is not another one: other words, more of them, another file', () => {
    expect(askedBy(dialog('plan'), exit('# Plan\n\n1. Write that'))).toBeUndefined()
    expect(askedBy(dialog('plan'), exit('# Plan\n\n1. Write it\n2. Test it'))).toBeUndefined()
    expect(askedBy(dialog('plan'), exit('# Plan\n\n1. Write it', 'other.md'))).toBeUndefined()
    expect(
      askedBy(dialog('plan-long'), exit(longText.slice(1).join('\n'), 'write-plan-hidden-tower.md')),
    ).toBeUndefined()
    const scrolled = readText(screen('plan-long').replace("   Here is Claude's plan:", ''))
    expect(scrolled).toBeUndefined()
  })

  it('is approved by the key that says so, never by the first one, and kept planning by Esc', () => {
    expect(keyOf(dialog('plan'), short, { answer: 'allow', edits: 'ask' })).toBe('2')
    expect(keyOf(dialog('plan'), short, { answer: 'allow', edits: 'accept' })).toBeUndefined()
    expect(keyOf(dialog('plan'), short, { answer: 'keep-planning', text: '' })).toBe('Escape')
    const accepting = readText(screen('plan').replace('Yes, and use auto mode', 'Yes, auto-accept edits'))
    expect(accepting && keyOf(accepting, short, { answer: 'allow', edits: 'accept' })).toBe('1')
  })
})

describe('what a subagent asks', () => {
  const subagent = { id: 'a1', type: 'general-purpose' }

  it.each([
    ['subagent-bash', bash('touch sub.txt')],
    ['subagent-create-file', write('/home/dev/shop/sub.txt')],
  ])('is known by its kind, and is not what the main chain asks: %s', (name, call) => {
    expect(askedBy(dialog(name), { ...call, subagent })).toMatchObject({
      ...{ kind: 'permission', subagent: 'general-purpose', answers: ['allow', 'deny'] },
    })
    expect(askedBy(dialog(name), { ...call, subagent: { id: 'a1' } })).toBeDefined()
    expect(askedBy(dialog(name), { ...call, subagent: { ...subagent, type: 'Explore' } })).toBeUndefined()
    expect(askedBy(dialog(name), call)).toBeUndefined()
  })

  it('is not what the main chain’s dialog is about', () => {
    expect(askedBy(dialog('bash'), { ...bash('touch one.txt'), subagent })).toBeUndefined()
  })
})
