import { describe, expect, it } from 'vitest'
import { killStaleView } from '../../src/cli/views/kill-stale-view.ts'
import { stalePlan } from '../../src/cli/views/stale-plan.ts'
import { mcpServerName } from '../../src/core/session/mcp-server-name.ts'
import {
  choiceList,
  killQuestion,
  killResults,
  noMatchLines,
  notThatProcessLines,
} from '../../src/terminal/kill-view.ts'
import type { Line } from '../../src/terminal/roles.ts'
import { paint, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { lineWidth } from '../../src/terminal/table.ts'
import { agentTarget } from '../../src/terminal/target.ts'
import { endedReport } from '../cli/fake-services.ts'
import { text } from '../cli/run-cli.ts'
import { agentOf, nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'

process.env['TZ'] = 'UTC'
const look = { columns: 80, glyphs: unicodeGlyphs }
const plain = (lines: readonly Line[]) => lines.map((spans) => `${paint(spans, false)}\n`).join('')

describe('the question before a kill', () => {
  it('shows the tree that goes, letter for letter', () => {
    expect(plain(killQuestion([agentTarget(agentOf(48213))], nowMs, look))).toBe(
      text(`
Kill payments-api, webhook-retries? It waits for you: permission prompt, 3 min.

  claude        48213                        384 MB
  ├─ node       MCP server: github            96 MB
  ├─ node       MCP server: postgres          71 MB
  └─ zsh        tool shell                     9 MB
     └─ redis-server  by Bash, 14:11          52 MB

5 processes, 612 MB. The conversation stays: claude --resume 3f2a91c4
`),
    )
  })

  it('puts a resume command that does not fit on a line of its own', () => {
    const lines = killQuestion([agentTarget(agentOf(31877))], nowMs, look)
    for (const spans of lines) expect(lineWidth(spans)).toBeLessThanOrEqual(80)
    expect(plain(lines)).toContain('The conversation stays:\n  claude --resume 00007c85-7d0e-4b1a-9c55-0e8f6a2d71b3\n')
  })

  it('shows every child once, also one whose parent is not in the tree', () => {
    const [first] = agentOf(48213).children
    if (first === undefined) throw new Error('the fixture has children')
    const stray = { ...first, pid: 60001, ppid: 59999, name: 'stray' }
    const agent = { ...agentOf(48213), children: [...agentOf(48213).children, stray] }
    const words = plain(killQuestion([agentTarget(agent)], nowMs, look))
    expect(words.match(/redis-server/g)).toHaveLength(1)
    expect(words.match(/stray/g)).toHaveLength(1)
  })
})

it.each([
  ['npx -y @modelcontextprotocol/server-postgres', 'postgres'],
  ['node /srv/mcp/server-github/index.js', 'github'],
  ['docker run -i --rm ghcr.io/github/github-mcp-server:v1', 'github'],
  ['node /home/dev/.npm/_npx/ab/node_modules/.bin/mcp-server-filesystem /tmp', 'filesystem'],
  ['uvx mcp-server-git@1.2.0 --repository .', 'git'],
  ['python -m http', undefined],
])('tells what MCP server "%s" is: %s', (command, name) => expect(mcpServerName(command)).toBe(name))

describe('an ambiguous name', () => {
  it('asks which, letter for letter', () => {
    const targets = [agentTarget(agentOf(48213)), agentTarget(agentOf(52018))]
    expect(plain(choiceList('payments-api', targets, nowMs, look))).toBe(
      text(`
payments-api has 2 agents. Which one?

  1  ◐ waiting  webhook-retries   permission prompt, 3 min   612 MB  48213
  2  ○ idle     pci-audit-notes   4m                         421 MB  52018
`),
    )
  })

  it.each([48, 60, 80])('fits %i columns', (columns) => {
    const targets = [agentTarget(agentOf(49377)), agentTarget(agentOf(51002))]
    for (const spans of choiceList('x', targets, nowMs, { columns, glyphs: unicodeGlyphs }))
      expect(lineWidth(spans)).toBeLessThanOrEqual(columns)
  })
})

describe('what was observed', () => {
  const mobile = agentTarget(agentOf(50418))
  const legacy = agentTarget(agentOf(31877))
  const stillAlive = {
    ...endedReport(legacy, twentyAgents),
    outcome: 'still-alive',
    ok: false,
    sent: ['SIGCONT', 'SIGTERM'],
    message: 'legacy-billing-migration (31877) still runs: woken, asked, waited 5 s.',
    next: 'tce kill 31877 --force',
  } as const
  const ended = {
    ...endedReport(mobile, twentyAgents),
    message: 'mobile-app ended after 1.1 s. 3 processes gone, 734 MB freed.',
  }

  it('is one line each, failures last with the next step, letter for letter', () => {
    expect(plain(killResults([stillAlive, ended], [legacy, mobile], look, { isNamed: true }))).toBe(
      text(`
✓ mobile-app offline-sync ended after 1.1 s. 3 processes gone, 734 MB freed.
✗ legacy-billing-migration (31877) still runs: woken, asked, waited 5 s.
  Next: tce kill 31877 --force
`),
    )
  })

  it('is short after a question that has named it', () => {
    const target = agentTarget(agentOf(48213))
    expect(plain(killResults([endedReport(target, twentyAgents)], [target], look, { isNamed: false }))).toBe(
      '✓ payments-api ended after 0.4 s. 5 processes gone, 612 MB freed.\n',
    )
  })

  it('breaks a long sentence and cuts a long name', () => {
    const target = agentTarget(agentOf(49377))
    const message = `${target.title} ended after 0.4 s. 1 process gone, 496 MB freed. claude stop ab12 did not do it (no such job), signals did.`
    const lines = killResults([{ ...endedReport(target, twentyAgents), message }], [target], look, { isNamed: true })
    for (const spans of lines) expect(lineWidth(spans)).toBeLessThanOrEqual(80)
    expect(plain(lines).replace(/\s+/g, ' ')).toContain('ended after 0.4 s. 1 process gone, 496 MB freed.')
  })

  it('says that the pid is another process, letter for letter', () => {
    const message = '52018 is another process now (vim, started 14:30). Nothing was sent.'
    const target = agentTarget(agentOf(52018))
    const report = {
      ...endedReport(target, twentyAgents),
      outcome: 'gone',
      ok: false,
      message,
      next: 'tce log',
    } as const
    const expected = text(`
✗ 52018 is another process now (vim, started 14:30). Nothing was sent.
  The agent you saw ended by itself. See: tce log
`)
    expect(plain(killResults([report], [target], look, { isNamed: true }))).toBe(expected)
    expect(plain(notThatProcessLines(52018, { pid: 52018, name: 'vim', when: '14:30' }, look))).toBe(expected)
  })
})

it('asks back when nothing matches, letter for letter', () => {
  expect(plain(noMatchLines('paymets', 'payments-api', look))).toBe(
    text(`
✗ No agent matches "paymets". Did you mean payments-api?
  All of them: tce status
`),
  )
})

describe('tce kill-stale', () => {
  it('shows the list and whom it leaves alone, letter for letter', () => {
    expect(plain(killStaleView(stalePlan(twentyAgents), nowMs, look, 'dry-run'))).toBe(
      text(`
Would kill 2 stale agents and their 5 children:

  ▲ internal-tools-observability-dashboard   quiet 6h 41m  702 MB  20455
  ▲ dotfiles nvim-lsp                        quiet  1d 3h  341 MB   9120

Frees 1.0 GB. Nothing was sent.

Left alone:
  ■ legacy-billing-migration  suspended with Ctrl-Z, not stale: fg, on pts/7
  ◆ homelab                   pinned
  ◐ payments-api              waiting for you
`),
    )
  })

  it('asks with the same list', () => {
    const [first, ...rest] = plain(killStaleView(stalePlan(twentyAgents), nowMs, look, 'ask')).split('\n')
    expect(first).toBe('Kill 2 stale agents and their 5 children?')
    expect(rest.join('\n')).not.toContain('Nothing was sent')
  })

  it.each([60, 79])('fits %i columns', (columns) => {
    for (const spans of killStaleView(stalePlan(twentyAgents), nowMs, { columns, glyphs: unicodeGlyphs }, 'dry-run'))
      expect(lineWidth(spans)).toBeLessThanOrEqual(columns)
  })
})
