/** What Claude Code asks by its hook (recorded), and the answers that it took when they were tried (recorded too). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { approvals } from '../../../src/agents/claude/approvals.ts'
import type { Decision } from '../../../src/core/waiting/approval.ts'

type Body = Readonly<Record<string, unknown>>
const folder = join(import.meta.dirname, '../../fixtures/claude/hooks')
const bodyOf = (name: string): Body =>
  (JSON.parse(readFileSync(join(folder, `hook-PermissionRequest-${name}.json`), 'utf8')) as { body: Body }).body
const askedOf = (body: Body) => {
  const asked = approvals.read(body)
  if (asked === undefined) throw new Error('It asks nothing.')
  return asked
}
const decide = (body: Body, decision: Decision) => {
  const { hookSpecificOutput } = approvals.decide(body, decision) as {
    hookSpecificOutput: { hookEventName: string; decision: Body }
  }
  expect(hookSpecificOutput.hookEventName).toBe('PermissionRequest')
  return hookSpecificOutput.decision
}

describe('a permission', () => {
  it('shows the command, what it says, where, and which of its subagents asks', () => {
    expect(askedOf(bodyOf('Bash-in-subagent'))).toMatchObject({
      kind: 'permission',
      tool: 'Bash',
      thing: { form: 'command', text: 'touch touched.txt' },
      says: 'Make a file',
      cwd: '/home/dev/proj',
      subagent: 'general-purpose',
      answers: ['allow', 'always', 'deny'],
    })
  })

  it('of a file shows all of the change; of several edits each', () => {
    expect(askedOf(bodyOf('Write')).thing).toEqual({
      form: 'change',
      file: '/home/dev/proj/hello.txt',
      edits: [{ before: '', after: 'hello\n' }],
      isWhole: true,
    })
    const edit = { old_string: 'a', new_string: 'b', replace_all: true }
    const body = { ...bodyOf('Write'), tool_name: 'MultiEdit', tool_input: { file_path: '/a', edits: [edit, edit] } }
    const change = { before: 'a', after: 'b', isEverywhere: true }
    expect(askedOf(body).thing).toEqual({ form: 'change', file: '/a', edits: [change, change], isWhole: false })
  })

  it.each([
    ['of a tool that nobody knows', { city: 'Paris' }],
    ['of a command with more to it', { command: 'ls', dangerouslyDisableSandbox: true }],
    ['of an edit that is none', { file_path: '/a', old_string: 3 }],
  ])('%s shows all arguments', (_, input) => {
    const { thing } = askedOf({ ...bodyOf('Bash'), tool_input: input })
    expect(thing).toEqual({ form: 'input', text: JSON.stringify(input, undefined, 2) })
  })

  it('is allowed, or denied with a word for the agent', () => {
    expect(decide(bodyOf('Bash'), { answer: 'allow', edits: 'ask' })).toEqual({ behavior: 'allow' })
    expect(decide(bodyOf('Bash'), { answer: 'deny', text: 'use make' })).toEqual({
      behavior: 'deny',
      message: 'use make',
    })
    expect(decide(bodyOf('Bash'), { answer: 'deny', text: '' })['message']).toMatch(/\S/)
  })

  it('can be denied so that its turn ends, too', () => {
    expect(askedOf(bodyOf('Bash')).stops).toBe('with-words')
    expect(decide(bodyOf('Bash'), { answer: 'deny', text: 'not here', stops: true })).toEqual({
      ...{ behavior: 'deny', message: 'not here', interrupt: true },
    })
  })
})

describe('"always"', () => {
  it('offers exactly this first, then what Claude Code suggests, for this session alone', () => {
    const exact = {
      words: 'Exactly this command',
      meaning: 'nothing else that touch can do',
      rules: ['Bash(touch touched.txt)'],
    }
    expect(askedOf(bodyOf('Bash')).always).toEqual([
      { id: 'exact', reach: 'session', ...exact },
      {
        id: 'suggested',
        words: 'Work in /home/dev/proj, too; All edits of files',
        meaning: 'as in its own folder; in its folders, and mkdir, touch, rm, mv, cp and sed there',
        rules: ['directory /home/dev/proj', 'mode acceptEdits'],
        reach: 'session',
      },
      { id: 'exact-project-me', reach: 'project-me', file: '.claude/settings.local.json', ...exact },
      { id: 'exact-project', reach: 'project', file: '.claude/settings.json', ...exact },
    ])
    expect(decide(bodyOf('Bash'), { answer: 'always', offer: 'exact' })['updatedPermissions']).toEqual([
      {
        type: 'addRules',
        rules: [{ toolName: 'Bash', ruleContent: 'touch touched.txt' }],
        behavior: 'allow',
        destination: 'session',
      },
    ])
  })

  it('reaches beyond the session only where that was chosen, as Claude Code suggested it', () => {
    const body = bodyOf('mcp__tce__ask')
    expect(askedOf(body).always.map(({ id, reach, file }) => [id, reach, file])).toEqual([
      ['suggested', 'session', undefined],
      ['suggested-project-me', 'project-me', '.claude/settings.local.json'],
      ['suggested-project', 'project', '.claude/settings.json'],
    ])
    const updates = (offer: string) => decide(body, { answer: 'always', offer })['updatedPermissions']
    expect(updates('suggested')).toMatchObject([{ destination: 'session' }])
    expect(updates('suggested-project-me')).toEqual(body['permission_suggestions'])
    expect(updates('suggested-project')).toMatchObject([{ destination: 'projectSettings' }])
  })

  it('sets a mode only where that was suggested, and says that edits are all it is about', () => {
    const offersOf = (destination: string) => {
      const update = { type: 'setMode', mode: 'acceptEdits', destination }
      return askedOf({ ...bodyOf('Write'), permission_suggestions: [update] }).always
    }
    expect(offersOf('session')).toMatchObject([{ id: 'suggested', reach: 'session', isOfEdits: true }])
    expect(offersOf('userSettings').map(({ id, reach }) => [id, reach])).toEqual([
      ['suggested', 'session'],
      ['suggested-wider', 'user'],
    ])
  })

  it.each([
    ['Bash', 'psql:*', 'Every psql command', 'all that psql can do'],
    ['Bash', 'npm run test *', 'Every command that begins with npm run test', 'whatever follows'],
    ['Bash', 'make db', 'The command make db', 'exactly so'],
    ['Bash', undefined, 'Every command', 'whatever it does'],
    ['WebFetch', 'domain:example.com', 'Every page of example.com', 'whatever address there'],
    ['mcp__db__query', undefined, 'Every call of query of db', 'with any arguments'],
    ['WebSearch', undefined, 'Every use of WebSearch', 'whatever it is given'],
    ['Read', '//etc/**', 'Read: //etc/**', 'all that this takes in'],
  ])('spells out what %s(%s) takes in', (toolName, ruleContent, words, meaning) => {
    const update = { type: 'addRules', rules: [{ toolName, ruleContent }], behavior: 'allow', destination: 'session' }
    expect(askedOf({ ...bodyOf('Write'), permission_suggestions: [update] }).always[0]).toMatchObject({
      words,
      meaning,
    })
  })

  it('offers nothing that nobody could read, and no exact rule where a rule would mean more', () => {
    const suggest = (update: object) => askedOf({ ...bodyOf('Write'), permission_suggestions: [update] }).always
    expect(suggest({ type: 'setMode', mode: 'bypassPermissions', destination: 'session' })).toEqual([])
    expect(
      suggest({ type: 'addRules', rules: [{ toolName: 'Bash' }], behavior: 'deny', destination: 'session' }),
    ).toEqual([])
    expect(suggest({ type: 'replaceRules', destination: 'session' })).toEqual([])
    expect(suggest({ type: 'setMode', mode: 'acceptEdits', destination: 'elsewhere' })).toEqual([])
    const bash = (command: string) =>
      askedOf({ ...bodyOf('Bash'), tool_input: { command }, permission_suggestions: [] })
    expect(bash('ls *.ts').always).toEqual([])
    expect(bash('ls *.ts').answers).toEqual(['allow', 'deny'])
  })
})

describe('a question', () => {
  it('shows each with its options, and is answered by the text of each', () => {
    const body = bodyOf('AskUserQuestion')
    expect(askedOf(body)).toMatchObject({
      kind: 'question',
      answers: ['choose', 'deny'],
      thing: {
        questions: [
          { question: 'Which colour should the button be?', header: 'Colour', isMultiple: false },
          {
            question: 'Which parts should change?',
            isMultiple: true,
            options: [{ label: 'Header' }, { label: 'Footer' }],
          },
        ],
      },
    })
    const choices = [['Blue'], ['Header', 'Footer']]
    expect(decide(body, { answer: 'choose', choices })).toEqual({
      behavior: 'allow',
      updatedInput: {
        questions: (body['tool_input'] as Body)['questions'],
        answers: { 'Which colour should the button be?': 'Blue', 'Which parts should change?': ['Header', 'Footer'] },
      },
    })
  })

  it('that can’t be read is left to its terminal', () => {
    const read = (questions: unknown) => approvals.read({ ...bodyOf('AskUserQuestion'), tool_input: { questions } })
    expect([read([]), read([{ header: 'x' }]), read('x')]).toEqual([undefined, undefined, undefined])
  })
})

describe('a plan', () => {
  it('is shown whole, approved with the mode that was chosen, and kept planning with a word', () => {
    const body = bodyOf('ExitPlanMode')
    const plan = '# Plan\n\n1. Write hello.txt\n2. edited by TCE'
    expect(askedOf(body)).toMatchObject({
      kind: 'plan',
      thing: { form: 'plan', text: plan },
      answers: ['allow', 'keep-planning'],
    })
    const approved = (edits: 'ask' | 'accept') => decide(body, { answer: 'allow', edits })
    expect(approved('ask')).toEqual({
      behavior: 'allow',
      updatedInput: { plan },
      updatedPermissions: [{ type: 'setMode', mode: 'default', destination: 'session' }],
    })
    expect(approved('accept')['updatedPermissions']).toMatchObject([{ mode: 'acceptEdits' }])
    expect(decide(body, { answer: 'keep-planning', text: 'later' })).toEqual({ behavior: 'deny', message: 'later' })
  })

  it('that was not written down can’t be approved from here', () => {
    expect(askedOf({ ...bodyOf('ExitPlanMode'), tool_input: {} }).answers).toEqual(['keep-planning'])
  })
})

it('a hook of another kind asks nothing', () => {
  expect(approvals.read({ ...bodyOf('Bash'), hook_event_name: 'PreToolUse' })).toBeUndefined()
  expect(JSON.stringify(bodyOf('Bash')).includes(approvals.mark)).toBe(true)
})
