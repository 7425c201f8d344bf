import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { agentChoices, agentKinds, agentsNamed, kindOf, noUsageWords } from '../../src/agents/kinds.ts'
import { agentIds, inAgentOrder } from '../../src/core/process/agent-ids.ts'

const kinds = Object.values(agentKinds)

it('gives every agent two letters of its own, which are no id of another one', () => {
  const marks = kinds.map(({ mark }) => mark)
  expect(marks.filter((mark) => !/^[a-z]{2}$/.test(mark))).toEqual([])
  expect(new Set(marks).size).toBe(agentIds.length)
  expect(kinds.filter(({ id, mark }) => marks.includes(id) && id !== mark)).toEqual([])
})

it('is what the agent itself says', () => {
  for (const { id, mark, displayName, command } of Object.values(agents)) {
    expect(agentKinds[id]).toMatchObject({ id, mark, displayName, command })
  }
})

it('takes marks and ids in any case, with commas and again, each once', () => {
  expect(agentsNamed('--agent', ['cx'])).toEqual({ ok: true, value: ['codex'] })
  expect(agentsNamed('--agent', ['CX, opencode', 'codex', 'pi'])).toEqual({
    ok: true,
    value: ['codex', 'opencode', 'pi'],
  })
})

it.each(['', 'claude code', 'cx,', 'c', 'cxx', '__proto__', 'constructor'])(
  'says of "%s" that it is none, and names all there are',
  (word) => {
    const named = agentsNamed('--agent', [word])
    const message = named.ok ? '' : named.error.message
    expect(message).toMatch(/^--agent is ".*"\. Allowed: cl \(claude\), cx \(codex\), oc \(opencode\), kl \(kilo\), /)
    for (const { id, mark } of kinds) expect(agentChoices).toContain(id === mark ? `, ${id},` : `${mark} (${id})`)
  },
)

it('knows an agent of another version by what its id tells, cleaned', () => {
  expect(kindOf('zed\u001b[31m')).toEqual({ mark: 'ze', displayName: 'zed', command: 'zed' })
  expect(inAgentOrder(['zed', 'kimi', 'claude', 'kimi'])).toEqual(['claude', 'kimi', 'zed'])
})

it('says in words of whom no usage is on disk, and nothing of the others', () => {
  expect(noUsageWords(['claude', 'codex'])).toBeUndefined()
  expect(noUsageWords(['claude', 'cursor'])).toBe('Cursor CLI keeps no usage on disk: nothing of it is in any figure.')
  expect(noUsageWords(['cursor', 'aider'])).toBe(
    'Cursor CLI and Aider keep no usage on disk: nothing of them is in any figure.',
  )
})

it('stands in the README and in docs/api.md as it is declared', () => {
  for (const file of ['README.md', 'docs/api.md']) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    expect(kinds.filter(({ mark }) => !text.includes(`\`${mark}\``)).map(({ id }) => `${file}: ${id}`)).toEqual([])
  }
})
