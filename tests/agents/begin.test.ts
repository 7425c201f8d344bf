import { expect, it } from 'vitest'
import { beginArguments } from '../../src/agents/begin.ts'
import { agents } from '../../src/agents/index.ts'

it.each([
  ['claude', ['claude', '--model', 'm', 'fix it']],
  ['codex', ['codex', '--model', 'm', 'fix it']],
  ['opencode', ['opencode', '--model', 'm', '--prompt', 'fix it']],
  ['kilo', ['kilo', '--model', 'm', '--prompt', 'fix it']],
  ['gemini', ['gemini', '--model', 'm', '--prompt-interactive', 'fix it']],
  ['qwen', ['qwen', '--model', 'm', '--prompt-interactive', 'fix it']],
  ['copilot', ['copilot', '--model', 'm', '--interactive', 'fix it']],
  ['pi', ['pi', '--model', 'm', 'fix it']],
  ['cursor', ['cursor-agent', '--model', 'm', 'fix it']],
  // What they take as a prompt ends them when it is answered.
  ['kimi', undefined],
  ['aider', undefined],
] as const)('%s begins as its user would type it, and stays', (id, argv) => {
  expect(beginArguments(agents[id], { model: 'm', prompt: 'fix it' })).toEqual(argv)
  expect(beginArguments(agents[id], {})).toEqual([agents[id].command])
})

it('a prompt of one word is no command of the agent’s', () => {
  expect(beginArguments(agents.claude, { prompt: 'update' })).toEqual(['claude', 'update '])
  expect(beginArguments(agents.opencode, { prompt: 'run' })).toEqual(['opencode', '--prompt', 'run'])
})
