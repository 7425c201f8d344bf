/** Half an hour of events as the pictures show them: hooks of agents that work, builds, a backup that failed. No figures of real work. */
import type { Level, NewCaptured } from '../../../src/core/captured/captured-event.ts'
import { createEvents, type LocalEvents } from '../../../src/services/local/events.ts'
import { nowMs, twentyAgents } from '../../fixtures/fleet/twenty-agents.ts'
import { realEvents } from '../../services/real-events.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const sessionOf = (project: string): string =>
  twentyAgents.processes.find((agent) => agent.project === project)?.sessionId ?? ''

const buildFailed: NewCaptured = {
  source: 'ci',
  event_type: 'build.failed',
  level: 'error',
  message: 'checkout-a11y #4182: 2 of 814 tests failed',
  atMs: nowMs - 2_882,
  session_id: sessionOf('web-frontend'),
  trace_id: trace,
  data: JSON.stringify({
    run: 4182,
    branch: 'a11y/checkout',
    commit: '9c41fe2',
    failed: [
      {
        test: 'Totals announces coupon changes',
        file: 'src/checkout/Totals.test.tsx',
        line: 88,
        expected: 'polite',
        received: null,
      },
      {
        test: 'Totals keeps the focus',
        file: 'src/checkout/Totals.test.tsx',
        line: 121,
        expected: true,
        received: false,
      },
    ],
    env: { CI: 'true', NODE_VERSION: '24.8.0', DEPLOY_TOKEN: 'ghp_0123456789abcdefghijABCDEFGHIJ012345' },
    duration_ms: 61042,
  }),
}

const at = (secondsAgo: number): number => nowMs - secondsAgo * 1000

const oneByOne: readonly NewCaptured[] = [
  {
    source: 'ci',
    event_type: 'test.finished',
    level: 'info',
    message: '812 passed, 2 failed, 61 s',
    atMs: at(10.356),
    trace_id: trace,
    session_id: sessionOf('web-frontend'),
  },
  {
    source: 'nightly-backup',
    event_type: 'upload.failed',
    level: 'error',
    message: 'photos-2026-11.tar.zst: 403 from s3',
    atMs: at(13.082),
  },
  {
    source: 'claude-otel',
    event_type: 'api_error',
    level: 'warn',
    message: '529 overloaded, try 2 of 10 in 1.2 s',
    atMs: at(3.623),
    session_id: sessionOf('infra-terraform'),
  },
  {
    source: 'codex-otel',
    event_type: 'codex.tool_result',
    level: 'info',
    message: 'apply_patch SyncQueue.swift, ok, 0.2 s',
    atMs: at(1.269),
    agent: 'codex',
  },
  {
    source: 'tce',
    event_type: 'agent.waiting',
    level: 'warn',
    message: 'payments-api waits: permission prompt',
    atMs: at(180),
    agent: 'claude',
    session_id: sessionOf('payments-api'),
  },
  { source: 'sable', event_type: 'thinking', message: 'Plan the migration in three steps', atMs: at(7.767) },
  buildFailed,
]

const tools = [
  ['Bash', 'Bash cargo test --workspace -- shard', 9_000],
  ['Read', 'Read eks/node_groups.tf', 400],
  ['Edit', 'Edit src/checkout/Totals.tsx, +4 −1', 900],
  ['Grep', 'Grep “retry queue” in src', 700],
  ['Bash', 'Bash pytest tests/backfill', 21_000],
] as const
const working = ['search-indexer', 'web-frontend', 'mobile-app', 'ml-pipeline', 'infra-terraform', 'docs-site']

/** What sessions do, call by call; the same every time. */
function calls(): readonly NewCaptured[] {
  const events: NewCaptured[] = []
  let chance = 7
  const next = (below: number) => {
    chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648
    return (chance >> 12) % below
  }
  for (const project of working) {
    const session_id = sessionOf(project)
    for (let atMs = at(1790) + next(40_000); atMs < nowMs - 30_000; ) {
      const [tool_name, message, longestMs] = tools[next(tools.length)] ?? tools[0]
      const tookMs = 100 + next(longestMs)
      const common = {
        source: 'claude-hooks',
        session_id,
        tool_name,
        tool_use_id: `toolu_${project}_${events.length}`,
        message,
      }
      const level: Level = next(40) === 0 ? 'error' : 'info'
      const ended = level === 'error' ? 'PostToolUseFailure' : 'PostToolUse'
      events.push({ ...common, event_type: 'PreToolUse', hook: 'PreToolUse', level: 'info', atMs })
      events.push({ ...common, event_type: ended, hook: ended, level, atMs: atMs + tookMs, duration_ms: tookMs })
      const request = { source: 'claude-otel', event_type: 'api_request', session_id, level: 'debug' as const }
      events.push({
        ...request,
        message: 'claude-opus-5-5, first token 1.3 s, 6.0 s',
        atMs: atMs + tookMs + 1_400,
        duration_ms: 1_200,
      })
      atMs += tookMs + 2_000 + next(9_000)
    }
  }
  return events
}

export const demoEventList: readonly NewCaptured[] = [...calls(), ...oneByOne]
  .filter(({ atMs }) => atMs <= nowMs)
  .toSorted((a, b) => a.atMs - b.atMs)

/** In a store of their own, whose clock stands where the pictures' does. */
export async function demoEvents(list: readonly NewCaptured[] = demoEventList): Promise<LocalEvents> {
  const events = createEvents(
    realEvents(() => nowMs),
    { record: async () => {} },
    console.error,
  )
  for (let from = 0; from < list.length; from += 1_000) {
    const captured = await events.capture(list.slice(from, from + 1_000))
    if (!captured.ok) throw new Error(captured.error.message)
  }
  return events
}
