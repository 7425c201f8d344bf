import { describe, expect, it } from 'vitest'
import {
  activityOf,
  contextShareOf,
  idleText,
  joinLabel,
  labelOf,
  messagesInWords,
  spokenAgent,
  stateSentence,
  waitingText,
} from '../../../src/core/process/agent-words.ts'
import { needGroup, standingOf } from '../../../src/core/process/fleet.ts'
import type { FleetAgentReport } from '../../../src/core/process/report.ts'
import { agentOf, nowMs } from '../../fixtures/fleet/twenty-agents.ts'

const agent = (pid: number, change: Partial<FleetAgentReport> = {}): FleetAgentReport => ({
  ...agentOf(pid),
  ...change,
})

it.each([
  ['zombie', 'waiting', 'zombie', 'zombie'],
  ['stale', 'waiting', 'waiting', 'waiting'],
  ['pinned', 'waiting', 'waiting', 'waiting'],
  ['stale', 'idle', 'stale', 'stale'],
  ['pinned', 'busy', 'pinned', 'pinned'],
  ['healthy', 'busy', 'busy', 'working'],
  ['healthy', 'shell', 'shell', 'working'],
  ['healthy', 'idle', 'idle', 'idle'],
  ['healthy', 'unknown', 'unknown', 'idle'],
  ['unknown', 'unknown', 'unknown', 'unknown'],
  ['unknown', 'busy', 'unknown', 'unknown'],
  ['unknown', 'waiting', 'waiting', 'waiting'],
] as const)(
  'an agent that is %s and %s counts as %s, and stands with the group %s',
  (health, activity, standing, group) => {
    expect([standingOf({ health, activity }), needGroup({ health, activity })]).toEqual([standing, group])
  },
)

describe('an agent in words', () => {
  it('is what it waits for, does or suffers from', () => {
    expect(activityOf(agent(48213))).toMatchObject({ look: 'waiting', word: 'waiting', detail: 'permission prompt' })
    expect(activityOf(agent(48213, { asks: 'Bash rm -rf dist' })).detail).toBe('Bash rm -rf dist')
    expect(activityOf(agent(51002))).toMatchObject({ look: 'busy', detail: 'Bash cargo test --workspace' })
    expect(activityOf(agent(20455))).toEqual({ look: 'quiet', word: 'no sign of life for 6h 41m', detail: '' })
    expect(activityOf(agent(31877)).word).toBe('suspended with Ctrl-Z')
    expect(activityOf(agent(52018, { activity: 'unknown' })).word).toBe('unknown')
  })

  it('waits even when nobody came for so long that it is stale, but not when it is suspended', () => {
    expect(activityOf(agent(48213, { health: 'stale' })).look).toBe('waiting')
    expect(activityOf(agent(48213, { health: 'zombie', healthReason: 'suspended with Ctrl-Z' })).look).toBe('quiet')
  })

  it('of which nothing is known says why, whatever it claims to do', () => {
    const hung = agent(51002, { health: 'unknown', healthReason: 'says busy, but nothing moved for 5h 00m' })
    expect(activityOf(hung)).toEqual({ look: 'quiet', word: 'says busy, but nothing moved for 5h 00m', detail: '' })
    expect(stateSentence(hung, nowMs)).toBe('Its health is unknown: says busy, but nothing moved for 5h 00m.')
    expect(spokenAgent(hung, nowMs)).toBe(
      'search-indexer, shard-rebalance, unknown, says busy, but nothing moved for 5h 00m',
    )
    expect(idleText(hung, nowMs)).not.toBe('now')
  })

  it('is spoken as one sentence', () => {
    expect(spokenAgent(agent(48213), nowMs)).toBe(
      'payments-api, webhook-retries, healthy, waiting 3 minutes, permission prompt',
    )
    expect(spokenAgent(agent(52018), nowMs)).toBe('payments-api, pci-audit-notes, healthy, idle')
  })

  it.each([
    ['waits', agent(48213), 'It waits for you: permission prompt, 3 min.'],
    [
      'waits and says for what',
      agent(48213, { asks: 'Bash rm -rf dist' }),
      'It waits for you: permission prompt: Bash rm -rf dist, 3 min.',
    ],
    ['is suspended', agent(31877), 'It is suspended with Ctrl-Z.'],
    ['is stale', agent(20455), 'It is stale: no sign of life for 6h 41m.'],
    ['works', agent(55902), 'It is busy: thinking.'],
    ['is pinned and quiet', agent(2214, { lastActiveAt: undefined }), 'It is idle. You pinned it.'],
    ['has a shell', agent(52018, { activity: 'shell' }), 'A background shell of it runs.'],
    ['is quiet', agent(52018), 'It is quiet for 4 min.'],
    ['says nothing', agent(52018, { activity: 'unknown', lastActiveAt: undefined }), ''],
  ])('that %s is described before it is killed', (_state, given, sentence) => {
    expect(stateSentence(given, nowMs)).toBe(sentence)
  })

  it('leaves out of a wait what is not known', () => {
    expect(waitingText(agent(48213, { waitingFor: undefined }), nowMs)).toBe('3 min')
    const bare = agent(48213, { activitySince: undefined, lastActiveAt: 'never' })
    expect(waitingText(bare, nowMs)).toBe('permission prompt')
  })

  it('is active now while it works, whatever its files say', () => {
    expect(idleText(agent(55902), nowMs)).toBe('now')
    expect(idleText(agent(52018), nowMs)).toBe('4m')
    expect(idleText(agent(52018, { lastActiveAt: undefined }), nowMs)).toBeUndefined()
  })

  it('has a label even without project and name', () => {
    expect(joinLabel(labelOf({ pid: 7 }))).toBe('pid 7')
    expect(joinLabel(labelOf({ pid: 7, project: 'a\u202eb', name: '' }))).toBe('ab')
  })

  it('has no share of a window whose size is not known', () => {
    expect(contextShareOf({ figures: undefined })).toBeUndefined()
    expect(contextShareOf({ figures: { sessionId: 'x', contextTokens: 5, contextWindowTokens: 0 } })).toBeUndefined()
    expect(contextShareOf({ figures: { sessionId: 'x', contextTokens: 5, contextWindowTokens: 20 } })).toBe(0.25)
  })
})

it.each([
  [{ messages: 24, subagents: 3 }, '24 messages, 3 subagents'],
  [{ messages: 1 }, '1 message'],
  [{ messages: 0 }, '0 messages'],
  [{ subagents: 1 }, '1 subagent'],
  [{}, undefined],
])('says of %j how much was said', (known, words) => {
  expect(messagesInWords({ figures: { sessionId: 's', ...known } })).toBe(words)
  expect(messagesInWords({})).toBeUndefined()
})
