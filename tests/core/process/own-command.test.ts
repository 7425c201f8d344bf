/** An agent's own command is run with the executable of the session that is meant, or not at all. */
import { describe, expect, it } from 'vitest'
import { ownCommand } from '../../../src/core/process/own-command.ts'

describe("an agent's own command", () => {
  const args = ['stop', '72422c08']
  it('runs the very executable of the session', () => {
    expect(ownCommand('claude', { exePath: '/opt/claude/versions/2.1.329' }, args)).toEqual({
      file: '/opt/claude/versions/2.1.329',
      arguments: args,
      label: 'claude stop 72422c08',
    })
  })

  it('runs the script where the executable is only its runtime', () => {
    const node = {
      exePath: '/usr/bin/node',
      argv: ['node', '/x/@anthropic-ai/claude-code/cli.js', '--session-id', 'a'],
    }
    expect(ownCommand('claude', node, args)?.arguments).toEqual(['/x/@anthropic-ai/claude-code/cli.js', ...args])
  })

  it.each([
    ['the agent has none', { exePath: '/opt/claude' }, undefined],
    ['an update replaced the executable', { exePath: '/opt/claude', isExeDeleted: true }, args],
    ['the executable is unknown', {}, args],
    ['argv is hidden', { exePath: 'C:\\Program Files\\nodejs\\node.exe', argv: ['claude'] }, args],
  ])('is none when %s', (_why, process, words) => {
    expect(ownCommand('claude', process, words)).toBeUndefined()
  })
})
