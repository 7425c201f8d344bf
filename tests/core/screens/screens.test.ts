/** What screens say by rules that are data: of Claude Code on recorded ones, of the others what is known of their words. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { screenManifests } from '../../../src/agents/screens.ts'
import { screenRows } from '../../../src/core/prompts/screen.ts'
import { checkManifest } from '../../../src/core/screens/manifest.ts'
import { readScreen } from '../../../src/core/screens/read-screen.ts'

const folder = join(import.meta.dirname, '../../fixtures/claude/screens')
const rowsIn = (name: string) => screenRows(readFileSync(join(folder, name), 'utf8')).map(({ text }) => text)
const rulesOf = (agent: string) => screenManifests.get(agent)?.rules ?? []
const says = (agent: string, rows: readonly string[], title?: string) =>
  readScreen(rulesOf(agent), { rows, title })?.state

describe('recorded screens of Claude Code', () => {
  it.each(readdirSync(folder))('%s', (name) => {
    const wanted = name.startsWith('busy') ? 'busy' : name.startsWith('mode-') ? 'idle' : 'waiting'
    expect(says('claude', rowsIn(name))).toBe(wanted)
  })

  it('in the middle of being drawn say nothing, and never that it is idle', () => {
    for (const name of readdirSync(folder).filter((one) => !one.startsWith('mode-'))) {
      const rows = rowsIn(name)
      for (let end = 1; end <= rows.length; end += 1) expect(says('claude', rows.slice(0, end))).not.toBe('idle')
    }
  })
})

it.each([
  ['codex', ['• Working (3s • esc to interrupt)', '', '› write it'], undefined, 'busy'],
  ['codex', ['• It says', '  • Working (3s • esc to interrupt)', '', '› '], 'shop', 'idle'],
  ['codex', ['› '], '[ ! ] Action Required', 'waiting'],
  ['codex', ['  Would you like to run the following command?', '› 1. Yes, proceed'], undefined, 'waiting'],
  ['codex', ['', '› Find a bug'], 'shop', 'idle'],
  // While it streams only its title says that it works.
  ['codex', ['', '› Find a bug'], undefined, undefined],
  ['opencode', ['┃  △ Permission required', '┃   Allow once   Reject  ⇆ select  enter confirm'], undefined, 'waiting'],
  ['opencode', ['  △ Permission required', '╹▀▀▀', '  ctrl+p commands'], undefined, 'idle'],
  ['opencode', ['esc interrupt'], undefined, 'busy'],
  ['opencode', ['Ask anything'], undefined, undefined],
  ['gemini', ['Apply this change?', '● 1. Yes'], undefined, 'waiting'],
  ['gemini', ['│ Do you want to proceed? │', '╰──╯'], '✋  Action Required (shop)', 'waiting'],
  ['gemini', ['│ Select Model │', '╰──╯'], '◇  Ready (shop)', 'keep'],
  ['gemini', ['⠏ Thinking (esc to cancel, 3s)'], undefined, 'busy'],
  ['qwen', ['>   Type your message or @path/to/file'], undefined, 'idle'],
  ['copilot', ['Waiting for background agents'], undefined, 'busy'],
  ['cursor', ['Write to this file?', ' Proceed (y) (enter)'], undefined, 'waiting'],
  ['aider', ['Add file to the chat? (Y)es/(N)o [Yes]: '], undefined, 'waiting'],
  ['aider', ['Tokens: 2k sent', '> '], undefined, 'idle'],
  ['pi', ['⠋ Working...'], undefined, 'busy'],
  ['kilo', ['esc interrupt'], undefined, 'busy'],
] as const)('%s with %j says %s: %s', (agent, rows, title, state) => {
  expect(says(agent, rows, title)).toBe(state)
})

describe('a manifest', () => {
  const of = (...rules: readonly object[]) => checkManifest({ version: 1, agent: 'mine', rules })
  const good = { id: 'a', state: 'waiting', any: ['really\\?'] }
  it('is tried rule by rule, says by which rows, and looks at the last rows alone', () => {
    const read = of({ ...good, rows: 2 }, { id: 'b', state: 'busy', all: ['one', 'two'], none: ['three'] })
    if (!read.ok) throw new Error(read.error)
    const { rules } = read.value
    expect(readScreen(rules, { rows: ['really?', 'x', 'Really? yes', ''] })).toEqual({
      ...{ rule: 'a', state: 'waiting', waitingFor: undefined },
      matched: [{ row: 2, text: 'Really? yes' }],
    })
    expect(readScreen(rules, { rows: ['really?', 'one', 'two'] })?.matched.map(({ row }) => row)).toEqual([1, 2])
    expect(readScreen(rules, { rows: ['one', 'two', 'three'] })).toBeUndefined()
    expect(readScreen(rules, { rows: [] })).toBeUndefined()
  })

  it('may say which revision of its rules it is', () => {
    expect(checkManifest({ version: 1, revision: 3, agent: 'mine', rules: [good] })).toMatchObject({
      value: { revision: 3 },
    })
    expect(of(good)).toMatchObject({ ok: true, value: { version: 1, agent: 'mine', rules: [good] } })
  })

  it.each([
    [{ version: 2, agent: 'mine', rules: [] }, 'version is 2. This TCE reads 1.'],
    [{ version: 1, rules: [] }, 'agent is missing.'],
    [{ version: 1, revision: 0, agent: 'mine', rules: [] }, 'revision is 0.'],
    [{ version: 1, agent: 'mine', rules: 'all' }, 'rules is "all".'],
    [{ version: 1, agent: 'mine', rules: [{ ...good, state: 'tired' }] }, 'Rule “a”: state is "tired".'],
    [{ version: 1, agent: 'mine', rules: [{ ...good, colour: 'red' }] }, '“colour” is nothing that a rule has.'],
    [{ version: 1, agent: 'mine', rules: [{ ...good, any: ['('] }] }, '"(" is no pattern: '],
    [{ version: 1, agent: 'mine', rules: [{ id: 'a', state: 'idle', none: ['x'] }] }, 'it asks for nothing'],
    [{ version: 1, agent: 'mine', rules: [{ ...good, rows: 0 }] }, 'rows is 0.'],
    [[], 'It is no JSON object'],
  ])('that is wrong is refused with where: %j', (json, words) => {
    const read = checkManifest(json)
    expect(read.ok ? '' : read.error).toContain(words)
  })
})
