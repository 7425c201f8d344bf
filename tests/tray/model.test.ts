import { describe, expect, it } from 'vitest'
import type { FleetAgentReport } from '../../src/core/process/report.ts'
import { noTokens } from '../../src/core/usage/tokens.ts'
import type { UsageFigures } from '../../src/core/usage/usage.ts'
import type { Approval } from '../../src/core/waiting/approval.ts'
import type { TrayEntry, TrayState } from '../../src/tray/model.ts'
import { iconFor, trayModel } from '../../src/tray/model.ts'
import { afternoon, agent, ago, busy, fleet, nowMs, stale, unknown, waiting, zombie } from './fleet.ts'

const figures = (costUsd: number | undefined, totalTokens: number, unpriced: UsageFigures['unpriced'] = []) =>
  ({
    tokens: noTokens,
    totalTokens,
    responses: 1,
    ...(costUsd === undefined ? {} : { costUsd }),
    unpriced,
    webSearches: 0,
    origin: 'counted',
  }) satisfies UsageFigures

const usage = { today: figures(12.4, 1_234_567), last7Days: figures(286.15, 9e6) }
const state = (more: Partial<TrayState> = {}): TrayState => ({
  fleet: afternoon(),
  usage,
  nowMs,
  survivors: new Set(),
  version: '1.2.3',
  ...more,
})
const menu = (more: Partial<TrayState> = {}) => trayModel(state(more)).menu
const label = (entry: TrayEntry) => (entry.kind === 'separator' ? '---' : entry.label)
const labels = (more: Partial<TrayState> = {}) => menu(more).map(label)
const all = (entries: readonly TrayEntry[]): readonly TrayEntry[] =>
  entries.flatMap((entry) => [entry, ...(entry.kind === 'submenu' ? all(entry.entries) : [])])
const submenu = (entries: readonly TrayEntry[], start: string) =>
  all(entries).find((entry) => entry.kind === 'submenu' && entry.label.startsWith(start)) as
    | Extract<TrayEntry, { kind: 'submenu' }>
    | undefined
const many = (count: number) => Array.from({ length: count }, (_, i) => agent(1000 + i, `project-${i}`))

describe('the icon', () => {
  it.each([
    ['green', 'healthy', fleet(busy(1, 'a'))],
    ['yellow', 'stale', fleet(busy(1, 'a'), stale(2, 'b'))],
    ['green', 'healthy', fleet(busy(1, 'a'), unknown(2, 'b'))],
    ['red', 'zombie', fleet(stale(2, 'b'), zombie(3, 'c'))],
    ['grey', 'none', fleet()],
  ])('is the dot of the fleet: %s', (_dot, icon, given) => expect(iconFor({ fleet: given })).toBe(icon))

  it('is marked when somebody waits, whatever the health', () => {
    expect(iconFor({ fleet: fleet(waiting(1, 'a')) })).toBe('healthy-waiting')
    expect(iconFor({ fleet: fleet(waiting(1, 'a'), stale(2, 'b')) })).toBe('stale-waiting')
    expect(iconFor({ fleet: fleet(waiting(1, 'a'), zombie(2, 'b')) })).toBe('zombie-waiting')
  })

  it('is marked by who asks while it works on, counted with those that wait, each once', () => {
    const askingIds = new Set(fleet(waiting(1, 'a'), busy(2, 'b')).processes.map(({ id }) => id))
    expect(iconFor({ fleet: fleet(busy(2, 'b')), askingIds })).toBe('healthy-waiting')
    const given = fleet(waiting(1, 'a'), busy(2, 'b'), busy(3, 'c'))
    expect(trayModel(state({ fleet: given, usage: undefined, askingIds })).tooltip).toBe('3 agents: 2 waiting')
  })

  it('is grey without a connection, and keeps the mark of somebody who waited', () => {
    expect(iconFor({ fleet: undefined })).toBe('none')
    expect(iconFor({ fleet: undefined, wasWaiting: true })).toBe('none-waiting')
  })
})

describe('the state in words', () => {
  it.each([
    [afternoon(), usage, '8 agents: 1 waiting, 1 zombie, 2 stale · $12.40 today'],
    [
      fleet(waiting(1, 'a'), stale(2, 'b'), agent(3, 'c'), agent(4, 'd')),
      usage,
      '4 agents: 1 waiting, 1 stale · $12.40 today',
    ],
    [fleet(unknown(1, 'a'), stale(2, 'b')), undefined, '2 agents: 1 stale, 1 unknown'],
    [fleet(busy(1, 'a')), usage, '1 agent · $12.40 today'],
    [fleet(busy(1, 'a')), undefined, '1 agent'],
    [fleet(), usage, 'No agents running · $12.40 today'],
    [fleet(), undefined, 'No agents running'],
    [
      fleet(busy(1, 'a')),
      { ...usage, today: figures(undefined, 500, [{ model: 'x', tokens: 500 }]) },
      '1 agent · unpriced today',
    ],
    [fleet(busy(1, 'a')), { ...usage, today: figures(undefined, 0) }, '1 agent · $0.00 today'],
    [undefined, usage, 'Not connected'],
  ])('%#: tooltip, title and first line say the same', (given, used, words) => {
    const model = trayModel(state({ fleet: given, usage: used }))
    expect([model.tooltip, model.title, model.menu.map(label)[0]]).toEqual([words, words, words])
  })

  it('goes on with the limit where there is room: in the menu and the tool tip', () => {
    const model = trayModel(state({ fleet: fleet(busy(1, 'a')), limit: '5 h 62 % → 16:05' }))
    const words = '1 agent · $12.40 today · 5 h 62 % → 16:05'
    expect([model.tooltip, model.title, model.menu.map(label)[0]]).toEqual([words, '1 agent · $12.40 today', words])
    expect(trayModel(state({ fleet: undefined, limit: '5 h 62 %' })).tooltip).toBe('Not connected')
  })

  it('says that it looks before the first answer', () => {
    expect(trayModel(state({ fleet: undefined, isConnecting: true })).tooltip).toBe('Looking for agents')
  })
})

describe('the menu', () => {
  it('shows of whom nothing is known after the stale ones, and never offers to end them in bulk', () => {
    expect(
      labels({ fleet: fleet(stale(1, 'a', { activity: 'waiting' }), unknown(2, 'b')), usage: undefined }).slice(1, 7),
    ).toEqual([
      '---',
      'Waiting for you',
      expect.stringMatching(/^a · /),
      '---',
      'Unknown',
      expect.stringMatching(/^b · unknown · /),
    ])
    expect(labels({ fleet: fleet(unknown(2, 'b')) }).some((label) => label.startsWith('Kill '))).toBe(false)
  })

  it('has the whole order: state, sessions in the order of need, stale, usage, program', () => {
    expect(labels({ startsAtLogin: true })).toEqual([
      '8 agents: 1 waiting, 1 zombie, 2 stale · $12.40 today',
      '---',
      'Waiting for you',
      'payments-api · webhook-retries · permission prompt · 3m · 612 MB',
      '---',
      'Zombie',
      'legacy-billing-migration · Ctrl-Z · 1h 52m · 388 MB',
      '---',
      'Stale',
      'internal-tools · grafana-panels · quiet · 6h 41m · 702 MB',
      'dotfiles · nvim-lsp · quiet · 1d 3h · 341 MB',
      '---',
      'Busy',
      'search-indexer · shard-rebalance · Bash · 1m · 1.1 GB',
      'web-frontend · checkout-a11y · 3 subagents · 1m · 948 MB',
      '---',
      'Idle',
      'infra-terraform · idle · 4m · 503 MB',
      '---',
      'Pinned',
      'homelab · backup-watch · idle · 4m · 214 MB',
      '---',
      'Kill 2 stale sessions…',
      '---',
      'Today $12.40 · 1.2 M tokens',
      '7 days $286.15',
      '---',
      'Open Dashboard',
      'Deploy Agent…',
      'Pause Notifications for 1 h',
      'Settings',
      'Start at Login',
      'About TCE 1.2.3',
      'Quit',
    ])
  })

  it('says whose each is where there are several kinds, in two letters and in its menu by name', () => {
    const several = menu({ fleet: fleet(agent(1, 'shop'), agent(2, 'app', { agent: 'codex', version: '0.169.0' })) })
    const entries = several.filter((entry) => entry.kind === 'submenu')
    expect(entries.map(({ label: text }) => text.split(' · ')[0])).toEqual(['cl  shop', 'cx  app'])
    expect(entries.map(({ entries: [first] }) => first && label(first))).toEqual(['Claude Code', 'Codex 0.169.0'])
    const [one] = menu({ fleet: fleet(agent(1, 'shop'), agent(3, 'api')) }).filter((entry) => entry.kind === 'submenu')
    expect(one?.label.split(' · ')[0]).toBe('shop')
    expect(one?.entries[0]).toMatchObject({ kind: 'action', label: 'Kill…' })
  })

  it('offers what can be done with a session, and force only after a failed kill', () => {
    const names = (more: Partial<TrayState> = {}) => submenu(menu(more), 'payments-api')?.entries.map(label)
    expect(names()).toEqual([
      'Kill…',
      'Pin',
      'Show Its Terminal',
      'Show in Dashboard',
      'Rename…',
      'Copy Resume Command',
      'Open Folder',
    ])
    expect(names({ survivors: new Set(['48213:4821300']) })).toEqual([
      'Kill…',
      'Force kill…',
      'Pin',
      'Show Its Terminal',
      'Show in Dashboard',
      'Rename…',
      'Copy Resume Command',
      'Open Folder',
    ])
    expect(submenu(menu(), 'homelab')?.entries.map(label)).toContain('Unpin')
    const bare = fleet(agent(1, 'a', { sessionId: undefined, resumeCommand: undefined, cwd: undefined }))
    expect(submenu(menu({ fleet: bare }), 'a')?.entries.map(label)).toEqual([
      'Kill…',
      'Pin',
      'Show Its Terminal',
      'Show in Dashboard',
    ])
  })

  it('leads to where a session is named; without one nothing can be named', () => {
    const entries = (more: Partial<FleetAgentReport>) =>
      submenu(menu({ fleet: fleet(agent(1, 'a', more)) }), 'a')?.entries
    const rename = { do: 'rename', agentId: '1:100' }
    expect(entries({ sessionId: 's', name: undefined })).toContainEqual(
      expect.objectContaining({ label: 'Name It…', command: rename }),
    )
    expect(entries({ sessionId: 's', name: 'retries' })).toContainEqual(
      expect.objectContaining({ label: 'Rename…', command: rename }),
    )
    expect(entries({ sessionId: undefined })?.map(label).join()).not.toMatch(/name/i)
  })

  it('names the process for good in every command', () => {
    const commands = submenu(menu(), 'payments-api')?.entries.flatMap((entry) =>
      'command' in entry ? entry.command : [],
    )
    const target = { pid: 48213, start: '4821300' }
    expect(commands).toEqual([
      { do: 'kill', target, who: 'payments-api · webhook-retries', force: false },
      { do: 'pin', target },
      { do: 'jump', target, who: 'payments-api · webhook-retries' },
      { do: 'show', agentId: '48213:4821300' },
      { do: 'rename', agentId: '48213:4821300' },
      { do: 'copy', text: 'claude --resume 48213' },
      { do: 'open-folder', path: '/home/dev/payments-api' },
    ])
  })

  it('sends exactly the stale ones: no pinned one, none that waits', () => {
    const given = fleet(
      stale(1, 'a'),
      stale(2, 'b', { activity: 'waiting', activitySince: ago(600) }),
      stale(3, 'c', { pinned: true }),
      zombie(4, 'd'),
    )
    const entry = menu({ fleet: given }).find(({ id }) => id === 'kill-stale')
    expect(entry).toMatchObject({ label: 'Kill 1 stale session…' })
    expect(entry).toMatchObject({ command: { do: 'kill-stale', targets: [{ pid: 1, start: '100' }] } })
  })

  it('leaves out what there is nothing of', () => {
    expect(labels({ fleet: fleet(), usage: undefined })).toEqual([
      'No agents running',
      '---',
      'Open Dashboard',
      'Deploy Agent…',
      'Pause Notifications for 1 h',
      'Settings',
      'About TCE 1.2.3',
      'Quit',
    ])
    expect(labels({ fleet: undefined, usage })).not.toContain('Idle')
  })

  it('checks a pause until it is over', () => {
    const pause = (untilMs: number | undefined) =>
      menu({ notificationsPausedUntilMs: untilMs }).find(({ id }) => id === 'pause-notifications')
    expect(pause(undefined)).toMatchObject({ isChecked: false, command: { isPaused: true } })
    expect(pause(nowMs + 1)).toMatchObject({ isChecked: true, command: { isPaused: false } })
    expect(pause(nowMs)).toMatchObject({ isChecked: false })
  })

  it('gives every entry an id of its own, the same from look to look', () => {
    const ids = all(menu({ fleet: fleet(...many(300)) })).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(all(menu()).map(({ id }) => id)).toEqual(all(menu({ nowMs: nowMs + 60_000 })).map(({ id }) => id))
  })
})

describe('many sessions', () => {
  const shown = (count: number) =>
    menu({ fleet: fleet(...many(count)) }).filter(({ id }) => id.startsWith('agent:')).length
  const more = (count: number) => submenu(menu({ fleet: fleet(...many(count)) }), `${count - 12} more`)

  it.each([
    [0, 0],
    [1, 1],
    [12, 12],
    [13, 12],
    [300, 12],
  ])('of %i sessions %i stand in the menu itself', (count, top) => expect(shown(count)).toBe(top))

  it('folds the rest with its counts, in the same order, and nothing is lost', () => {
    expect(more(12)).toBeUndefined()
    expect(more(13)?.label).toBe('1 more: 1 idle')
    expect(more(13)?.entries.map(label)).toEqual(['Idle', expect.stringMatching(/^project-12 · /)])
    const mixed = [...many(11), ...Array.from({ length: 4 }, (_, i) => busy(9000 + i, `busy-${i}`)), waiting(7, 'you')]
    const given = menu({ fleet: fleet(...mixed) })
    expect(given.map(label).slice(2, 4)).toEqual(['Waiting for you', expect.stringMatching(/^you · /)])
    expect(submenu(given, '4 more')?.label).toBe('4 more: 4 idle')
  })

  it('sends a reader of hundreds to the dashboard', () => {
    const entries = more(300)?.entries ?? []
    expect(entries.filter(({ kind }) => kind === 'submenu')).toHaveLength(40)
    expect(entries.at(-1)).toMatchObject({ label: '248 more in the Dashboard', command: { do: 'open-dashboard' } })
    expect(more(52)?.entries.some(({ id }) => id === 'beyond')).toBe(false)
  })
})

describe('names that somebody else chose', () => {
  const only = (more: Parameters<typeof agent>[2], project = 'p') =>
    menu({ fleet: fleet(agent(1, project, more)) }).find(({ id }) => id.startsWith('agent:'))

  it('escapes &, which would mark a mnemonic', () => {
    expect(only({ name: 'a & b && c' }, 'R&D')).toMatchObject({
      label: expect.stringMatching(/^R&&D · a && b &&&& c · idle/),
    })
  })

  it('keeps escapes, line breaks and direction marks out', () => {
    const label = (only({ name: '\u001b[31mred\u001b[0m\nnext\u202etxet' }) as { label: string }).label
    expect(label).toMatch(/^p · red nexttxet · idle/)
  })

  it('cuts what is long by characters, not through them', () => {
    const label = (only({ name: '😀'.repeat(50) }, 'x'.repeat(99)) as { label: string }).label
    expect(label).toBe(`${'x'.repeat(27)}… · ${'😀'.repeat(23)}… · idle · 4m · 600 MB`)
  })

  it('falls back to the pid, and tells no memory that is not known', () => {
    expect(only({ project: undefined, rssBytes: undefined, treeRssBytes: undefined })).toMatchObject({
      label: 'pid 1 · idle · 4m',
    })
    expect(only({ project: '\u200e', activity: 'unknown' })).toMatchObject({ label: 'pid 1 · unknown · 4m · 600 MB' })
  })
})

it('does not change with every second', () => {
  const at = (ms: number) =>
    JSON.stringify(menu({ fleet: fleet(waiting(1, 'a', { activitySince: ago(0) })), nowMs: nowMs + ms }))
  expect(at(1_000)).toBe(at(59_999))
  expect(at(0)).toContain('< 1m')
  expect(at(61_000)).toBe(at(119_999))
})

describe('what an agent asks', () => {
  const sessionId = 'a-session'
  const asks = (text: string, more: Partial<Approval> = {}): Approval => ({
    ...{ id: 'wq3kf', nonce: 'n', agent: 'claude', sessionId, kind: 'permission', tool: 'Bash', notes: [], always: [] },
    ...{
      thing: { form: 'command', text },
      since: ago(3),
      deadline: ago(-7),
      answers: ['allow', 'deny'],
      state: 'open',
    },
    ...more,
  })
  const fleetThatAsks = fleet(waiting(1, 'shop', { sessionId }))
  const entries = (...open: readonly Approval[]) => submenu(menu({ fleet: fleetThatAsks, open }), 'shop')?.entries ?? []

  it('stands in its menu in full, to be allowed once or denied', () => {
    const shown = entries(asks('npm test && make'))
    expect(shown.map(label).slice(0, 5)).toEqual([
      'It wants to run Bash:',
      'npm test &&&& make',
      'Allow Once',
      'Deny…',
      '---',
    ])
    expect(shown.flatMap((entry) => (entry.kind === 'action' ? entry.command : [])).slice(0, 2)).toEqual([
      { do: 'allow', approval: { id: 'wq3kf', nonce: 'n', who: 'shop', asked: 'npm test && make' } },
      { do: 'deny', approval: { id: 'wq3kf', nonce: 'n', who: 'shop', asked: 'npm test && make' } },
    ])
  })

  it.each([
    ['is longer than a menu', asks('x'.repeat(81))],
    ['has several lines', asks('make\ntest')],
    ['cannot be taken back', asks('git push -f', { irrevocable: { sentence: 'It rewrites it.' } })],
    ['has a secret in it', asks('curl [redacted]', { notes: ['A secret in it is not shown.'] })],
    ['is a plan', asks('x', { kind: 'plan', thing: { form: 'plan', text: 'One' } })],
  ])('is only told, and never allowed from there, where it %s', (_, approval) => {
    const shown = entries(approval)
    expect(shown.map(label)).not.toContain('Allow Once')
    expect(shown).toContainEqual(
      expect.objectContaining({ label: 'Show It in Full', command: { do: 'show-waiting', item: 'wq3kf' } }),
    )
  })

  it('is gone when it was answered, and is none of another agent', () => {
    for (const open of [[asks('make', { state: 'sent' })], [asks('make', { sessionId: 'another' })], []]) {
      expect(entries(...open).map(label)[0]).toBe('Kill…')
    }
  })
})
