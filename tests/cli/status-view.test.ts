import { describe, expect, it } from 'vitest'
import { statusView } from '../../src/cli/views/status-view.ts'
import type { FleetAgentReport, FleetReport } from '../../src/core/process/report.ts'
import type { UnseenSession } from '../../src/core/session/unseen-session.ts'
import { asciiGlyphs, type Look, lineText, paint, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { lineWidth } from '../../src/terminal/table.ts'
import { severalKinds } from '../fixtures/fleet/several-kinds.ts'
import { agentOf, noAgents, nowMs, twentyAgents, unseenSession } from '../fixtures/fleet/twenty-agents.ts'
import { text } from './run-cli.ts'

const lookAt = (columns: number): Look => ({ columns, glyphs: unicodeGlyphs })
const shown = (fleet: FleetReport, columns = 80, extra: object = { todayUsd: 48.6 }) =>
  statusView(fleet, { nowMs, ...extra }, lookAt(columns))
const plain = (fleet: FleetReport, columns = 80, extra: object = { todayUsd: 48.6 }) =>
  shown(fleet, columns, extra)
    .map((spans) => `${paint(spans, false)}\n`)
    .join('')
const fleetOf = (...processes: readonly FleetAgentReport[]): FleetReport => {
  const count = (health: string) => processes.filter((agent) => agent.health === health).length
  const waiting = processes.filter(({ activity }) => activity === 'waiting').length
  return {
    ...twentyAgents,
    processes,
    counts: {
      healthy: count('healthy'),
      stale: count('stale'),
      zombie: count('zombie'),
      pinned: count('pinned'),
      unknown: count('unknown'),
      waiting,
      total: processes.length,
    },
  }
}

describe('tce status at 80 columns', () => {
  it('is the design letter for letter', () => {
    expect(plain(twentyAgents)).toBe(
      text(`
20 agents  ◐ 1 waiting for you  ■ 1 zombie  ▲ 2 stale  6 busy       $48.60 today

HEALTH     PROJECT, NAME          ACTIVITY         UP   IDLE   CPU     MEM   PID
● healthy  payments-api webhook-… waiting      2h 14m     3m   0 %  612 MB 48213
■ zombie   legacy-billing-migrat… Ctrl-Z       5h 20m 1h 52m   0 %  388 MB 31877
▲ stale    internal-tools-observ… idle         9h 12m 6h 41m   0 %  702 MB 20455
▲ stale    dotfiles nvim-lsp      idle          1d 4h  1d 3h   0 %  341 MB  9120
● healthy  search-indexer shard-… busy Bash    3h 02m    now  86 %  1.1 GB 51002
● healthy  web-frontend checkout… busy 3 subs  1h 27m    now  22 %  948 MB 52771
● healthy  mobile-app offline-sy… busy Edit    2h 51m    now  14 %  734 MB 50418
● healthy  ml-pipeline feature-s… busy Bash       44m    now  31 %  655 MB 55310
● healthy  infra-terraform eks-u… busy thinks     38m    now   6 %  503 MB 55902
● healthy  docs-site api-referen… busy writes      6m    now   9 %  402 MB 58120
● healthy  release-scripts tag-3… shell           52m    41s   3 %  377 MB 54633
● healthy  payments-api pci-audi… idle         1h 40m     4m   0 %  421 MB 52018
● healthy  auth-service passkey-… idle         3h 33m    11m   0 %  588 MB 46120
● healthy  customer-data-platfor… idle         2h 08m    18m   0 %  496 MB 49377
● healthy  design-system token-a… idle            58m    26m   0 %  369 MB 54291
● healthy  web-frontend storyboo… idle         4h 05m    47m   0 %  455 MB 43905
● healthy  cli-tools completions  idle         2h 44m 1h 08m   0 %  312 MB 47706
● healthy  data-warehouse dbt-in… idle         5h 51m 1h 31m   0 %  689 MB 38412
● healthy  scratch regex-golf     idle         3h 10m 2h 50m   0 %  298 MB 45033
◆ pinned   homelab backup-watch   idle          6d 4h  3d 2h   0 %  334 MB  2214

◐ payments-api waits for you, 3 min: permission prompt, on pts/3
▲ 2 stale hold 1.0 GB. End them: tce kill-stale
■ legacy-billing-migration is suspended with Ctrl-Z. Wake it: fg, on pts/7
`),
    )
  })

  it('says whose each is where there are several kinds, letter for letter as drawn', () => {
    expect(plain(severalKinds).split('\n').slice(0, 15).join('\n')).toBe(
      text(`
12 agents  ◐ 2 waiting for you  ■ 1 zombie  ▲ 1 stale  6 busy       $48.60 today

HEALTH        PROJECT, NAME       ACTIVITY         UP   IDLE   CPU     MEM   PID
● healthy  cl payments-api webho… waiting      2h 14m     3m   0 %  612 MB 48213
● healthy  cx design-system toke… waiting         58m    50s   0 %  288 MB 54291
■ zombie   cl legacy-billing-mig… Ctrl-Z       5h 20m 1h 52m   0 %  388 MB 31877
▲ stale    ge dotfiles nvim-lsp   idle          1d 4h  1d 3h   0 %  241 MB  9120
● healthy  cl search-indexer sha… busy Bash    3h 02m    now  86 %  1.1 GB 51002
● healthy  cl web-frontend check… busy 3 subs  1h 27m    now  22 %  948 MB 52771
● healthy  cx mobile-app offline… busy patch   2h 51m    now  14 %  334 MB 50418
● healthy  oc ml-pipeline featur… busy bash       44m    now  31 %  455 MB 55310
● healthy  cl infra-terraform ek… busy thinks     38m    now   6 %  503 MB 55902
● healthy  ge docs-site api-refe… busy writes      6m    now   9 %  302 MB 58120
● healthy  cl auth-service passk… idle         3h 33m    11m   0 %  588 MB 46120
● healthy  oc data-warehouse dbt… idle         5h 51m 1h 31m   0 %  389 MB 38412
`).trimEnd(),
    )
  })

  it('keeps mark, project and figures in a narrow terminal, and never grows beyond it', () => {
    for (const columns of [48, 60, 61, 70, 79, 80, 99, 120, 200]) {
      const lines = shown(severalKinds, columns)
      for (const spans of lines) expect(lineWidth(spans)).toBeLessThanOrEqual(columns)
      expect(plain(severalKinds, columns)).toMatch(/ cx design-/)
    }
  })

  it('says of an agent without a usage on disk that nothing of it is counted', () => {
    const cursor = { ...agentOf(51002), agent: 'cursor', figures: undefined }
    expect(plain(fleetOf(cursor), 80, {})).toContain(
      '\n– Cursor CLI keeps no usage on disk: nothing of it is in any figure.\n',
    )
    expect(plain(severalKinds)).not.toContain('no usage')
  })

  it('names the kinds that were asked for where none of them runs', () => {
    expect(plain(noAgents, 80, { agents: ['codex'] })).toContain('○ No Codex running. Start one with codex.\n')
    expect(plain(noAgents, 80, { agents: ['pi', 'kimi', 'qwen'] })).toContain(
      '○ No pi, Kimi Code or Qwen Code running.',
    )
  })

  it('marks what it knows nothing of, says why, and offers no command to end it', () => {
    const unknown = {
      ...agentOf(51002),
      health: 'unknown',
      healthReason: 'says busy, but nothing moved for 5h 00m',
      cpuPercent: 0,
      treeCpuPercent: 0,
      lastActiveAt: new Date(nowMs - 5 * 3_600_000).toISOString(),
    } as const
    expect(plain(fleetOf(unknown), 80, {})).toBe(
      text(`
1 agent  ◌ 1 unknown

HEALTH     PROJECT, NAME          ACTIVITY         UP   IDLE   CPU     MEM   PID
◌ unknown  search-indexer shard-… busy Bash    3h 02m 5h 00m   0 %  1.1 GB 51002

◌ search-indexer says busy, but nothing moved for 5h 00m.
`),
    )
  })

  it('counts in the hint only those that kill-stale would end', () => {
    const stale = agentOf(20455)
    const waiting = { ...agentOf(9120), activity: 'waiting' } as const
    expect(plain(fleetOf(stale, waiting), 80, {})).toContain('\n▲ 1 stale holds 702 MB. End it: tce kill-stale\n')
    expect(plain(fleetOf(waiting), 80, {})).not.toContain('kill-stale')
  })

  it('says where it looked when nothing runs', () => {
    const lastSession = {
      project: 'payments-api',
      lastActiveAt: new Date(nowMs - 42 * 60_000).toISOString(),
      resumeCommand: 'claude --resume 3f2a91c4',
    }
    const configDirs = ['~/.claude', '~/.config/claude']
    expect(plain(noAgents, 80, { todayUsd: 48.6, lastSession, configDirs })).toBe(
      text(`
○ No agents running. Start one with claude.

Looked in ~/.claude and ~/.config/claude, and at 412 processes, 0.01 s.
Today $48.60  Last payments-api, 42 min ago: claude --resume 3f2a91c4
`),
    )
  })

  it('tells the sessions that go on without a process beneath those that have one', () => {
    const title = 'A title'
    const fleet = { ...fleetOf(agentOf(51002)), sessionsWithoutProcess: [{ ...unseenSession, title }] }
    expect(plain(fleet, 80, {})).toBe(
      text(`
1 agent  1 busy

HEALTH     PROJECT, NAME          ACTIVITY         UP   IDLE   CPU     MEM   PID
● healthy  search-indexer shard-… busy Bash    3h 02m    now  86 %  1.1 GB 51002

● 1 session goes on, its process is not seen. Follow it: tce watch 77777777
  etl-nightly Bash dbt run; no process seen; last record 4 s ago  77777777
`),
    )
  })

  it('says of sessions alone that no process is seen, and counts those that are not shown', () => {
    const at = (index: number): UnseenSession => ({
      ...{ sessionId: `7777777${index}-1111-4222-8333-444444444444`, agent: 'claude', activity: 'idle' },
      ...{ lastRecordAt: new Date(nowMs - 61_000).toISOString(), perhapsPid: index === 1 ? 4711 : undefined },
    })
    const fleet = { ...noAgents, sessionsWithoutProcess: [1, 2, 3, 4, 5, 6].map(at) }
    expect(plain(fleet, 60, {})).toBe(
      text(`
○ No process of an agent is seen.

○ 6 sessions go on, their processes are not seen.
  Follow them: tce watch
  77777771 idle; perhaps pid 4711; last record 1 min ago
  77777772 idle; no process seen; last record 1 min ago
  77777773 idle; no process seen; last record 1 min ago
  77777774 idle; no process seen; last record 1 min ago
  77777775 idle; no process seen; last record 1 min ago
  and 1 more: tce status --json

Looked at 412 processes, 0.01 s.
`),
    )
  })

  it('says no more than it knows when nothing runs', () => {
    expect(plain(noAgents, 80, {})).toBe(
      text(`
○ No agents running. Start one with claude.

Looked at 412 processes, 0.01 s.
`),
    )
  })

  it('shows nothing of today where the cost is not known', () => {
    expect(plain(twentyAgents, 80, {}).split('\n')[0]).toBe(
      '20 agents  ◐ 1 waiting for you  ■ 1 zombie  ▲ 2 stale  6 busy',
    )
  })

  it('has no last lines when all is well', () => {
    expect(
      plain(fleetOf(agentOf(51002)))
        .trimEnd()
        .split('\n'),
    ).toHaveLength(4)
  })

  it('colours by role: a healthy, idle agent only at its mark and its dim words', () => {
    const row = shown(twentyAgents).find((spans) => lineText(spans).includes('auth-service')) ?? []
    const roles = row
      .filter(({ text: words, role }) => role !== undefined && words.trim() !== '')
      .map(({ role }) => role)
    expect(new Set(roles)).toEqual(new Set(['ok', 'dim', 'bold']))
    const waiting = shown(twentyAgents).find((spans) => lineText(spans).includes('waiting  ')) ?? []
    expect(waiting.find(({ text: words }) => words === 'waiting')?.role).toBe('you')
  })

  it('paints with the 16 ANSI colours only', () => {
    const painted = shown(twentyAgents)
      .map((spans) => paint(spans, true))
      .join('\n')
    const codes = new Set([...painted.matchAll(/\u001b\[([\d;]*)m/g)].map(([, code]) => code))
    expect([...codes].sort()).toEqual(['0', '1', '1;34', '31', '32', '33', '35', '36', '90'].sort())
  })
})

describe('widths', () => {
  it.each([48, 52, 60, 61, 67, 68, 73, 74, 79, 80, 99, 100, 119, 120, 139, 140, 200])('fits %i columns', (columns) => {
    for (const spans of shown(twentyAgents, columns)) expect(lineWidth(spans)).toBeLessThanOrEqual(columns)
  })

  const heads = (columns: number) =>
    lineText(shown(twentyAgents, columns)[2] ?? [])
      .trim()
      .split(/ {1,}/)
  it.each([
    [80, ['HEALTH', 'PROJECT,', 'NAME', 'ACTIVITY', 'UP', 'IDLE', 'CPU', 'MEM', 'PID']],
    [79, ['HEALTH', 'PROJECT,', 'NAME', 'ACTIVITY', 'UP', 'IDLE', 'CPU', 'MEM']],
    [73, ['HEALTH', 'PROJECT,', 'NAME', 'ACTIVITY', 'UP', 'IDLE', 'MEM']],
    [67, ['HEALTH', 'PROJECT,', 'NAME', 'ACTIVITY', 'IDLE', 'MEM']],
    [60, ['HEALTH', 'PROJECT', 'ACTIVITY', 'IDLE', 'MEM']],
    [48, ['PROJECT', 'ACTIVITY', 'IDLE', 'MEM']],
    [120, ['HEALTH', 'PROJECT,', 'NAME', 'ACTIVITY', 'MODEL', 'CONTEXT', 'COST', 'UP', 'IDLE', 'CPU', 'MEM', 'PID']],
    [
      140,
      [
        'HEALTH',
        'PROJECT,',
        'NAME',
        'ACTIVITY',
        'MODEL',
        'CONTEXT',
        'COST',
        'UP',
        'IDLE',
        'CPU',
        'MEM',
        'MSGS',
        'SUBS',
        'TTY',
        'VERSION',
        'PID',
      ],
    ],
  ])('has at %i columns the columns %j', (columns, expected) => expect(heads(columns)).toEqual(expected))

  it('gives the name the room from 100 columns', () => {
    expect(plain(twentyAgents, 99)).toContain('payments-api webhook-… ')
    expect(plain(twentyAgents, 100)).toContain('payments-api webhook-retries ')
  })

  it('keeps the mark down to 48 columns', () => {
    const row =
      plain(twentyAgents, 48)
        .split('\n')
        .find((words) => words.includes('legacy')) ?? ''
    expect(row).toMatch(/^■ legacy-billing-mi… Ctrl-Z +1h 52m +388 MB$/)
  })

  it('takes the room of a pid of seven digits from the name', () => {
    const row = plain(fleetOf({ ...agentOf(48213), pid: 4194303 })).split('\n')[3] ?? ''
    expect(row).toBe('● healthy  payments-api webhoo… waiting      2h 14m     3m   0 %  612 MB 4194303')
  })

  it('measures a wide script in cells', () => {
    const row =
      plain(fleetOf({ ...agentOf(48213), project: '支払いサービス', name: '再試行のキューを直す' })).split('\n')[3] ??
      ''
    expect(row).toBe('● healthy  支払いサービス 再試行… waiting      2h 14m     3m   0 %  612 MB 48213')
  })
})

describe('what is not known or not to be trusted', () => {
  it('shows a dash for an unknown figure, never a zero', () => {
    const { cpuPercent, treeCpuPercent, rssBytes, treeRssBytes, lastActiveAt, ...rest } = agentOf(46120)
    expect(plain(fleetOf({ ...rest, startedAt: 'not a time' })).split('\n')[3]).toBe(
      '● healthy  auth-service passkey-… idle              –      –     –       – 46120',
    )
  })

  it('takes escapes, control characters and bidi marks out of names', () => {
    const hostile = { ...agentOf(46120), project: '\u001b[31mevil\u001b]0;owned\u0007', name: 'a\u202eb\nc\u0000' }
    const words = plain(fleetOf(hostile))
    expect(words).toContain('evil ab c')
    expect(words).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })

  it('uses ASCII marks where the locale is not UTF-8', () => {
    const lines = statusView(twentyAgents, { nowMs, todayUsd: 48.6 }, { columns: 80, glyphs: asciiGlyphs })
    const words = lines.map((spans) => paint(spans, false)).join('\n')
    expect(words).toMatch(/^[\u0020-\u007e\n]*$/)
    expect(words).toContain('x zombie   legacy-billing-migr... Ctrl-Z ')
  })

  it('names a session without a name by its role', () => {
    expect(plain(fleetOf({ ...agentOf(46120), name: undefined, role: 'headless' }))).toContain('auth-service headless')
  })
})

describe('the last lines', () => {
  const hints = (...agents: readonly FleetAgentReport[]) =>
    plain(fleetOf(...agents))
      .split('\n')
      .slice(3 + agents.length + 1)
      .join('\n')
      .trim()

  it('count several that wait and name the longest', () => {
    expect(hints(agentOf(48213), { ...agentOf(52018), activity: 'waiting', waitingFor: 'plan approval' })).toBe(
      '◐ 2 wait for you, longest payments-api, 4 min: plan approval, on pts/12',
    )
  })

  it('say how a suspended agent without a terminal is woken', () => {
    const agent: FleetAgentReport = { ...agentOf(31877), tty: undefined }
    expect(hints(agent)).toBe('■ legacy-billing-migration is suspended with Ctrl-Z. Wake it: kill -CONT 31877')
  })

  it('say who has to collect a defunct one', () => {
    expect(hints({ ...agentOf(31877), state: 'zombie' })).toBe(
      '■ legacy-billing-migration is defunct: its parent has not collected it.',
    )
  })

  it('name a hog where nothing worse is the matter', () => {
    const hog = { kind: 'cpu', reason: '96 % of a core for 12 min' } as const
    expect(hints({ ...agentOf(51002), hog })).toBe(
      '! search-indexer takes 96 % of a core for 12 min. End it: tce kill 51002',
    )
  })

  it('list what ended sessions left behind', () => {
    const orphan = {
      ...agentOf(48213).children[0],
      id: '777:1',
      pid: 777,
      ppid: 1,
      start: '1',
      startedAt: twentyAgents.scannedAt,
      name: 'node',
      command: 'node server',
      kind: 'mcp-server',
      state: 'sleeping',
      agent: 'claude',
      reason: 'its session (pid 4242) is gone',
      rssBytes: 96_000_000,
    } as const
    const words = plain({ ...noAgents, orphans: [orphan] })
    expect(words).toContain('○ 1 process left behind, 96 MB. End it: tce kill 777\n')
    expect(words).toContain('  node its session (pid 4242) is gone, 96 MB  777\n')
  })

  it('say what could not be read', () => {
    expect(plain({ ...noAgents, problems: ['~/.claude/sessions can not be read'] })).toContain(
      '! ~/.claude/sessions can not be read',
    )
  })
})

it('breaks the last lines where they do not fit, and loses nothing of them', () => {
  expect(plain(twentyAgents, 60)).toContain(`
◐ payments-api waits for you, 3 min: permission prompt, on
  pts/3
▲ 2 stale hold 1.0 GB. End them: tce kill-stale
■ legacy-billing-migration is suspended with Ctrl-Z. Wake
  it: fg, on pts/7
`)
})
