/** What the genuine Claude Code 2.1.329 answered to `/context` with a server of two tools. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contextServers } from '../../src/agents/context-servers.ts'

const told = (name: string): string =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/claude/context/${name}.jsonl`), 'utf8')).content

it('a server takes what its tools take together, where they are in each request', () => {
  expect([...contextServers(told('in-each-request'))]).toEqual([['figma', 734]])
})

it('tools that are loaded when they are looked for take nothing', () => {
  expect([...contextServers(told('deferred'))]).toEqual([])
})

it('thousands are read, an answer without servers and other text tell none', () => {
  const text =
    '| MCP tools | 4.2k | 2% |\n| mcp__pg__query | pg | 2.7k |\n| mcp__pg__plan | pg | ~1.5k |\n| mcp__a_b__c | a.b | 9 |'
  expect([...contextServers(text)]).toEqual([
    ['pg', 4_200],
    ['a_b', 9],
  ])
  expect([...contextServers('| mcp__pg__query | pg | 2.7k |')]).toEqual([])
})
