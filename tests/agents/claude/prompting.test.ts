/** What Claude Code's screen and transcript say of prompts; screens and lines as 2.1.329 shows and writes them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claude } from '../../../src/agents/claude/index.ts'
import { screenRows } from '../../../src/core/prompts/screen.ts'

const { prompting } = claude
if (prompting === undefined) throw new Error('Claude Code takes prompts.')
const { readScreen, signsIn, hooks, inbox, interrupt, modes, commandIn } = prompting

const rule = '─'.repeat(80)
const screen = (...rows: readonly string[]) => readScreen(screenRows(rows.join('\n')))
const foot = '  ⏸ manual mode on · ? for shortcuts'

describe('the screen', () => {
  it('has a box: empty, with text over several rows, or with the last rows of a long one', () => {
    expect(screen('● Done.', '', rule, '❯ ', rule, foot)).toEqual({ kind: 'box', text: '' })
    expect(screen(rule, '❯ one', '  two', '', '  four', rule, foot)).toEqual({ kind: 'box', text: 'one\ntwo\n\nfour' })
    expect(screen(`─── ↑ 8 more ${rule.slice(13)}`, '  the last', '  rows', rule, foot)).toEqual({
      kind: 'box',
      text: 'the last\nrows',
    })
  })

  it('takes a suggestion, which is dim, for nothing', () => {
    expect(screen(rule, '❯ \u001b[2mTry "edit <file>"\u001b[0m', rule, foot)).toEqual({ kind: 'box', text: '' })
  })

  it('is no box while something is asked', () => {
    const dialog = [
      rule,
      ' Bash command',
      '   rm -rf dist',
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '   2. No',
      '',
      ' Esc to cancel',
    ]
    expect(screen(...dialog)).toMatchObject({ kind: 'dialog' })
    expect(
      screen('☐ Colour', 'Which colour?', '❯ 1. Red', '  2. Blue', rule, 'Enter to select · Esc to cancel'),
    ).toMatchObject({ kind: 'dialog' })
  })

  it('that quotes a dialog above its box still has one', () => {
    expect(screen('  Do you want to proceed? Esc to cancel', rule, '❯ ', rule, foot)).toEqual({ kind: 'box', text: '' })
  })

  it.each([
    ['nothing', []],
    ['a shell', ['$ ls', 'a b c', '$ ']],
    ['shell mode', [rule, '! ls', rule, '  ! for shell mode']],
    ["vim's normal mode", [rule, '❯ hello', rule, '  -- NORMAL --']],
    ['the transcript', ['❯ hello', rule, '  Showing detailed transcript · ctrl+o to toggle']],
  ])('%s is none that we read', (_, rows) => {
    expect(screen(...rows).kind).toBe('unreadable')
  })
})

describe('Shift+Tab', () => {
  const seenIn = (text: string) => modes?.seenIn(screenRows(text))
  const genuine = (name: string) =>
    readFileSync(join(import.meta.dirname, `../../fixtures/claude/screens/mode-${name}.txt`), 'utf8')
  const reaches = (text: string) => {
    const seen = seenIn(text)
    return ['normal', 'accept-edits'].filter((wanted) => seen !== undefined && modes?.canReach(seen, wanted))
  }

  it.each([
    ['manual', 'normal', ['normal', 'accept-edits']],
    ['accept-edits', 'accept-edits', ['accept-edits']],
    ['plan', 'plan', []],
    ['auto', 'auto', ['normal', 'accept-edits']],
    ['dont-ask', 'dont-ask', ['normal', 'accept-edits']],
    ['bypass-permissions', 'bypass', ['normal', 'accept-edits']],
  ])('leads from %s, as a genuine screen says it, where no press may make it freer', (name, id, reached) => {
    expect(seenIn(genuine(name))?.id).toBe(id)
    expect(reaches(genuine(name))).toEqual(reached)
  })

  it('leads nowhere from a mode that is not known, and is not asked of a screen that names none, or two', () => {
    const below = (...rows: readonly string[]) => ['⏸ manual mode on', rule, '❯ ', rule, ...rows].join('\n')
    expect(seenIn(below('  ⏵⏵ dreamy mode on · ? for shortcuts'))).toMatchObject({
      id: undefined,
      words: 'dreamy mode on',
    })
    expect(reaches(below('  ⏵⏵ dreamy mode on'))).toEqual([])
    expect(seenIn(below('  ? for shortcuts'))).toBeUndefined()
    expect(seenIn(below('  ⏸ manual mode on', '  ⏵⏵ auto mode on'))).toBeUndefined()
    expect(seenIn(below('  ⏸ manual mod…'))).toBeUndefined()
    expect(seenIn(below('  ⏸ constructor on'))?.id).toBeUndefined()
  })

  it('is what two of the modes that are offered stand for, and no other text', () => {
    const mode = claude.promptLibrary?.settings.find(({ id }) => id === 'mode')
    expect(mode?.choices.map(({ id, command }) => [id, modes?.wantedBy(command)])).toEqual([
      ['normal', 'normal'],
      ['plan', undefined],
      ['accept-edits', 'accept-edits'],
    ])
    expect(modes?.wantedBy('Shift+Tab')).toBeUndefined()
  })
})

it('what begins like a command is told: a slash always, other marks unless a blank stands before them', () => {
  for (const text of ['/clear', ' /clear', '\n/clear', '/']) expect(commandIn(text)).toBe('always')
  for (const text of ['!ls', '#5 is it', '@all look', '& again']) {
    expect([commandIn(text), commandIn(` ${text}`)]).toEqual(['blank', undefined])
  }
  for (const text of ['a / b', 'ask @ada', '5# !']) expect(commandIn(text)).toBeUndefined()
})

describe('Esc', () => {
  const rowOf = (...rows: readonly string[]) => interrupt?.rowOf(screenRows(rows.join('\n')))
  const busyFoot = '  ⏸ manual mode on · esc to interrupt · ← for agents'

  it('interrupts where the row below the box says so, as a genuine one does', () => {
    const genuine = readFileSync(join(import.meta.dirname, '../../fixtures/claude/screens/busy.txt'), 'utf8')
    const row = interrupt?.rowOf(screenRows(genuine))
    expect(genuine.split('\n')[row ?? 0]).toContain('esc to interrupt')
    expect(rowOf('● Working', rule, '❯ ', rule, busyFoot)).toBe(4)
  })

  it.each([
    ['an idle one', [rule, '❯ ', rule, foot]],
    ['one whose conversation alone says so', ['● press esc to interrupt', rule, '❯ ', rule, foot]],
    ['one that says it twice', ['● press esc to interrupt', rule, '❯ ', rule, busyFoot]],
    ['one whose box says so', [rule, '❯ esc to interrupt', rule, foot]],
    ['one that says it and has no box', [busyFoot]],
    ['a narrow one that cuts it', [rule, '❯ ', rule, '  ⏸ manual mode on · esc to…']],
  ])('does not, by the screen of %s', (_, rows) => {
    expect(rowOf(...rows)).toBeUndefined()
  })

  it('does not in any dialog that was recorded', () => {
    const folder = join(import.meta.dirname, '../../fixtures/claude/screens')
    const others = readdirSync(folder).filter((name) => name !== 'busy.txt')
    expect(others.length).toBeGreaterThan(10)
    for (const name of others) {
      const rows = screenRows(readFileSync(join(folder, name), 'utf8'))
      expect([name, interrupt?.rowOf(rows)]).toEqual([name, undefined])
    }
  })
})

describe('a line of the transcript', () => {
  const line = (record: object) => signsIn(JSON.stringify(record))
  const user = (content: unknown, more: object = {}) => ({ type: 'user', message: { role: 'user', content }, ...more })

  it('tells a prompt that was typed, queued or handed over, and whose it is', () => {
    const human = { origin: { kind: 'human' }, promptSource: 'typed' }
    expect(line(user('hello', human))).toEqual([{ kind: 'taken', text: 'hello', by: 'keys' }])
    expect(line(user([{ type: 'text', text: 'hello' }], human))).toEqual([{ kind: 'taken', text: 'hello', by: 'keys' }])
    expect(line(user('Stop hook feedback:\ngo on (TCE q1)', { isMeta: true }))).toEqual([
      { kind: 'taken', text: 'go on (TCE q1)', by: 'hook' },
    ])
    const attachment = { type: 'queued_command', prompt: 'by the way', origin: { kind: 'human' } }
    expect(line({ type: 'attachment', attachment })).toEqual([{ kind: 'taken', text: 'by the way', by: 'keys' }])
    expect(line(user('from elsewhere', { origin: { kind: 'peer' } }))).toEqual([])
    expect(line(user('of a subagent', { isSidechain: true }))).toEqual([])
    expect(line(user([{ type: 'tool_result', content: 'x' }], { toolUseResult: {} }))).toEqual([])
  })

  it('tells what was typed where it is written down in tags', () => {
    const command =
      '<command-name>/compact</command-name>\n<command-message>compact</command-message>\n<command-args>keep it</command-args>'
    expect(line(user(command))).toMatchObject([{ text: '/compact keep it' }])
    expect(line(user('<bash-input>ls -l</bash-input>'))).toMatchObject([{ text: '!ls -l' }])
    expect(line({ type: 'system', subtype: 'local_command', content: command })).toMatchObject([
      { kind: 'taken', text: '/compact keep it' },
    ])
    expect(line(user('<pasted_content id="1">\none\n</pasted_content>'))).toMatchObject([{ text: '\none\n' }])
  })

  it('tells a message of another program by the id that it came with, at once or while it works', () => {
    const origin = { kind: 'peer', from: 'uds:/x', msg_id: 'm1' }
    const text = `Another Claude session sent a message:\n<cross-session-message from="uds:/x" from-name="TCE" from-mode="prompting">\nhello\n</cross-session-message>\n\nThis came from`
    const taken = { kind: 'taken', by: 'message', messageId: 'm1', text: expect.stringContaining('hello') }
    expect(line(user(text, { isMeta: true, origin }))).toEqual([taken])
    expect(line({ type: 'attachment', attachment: { type: 'queued_command', prompt: 'hello', origin } })).toEqual([
      taken,
    ])
    const content = '<cross-session-message from="uds:/x">\nhello\n</cross-session-message>'
    expect(line({ type: 'queue-operation', operation: 'enqueue', content })).toEqual([
      { kind: 'queued', text: '\nhello\n' },
    ])
  })

  it('tells whether messages are held back from there on', () => {
    const held = (record: object) => inbox?.isHeldAfter(JSON.stringify(record))
    expect(held({ type: 'permission-mode', permissionMode: 'bypassPermissions' })).toBe(true)
    expect(held(user('hello', { permissionMode: 'default' }))).toBe(false)
    expect(held(user('hello'))).toBeUndefined()
  })

  it('tells of the agent’s own queue what came in and what was taken back', () => {
    const queue = { type: 'queue-operation', content: 'by the way' }
    expect(line({ ...queue, operation: 'enqueue' })).toEqual([{ kind: 'queued', text: 'by the way' }])
    expect(line({ ...queue, operation: 'remove', reason: 'absorbed_mid_turn' })).toEqual([])
    expect(line({ ...queue, operation: 'remove' })).toEqual([{ kind: 'taken-back', text: 'by the way' }])
    expect(line({ ...queue, operation: 'dequeue' })).toEqual([])
  })

  it('tells a turn that broke off, and when', () => {
    const timestamp = '2026-11-26T22:53:04.905Z'
    const atMs = Date.parse(timestamp)
    expect(line(user('[Request interrupted by user for tool use]', { timestamp }))).toEqual([
      { kind: 'broken', how: 'interrupted', atMs },
    ])
    const error = { type: 'assistant', isApiErrorMessage: true, timestamp, message: { content: [] } }
    expect(line(error)).toEqual([{ kind: 'broken', how: 'api-error', atMs }])
  })

  it.each([
    ['what a command printed', user('<local-command-stdout>Compacted</local-command-stdout>')],
    ['what a shell printed', user('<bash-stdout>README.md</bash-stdout><bash-stderr></bash-stderr>')],
    ['the summary of what was compacted', user('This session is being continued', { isCompactSummary: true })],
    ['the same in a line of its own', { type: 'system', subtype: 'local_command', content: '<local-command-stdout>' }],
  ])('takes %s for no prompt', (_, record) => {
    expect(line(record)).toEqual([])
  })

  it('tells that a turn ended: the model said its last word, or how long it took', () => {
    const said = (stop_reason: string) => line({ type: 'assistant', message: { stop_reason, content: [] } })
    expect(said('end_turn')).toEqual([{ kind: 'turn-ended' }])
    expect(said('tool_use')).toEqual([])
    expect(line({ type: 'system', subtype: 'turn_duration' })).toEqual([{ kind: 'turn-ended' }])
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"type":"user"',
    '{"type":"user","message":null}',
    '{"type":"attachment","attachment":3}',
  ])('like %j tells nothing', (text) => {
    expect(signsIn(text)).toEqual([])
  })
})

describe('its hooks', () => {
  it('take a prompt when a turn ends, and not again when they have made it go on', () => {
    const stop = { hook_event_name: 'Stop', session_id: 's1' }
    expect(hooks?.nameOf(stop)).toEqual({ hook: 'Stop', sessionId: 's1' })
    expect(hooks?.isTurnEnd({ ...stop, stop_hook_active: false })).toBe(true)
    expect(hooks?.isTurnEnd({ ...stop, stop_hook_active: true })).toBe(false)
    expect(hooks?.isTurnEnd({ ...stop, hook_event_name: 'SubagentStop' })).toBe(false)
    expect(hooks?.handOver('go on')).toEqual({ decision: 'block', reason: 'go on' })
  })
})
