/** Every command, with hostile words typed, in what processes and transcripts say, and in the settings. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { loadConfig } from '../../src/app/config.ts'
import { createLocalServices } from '../../src/app/local-services.ts'
import { CliError } from '../../src/core/cli-error.ts'
import type { Approval, ApprovalKind } from '../../src/core/waiting/approval.ts'
import { nothingWaits } from '../../src/core/waiting/waiting-report.ts'
import { endedReport, type FakeAnswers, fakeServices } from '../cli/fake-services.ts'
import type { RunOptions } from '../cli/run-cli.ts'
import { runCli } from '../cli/run-cli.ts'
import { noAgents, nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { hostileTranscript, idOf } from './hostile-home.ts'
import { harmIn, hostile, marker, poisoned } from './strings.ts'

const home = mkdtempSync(join(tmpdir(), 'tce-hostile-'))
const configDir = join(home, 'config')
const before = { ...process.env }
let local: ReturnType<typeof createLocalServices>

beforeAll(async () => {
  mkdirSync(configDir, { recursive: true })
  for (const [index, [, text]] of hostile.entries()) hostileTranscript(join(home, '.claude'), index, text)
  Object.assign(process.env, {
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    TCE_CONFIG_DIR: configDir,
    TCE_DATA_DIR: join(home, 'data'),
  })
  const config = await loadConfig()
  if (!config.ok) throw new Error(config.error.message)
  local = createLocalServices({ config: config.value })
})
afterAll(async () => {
  await local.close()
  process.env = before
  rmSync(home, { recursive: true, force: true })
})

/** A fleet as it is told, and the ledger and sessions of the hostile home. */
const servicesOf = (answers?: FakeAnswers) => ({
  ...fakeServices(answers),
  usage: local.usage,
  sessions: local.sessions,
})
const parts = {
  loadApp: async () => ({
    createLocalServices: async () => servicesOf(),
    trayObstacle: async () => undefined,
    trayTools: () => Promise.reject(new Error('not in this test')),
    backupTools: () => Promise.reject(new CliError('not in this test')),
    supervisorTools: async () => hostileSupervisors,
    ownTerminals: () => Promise.reject(new Error('no terminals in this test')),
    startServer: () => Promise.reject(new Error('not in this test')),
    runApp: () => Promise.reject(new Error('not in this test')),
  }),
}

/** A supervisor, and what it holds, as somebody named it. */
const hostileSupervisors = {
  text: '',
  async supervisors() {
    const session = { id: 'task.1', taskId: 'task', generation: 1, argv: [this.text], cwd: `/${this.text}`, spawn: 'x' }
    const shown = { ...session, size: { columns: 80, rows: 24 }, startedAtMs: nowMs, offset: 1, viewers: 0 }
    const state = 'other' as const
    return [{ pid: 4711, start: '1', version: this.text, build: 'x', startedAtMs: nowMs, state, sessions: [shown] }]
  },
  async stop() {
    return { ok: false as const, error: { kind: 'silent', message: this.text } }
  },
  close() {},
}

/** Nothing raw in either stream; returns both. */
async function harmless(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { out, err } = await runCli(argv, options)
  const text = argv.includes('--csv') ? out.replaceAll('\r\n', '\n') : out
  expect(harmIn(text), `tce ${argv.map((word) => JSON.stringify(word)).join(' ')}`).toBeUndefined()
  expect(harmIn(err), `the errors of tce ${argv.map((word) => JSON.stringify(word)).join(' ')}`).toBeUndefined()
  return out + err
}

describe('what was typed', () => {
  const lines: readonly ((typed: string) => readonly string[])[] = [
    (typed) => [typed],
    (typed) => [`--${typed}`],
    (typed) => ['status', `--${typed}`],
    (typed) => ['help', typed],
    (typed) => ['kill', typed],
    (typed) => ['kill', '--json', typed],
    (typed) => ['pin', typed],
    (typed) => ['jump', typed],
    (typed) => ['send', typed, typed],
    (typed) => ['send', 'x', 'y', '--when', typed],
    (typed) => ['queue', typed],
    (typed) => ['queue', 'show', typed],
    (typed) => ['queue', 'go-on', typed],
    (typed) => ['ping', typed, typed],
    (typed) => ['inbox', typed],
    (typed) => ['open', typed],
    (typed) => ['open', '/', '--agent', typed],
    (typed) => ['setup', typed],
    (typed) => ['setup', 'claude-md', typed],
    (typed) => ['task', typed],
    (typed) => ['task', 'new', typed, typed, '--backend', typed],
    (typed) => ['task', 'adopt', typed, '--project', typed],
    (typed) => ['task', 'ls', '--status', typed],
    (typed) => ['task', 'show', typed],
    (typed) => ['task', 'show', typed, '--why'],
    (typed) => ['task', 'rm', typed],
    (typed) => ['task', 'diff', typed, typed, '--of', typed],
    (typed) => ['task', 'diff', typed, typed, '--comment', typed],
    (typed) => ['task', 'review', typed, typed, typed],
    (typed) => ['task', 'rename', typed, typed],
    (typed) => ['task', 'upload', typed, typed],
    (typed) => ['task', 'artifact', typed, typed],
    (typed) => ['task', 'artifact', 'add', typed, typed],
    (typed) => ['clip', typed],
    (typed) => ['config', typed, typed],
    (typed) => ['config', 'get', typed],
    (typed) => ['config', 'set', typed, typed],
    (typed) => ['clip', typed, typed, '--set'],
    (typed) => ['task', 'commit', typed, typed, '--file', typed],
    (typed) => ['task', 'merge', typed, '--how', typed],
    (typed) => ['task', 'pr', typed, '--create', '--title', typed],
    (typed) => ['task', 'open', typed, typed, typed],
    (typed) => ['attach', typed],
    (typed) => ['task', 'attach', typed],
    (typed) => ['tui', typed],
    (typed) => ['project', typed],
    (typed) => ['project', 'show', typed],
    (typed) => ['project', 'add', typed],
    (typed) => ['backend', typed],
    (typed) => ['skills', typed, '--project', typed],
    (typed) => ['backend', 'set', typed, '--command', typed],
    (typed) => ['idea', typed],
    (typed) => ['idea', 'rm', typed],
    (typed) => ['inbox', 'read', typed],
    (typed) => ['inbox', 'send', typed, typed],
    (typed) => ['unpin', '--json', typed],
    (typed) => ['answer', typed, 'allow'],
    (typed) => ['answer', 'wbash', typed],
    (typed) => ['log', '--limit', typed],
    (typed) => ['watch', typed],
    (typed) => ['watch', '--kinds', typed],
    (typed) => ['watch', '--tail', typed],
    (typed) => ['watch', '--detached', typed],
    (typed) => ['replay', typed],
    (typed) => ['replay', 'x', '--speed', typed],
    ...['by', 'split-by', 'since', 'until', 'timezone', 'week-start', 'explain', 'model', 'project', 'session'].map(
      (option) => (typed: string) => ['usage', `--${option}=${typed}`],
    ),
    (typed) => ['limits', '--check', typed],
    (typed) => ['statusline', typed],
    ...['limit', 'cursor', 'sort', 'since', 'until', 'timezone', 'search', 'project', 'model'].map(
      (option) => (typed: string) => ['sessions', `--${option}=${typed}`],
    ),
    (typed) => ['prompts', typed],
    ...['limit', 'cursor', 'since', 'until', 'project', 'session', 'show', 'star'].map((option) => (typed: string) => [
      'prompts',
      `--${option}`,
      typed,
    ]),
    (typed) => ['search', typed],
    (typed) => ['analytics', typed],
    (typed) => ['analytics', 'mark', 'x', '--at', typed],
    (typed) => ['analytics', 'unmark', typed],
    (typed) => ['analytics', 'tags', typed],
    (typed) => ['analytics', '--by', 'project', '--compare', typed, typed],
    (typed) => ['search', 'x', '--limit', typed],
    (typed) => ['session', typed],
    (typed) => ['session', 'name', typed, 'x'],
    (typed) => ['session', typed, 'x', 'y'],
    (typed) => ['sessions', '--tag', typed],
    (typed) => ['session', 'x', `--timezone=${typed}`],
    (typed) => ['prices', `--check=${typed}`],
    (typed) => ['ledger', typed],
    (typed) => ['dashboard', `--port=${typed}`],
    (typed) => ['run', `--port=${typed}`],
    (typed) => ['autostart', typed],
    (typed) => ['tray', typed],
    (typed) => ['advice', typed],
    (typed) => ['advice', 'hide', typed],
    (typed) => ['advice', '--days', typed],
    (typed) => ['backup', typed],
    (typed) => ['archive', typed],
    (typed) => ['archive', 'delete', '--project', typed, '--older', typed],
    (typed) => ['restore', typed],
    (typed) => ['supervisor', typed],
    (typed) => ['supervisor', 'stop', typed],
    (typed) => ['completion', typed],
  ]

  // One of each sort: what is cleaned how is tested with core/words, and each of these goes through the whole ledger.
  const typedOnes = hostile.filter(([kind]) =>
    /^(?:clipboard|other line ends|turned round|closing quotes|plus)$/.test(kind),
  )

  it.each(typedOnes)('is repeated without harm: %s', async (_, typed) => {
    let repeated = 0
    for (const argv of lines) {
      const said = await harmless(argv(typed), { services: servicesOf(), parts })
      if (said.includes(marker)) repeated += 1
    }
    // Where a word begins with a dash it is an option, and said in fewer places.
    expect(repeated).toBeGreaterThan(15)
  })
})

describe('what the settings say', () => {
  it.each(hostile)('is repeated without harm: %s', async (_, text) => {
    const written = JSON.stringify(text)
    for (const toml of [`port = ${written}`, `${written} = 1`, `[health]\nstaleAfter = ${written}`, text]) {
      writeFileSync(join(configDir, 'config.toml'), toml)
      for (const argv of [['usage'], ['doctor'], ['token'], ['status']])
        await harmless(argv, { services: servicesOf({ fleets: [noAgents] }), parts })
    }
    rmSync(join(configDir, 'config.toml'))
  })
})

describe('what processes say', () => {
  const lines: readonly (readonly [argv: readonly string[], RunOptions?])[] = [
    [['status']],
    [['status', '--json']],
    [['kill', '48213'], { isTTY: true, types: ['y'] }],
    [['kill', '48213', '--yes']],
    [['kill', '48213', '--json']],
    [['kill', '48213', '51002'], { isTTY: true, types: ['n'] }],
    [['kill', '9', '--yes']],
    [['kill-stale', '--dry-run']],
    [['kill-stale', '--yes'], { isTTY: true }],
    [['kill-stale', '--json', '--dry-run']],
    [['pin', '48213']],
    [['jump', '48213']],
    [['unpin', '48213', '--json']],
    [['log']],
    [['log', '--json']],
    [['doctor']],
    [['doctor', '--json']],
    [['sessions']],
    [['watch', '48213']],
    [['supervisor', 'status']],
    [['supervisor', 'status', '--json']],
    [['supervisor', 'stop', '--yes']],
    [['__complete']],
  ]

  it.each(hostile)('is shown without harm: %s', async (_, text) => {
    const fleet = poisoned(twentyAgents, text)
    const log = poisoned([entry], text)
    const killReport: FakeAnswers['killReport'] = (target, now) => ({
      ...poisoned(endedReport(target, now), text),
      outcome: 'still-alive',
      ok: false,
    })
    hostileSupervisors.text = text
    let shown = 0
    for (const [argv, options] of lines) {
      for (const env of [{ LANG: 'en_US.UTF-8' }, { LANG: 'C' }]) {
        const services = servicesOf({ fleets: [fleet], log, killReport })
        const said = await harmless(argv, { columns: 200, env, ...options, services, parts })
        if (said.includes(marker)) shown += 1
      }
    }
    expect(shown).toBeGreaterThan(20)
  })
})

describe('what agents ask', () => {
  const since = new Date(nowMs - 60_000).toISOString()
  const shows: readonly (readonly [argv: readonly string[], RunOptions?])[] = [
    [['waiting']],
    [['waiting', '--json']],
    [['answer', 'wq3kf'], { isTTY: true, types: ['a', ''] }],
    [['answer', 'wq3kf', 'deny', 'no']],
    [['answer', 'wq3kf', 'allow'], { isTTY: true, types: ['allow'] }],
    [['answer', '--all-like', 'wq3kf', 'deny'], { isTTY: true, types: ['n'] }],
    [['answer', '1:1', 'allow']],
  ]

  it.each(hostile)('is shown without harm: %s', async (_, text) => {
    const options = [{ label: text, description: text }]
    const things: readonly Approval['thing'][] = [
      { form: 'command', text },
      { form: 'change', file: text, edits: [{ before: text, after: `${text}x` }], isWhole: false },
      { form: 'input', text: JSON.stringify({ text }) },
      { form: 'plan', text },
      { form: 'questions', questions: [{ question: text, header: text, isMultiple: true, options }] },
    ]
    let shown = 0
    for (const thing of things) {
      const kind: ApprovalKind = thing.form === 'plan' ? 'plan' : thing.form === 'questions' ? 'question' : 'permission'
      const approval: Approval = {
        ...{ id: 'wq3kf', nonce: 'n', agent: 'claude', sessionId: 's', kind, tool: text, thing, says: text, why: text },
        ...{ cwd: text, subagent: text, notes: [text], since, deadline: since, state: 'open' },
        always: [{ id: 'exact', words: text, meaning: text, rules: [text], reach: 'project', file: text }],
        branch: text,
        answers: ['allow', 'always', 'deny', 'choose', 'keep-planning'],
        irrevocable: { sentence: text },
      }
      const about = { agent: 'claude', project: text, worktree: text, name: text, tty: text, since, summary: text }
      const waiting = {
        ...nothingWaits,
        waiting: [
          { ...about, id: 'wq3kf', kind, approval },
          { ...about, id: '1:1', kind: 'unknown' as const, unreachable: { reason: text, next: text } },
        ],
        finished: [{ ...about, id: '2:2', kind: 'done' as const, facts: { says: text, pullRequest: { url: text } } }],
      }
      for (const [argv, options] of shows) {
        const services = servicesOf({ waiting })
        if ((await harmless(argv, { columns: 200, ...options, services, parts })).includes(marker)) shown += 1
      }
    }
    expect(shown).toBeGreaterThan(20)
  })
})

it('with nothing running the last session is named, and resumed only by an id that is one', async () => {
  const { list } = local.sessions
  const [id, strange] = [idOf(0), `notes; touch owned ${marker}`]
  for (const [sessionId, command] of [
    [id, `claude --resume ${id}`],
    [strange, undefined],
  ] as const) {
    const [last] = (await list({ limit: 1, search: id })).sessions
    const resumeCommand = claude.resumeCommand({ sessionId })
    const fleet = { ...noAgents, problems: hostile.map(([, text]) => text) }
    const fake = servicesOf({ fleets: [fleet] })
    const services = {
      ...fake,
      origin: 'server' as const,
      sessions: {
        ...fake.sessions,
        list: async () => ({ sessions: last ? [{ ...last, id: sessionId }] : [], total: 1, agents: [] }),
        find: async () => last && ({ ...(await local.sessions.find(id)), ...last, resumeCommand } as never),
      },
    }
    const said = await harmless([], { services, columns: 200, isTTY: true, parts })
    expect(said).toContain(marker)
    expect(/claude --resume .*?(?=\u001b|$)/m.exec(said)?.[0]).toBe(command)
  }
})

describe('what transcripts say', () => {
  const groupings = [
    'hour',
    'day',
    'week',
    'month',
    'model',
    'project',
    'session',
    'branch',
    'agent',
    'subagent',
    'block',
  ]
  const lines: readonly string[] = [
    'usage',
    ...groupings.flatMap((by) => ['', ' --csv', ' --json'].map((form) => `usage --by ${by} --since all${form}`)),
    'usage --explain 2026-11-20',
    'usage --explain 2026-11-20 --json',
    'sessions --limit 100',
    'sessions --limit 100 --json',
    `session ${marker}`,
    'doctor',
    'doctor --json',
    'doctor --transcripts',
    'doctor --transcripts --json',
    'ledger status',
    'ledger status --json',
    'ledger rebuild',
    'prices',
    'prices --json',
  ]

  it.each(lines)('is shown without harm: tce %s', async (line) => {
    const argv = line.split(' ')
    const env = { LANG: 'C.UTF-8', CLAUDE_CONFIG_DIR: join(home, '.claude') }
    const options = { services: servicesOf({ fleets: [noAgents] }), columns: 300, parts, env }
    const said = await harmless(argv, options)
    if (!/^(?:usage --by (?:hour|day|week|month|block)|usage$|prices|ledger)/.test(line)) expect(said).toContain(marker)
    await harmless(argv, { ...options, columns: 80, isTTY: true })
  })

  it.each(hostile)('is shown without harm in every view of one session: %s', async (_, text) => {
    const index = hostile.findIndex(([, one]) => one === text)
    const model = `claude-${text}`
    for (const argv of [
      ['session', idOf(index)],
      ['session', idOf(index), '--json'],
      ['usage', '--explain', idOf(index)],
      ['usage', `--explain=${model}`],
      ['watch', idOf(index), '--plain'],
      ['watch', idOf(index), '--json'],
      ['replay', idOf(index), '--plain', '--speed', '1000x'],
      ['replay', idOf(index), '--json', '--speed', '1000x'],
    ]) {
      const services = servicesOf({ fleets: [noAgents] })
      // Named by its id, a session is followed until somebody ends that: here when its eight events are there.
      const interruptedAt = (out: string) => argv[0] === 'watch' && out.split('\n').length > 8
      const said = await harmless(argv, { services, columns: 300, parts, interruptedAt })
      expect(said, argv.join(' ')).toContain(marker)
    }
  })

  it('has no formula in a cell, and numbers as numbers', async () => {
    const { out } = await runCli(['usage', '--by', 'project', '--csv'], { services: servicesOf(), parts })
    const cells = out.split('\r\n').flatMap((line) => line.match(/"(?:[^"]|"")*"|[^,]+/g) ?? [])
    expect(cells.filter((cell) => /^"?[=+\-@\t\r\uff1d]/.test(cell))).toEqual([])
    expect(cells.filter((cell) => /^\d+$/.test(cell)).length).toBeGreaterThan(10)
  })
})

const entry = {
  at: new Date(nowMs - 60_000).toISOString(),
  actor: { kind: 'own-user', name: 'cli' },
  action: 'process.kill',
  target: { id: '1:1', pid: 1, start: '1', project: 'p', name: 'n', role: 'interactive' },
  outcome: 'ended',
  message: 'm',
} as const
