import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cliParts } from '../../src/app/cli-parts.ts'
import type { AppParts } from '../../src/cli/app-parts.ts'
import type { AuditEntry } from '../../src/core/audit/audit.ts'
import { CliError } from '../../src/core/cli-error.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import { severalKinds } from '../fixtures/fleet/several-kinds.ts'
import { agentOf, nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { endedReport, fakeServices } from './fake-services.ts'
import { runCli } from './run-cli.ts'

process.env['TZ'] = 'UTC'
const refOf = (pid: number) => ({ pid, start: agentOf(pid).start })
const esc = '\u001b'

describe('tce status', () => {
  it('is what tce alone does', async () => {
    const [alone, named] = [await runCli([]), await runCli(['status'])]
    expect(alone.out).toBe(named.out)
    expect(alone.out).toMatch(/^20 agents {2}◐ 1 waiting for you/)
    expect(alone.code).toBe(0)
  })

  it.each([[['--agent', 'cx']], [['--agent', 'Codex']], [['--agent', 'codex', '--agent', 'cx,kl']]])(
    'shows the kinds of agents that were asked for alone: %j',
    async (argv) => {
      const services = () => fakeServices({ fleets: [severalKinds] })
      const { out, code } = await runCli(argv, { services: services() })
      expect(out).toMatch(/^2 agents {2}◐ 1 waiting for you {2}1 busy\n/)
      expect(out).toContain('● healthy  design-system token-a… waiting')
      expect(code).toBe(0)
      const json = JSON.parse(
        (await runCli(['status', '--json', ...argv], { services: services() })).out,
      ) as FleetReport
      expect(json.processes.map(({ agent }) => agent)).toEqual(['codex', 'codex'])
      expect(json.counts).toMatchObject({ total: 2, zombie: 0 })
    },
  )

  it('speaks the shape of the API with --json', async () => {
    const { code, out } = await runCli(['status', '--json'])
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(twentyAgents)))
    expect(code).toBe(0)
  })

  it('closes its services', async () => {
    const services = fakeServices()
    await runCli(['status'], { services })
    expect(services.closed.count).toBe(1)
  })

  it('says the error of services that cannot look: the thing, the reason, the next step', async () => {
    const services = fakeServices()
    services.fleet.read = () => Promise.reject(new CliError('/proc can not be read: EACCES.', { next: 'tce doctor' }))
    expect(await runCli(['status'], { services })).toEqual({
      code: 1,
      out: '',
      err: '✗ /proc can not be read: EACCES.\n  Next: tce doctor\n',
    })
  })
})

describe('colour', () => {
  it.each([
    ['a pipe', ['status'], { isTTY: false }],
    ['NO_COLOR', ['status'], { isTTY: true, env: { LANG: 'C.UTF-8', NO_COLOR: '1' } }],
    ['TERM=dumb', ['status'], { isTTY: true, env: { LANG: 'C.UTF-8', TERM: 'dumb' } }],
    ['--no-color after the command', ['status', '--no-color'], { isTTY: true }],
    ['--no-color before the command', ['--no-color', 'status'], { isTTY: true }],
    ['--no-color alone', ['--no-color'], { isTTY: true }],
  ])('is gone with %s, and every word stays', async (_, argv, options) => {
    const { out, code } = await runCli(argv, options)
    expect(code).toBe(0)
    expect(out).not.toContain(esc)
    expect(out).toBe((await runCli(['status'])).out)
  })

  it('is there on a terminal, also with an empty NO_COLOR', async () => {
    const { out } = await runCli(['status'], { isTTY: true, env: { LANG: 'C.UTF-8', NO_COLOR: '' } })
    expect(out).toContain(`${esc}[1;34m`)
  })
})

describe('wrong usage is exit code 2', () => {
  it.each([
    ['an unknown command', ['frobnicate'], /Unknown command 'frobnicate'/],
    ['an unknown option', ['status', '--frob'], /Unknown option '--frob'/],
    ['a kill of nobody', ['kill'], /Missing required argument 'agent'/],
    ['a limit that is no number', ['log', '--limit', 'many'], /--limit is "many"\. Allowed: 1 to 1000\./],
    [
      'an agent that is none',
      ['status', '--agent', 'vim'],
      /--agent is "vim"\. Allowed: cl \(claude\), cx \(codex\), /,
    ],
    ['one among others', ['kill-stale', '--agent', 'cx', '--agent', 'pi,vim'], /--agent is "vim"\. Allowed: /],
    ['one to watch', ['watch', '--agent', ''], /--agent is ""\. Allowed: /],
    ['a port out of range', ['dashboard', '--port', '70000'], /--port is "70000"/],
    ['an unknown shell', ['completion', 'tcsh'], /Known: bash, zsh, fish/],
  ])('%s', async (_, argv, message) => {
    const { code, err, out } = await runCli(argv)
    expect(code).toBe(2)
    expect(err).toMatch(message)
    expect(out).toBe('')
  })

  it('but asking for help or the version is not', async () => {
    const help = await runCli(['--help'])
    expect(help.code).toBe(0)
    expect(help.out).toContain('kill-stale')
    expect(help.out).not.toContain('__complete')
    const version = await runCli(['--version'])
    expect(version.code).toBe(0)
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('tce kill', () => {
  const named: readonly (readonly [string, number])[] = [
    ['48213', 48213],
    [agentOf(48213).id, 48213],
    ['webhook-retries', 48213],
    ['mobile-app', 50418],
    ['MOBILE-APP', 50418],
    ['payments-api webhook-retries', 48213],
    ['3f2a', 48213],
    ['3F2A91C4-7d0e', 48213],
  ]
  it.each(named)('takes "%s" for %i, and sends pid and start', async (query, pid) => {
    const services = fakeServices()
    const { code } = await runCli(['kill', query], { services })
    expect(services.kills).toEqual([{ targets: [refOf(pid)], force: false, isExplicit: false }])
    expect(code).toBe(0)
  })

  it('does not ask in a pipe or with --yes', async () => {
    expect((await runCli(['kill', 'mobile-app'])).out).toBe(
      '✓ mobile-app offline-sync ended after 0.4 s. 3 processes gone, 734 MB freed.\n',
    )
    const { out } = await runCli(['kill', 'mobile-app', '--yes', '--no-color'], { isTTY: true })
    expect(out).not.toContain('[y/N]')
  })

  it('asks once on a terminal, with the tree, and obeys', async () => {
    const services = fakeServices()
    const { out, code } = await runCli(['kill', 'webhook-retries', '--no-color'], {
      services,
      isTTY: true,
      types: ['y'],
    })
    expect(out).toContain('└─ redis-server  by Bash, 14:11')
    expect(out).toContain('\nKill it? [y/N] \n✓ payments-api ended after 0.4 s.')
    expect(services.kills).toHaveLength(1)
    expect(code).toBe(0)
  })

  it.each([['n'], [''], ['yep'], ['ja']])('sends nothing after "%s"', async (answer) => {
    const services = fakeServices()
    const { out, code } = await runCli(['kill', 'webhook-retries'], { services, isTTY: true, types: [answer] })
    expect(services.kills).toEqual([])
    expect(out).toContain('Nothing was sent.')
    expect(code).toBe(0)
  })

  it('sends nothing when the keyboard goes away', async () => {
    const services = fakeServices()
    await runCli(['kill', 'webhook-retries'], { services, isTTY: true, types: [] })
    expect(services.kills).toEqual([])
  })

  it('forces only when told to', async () => {
    const services = fakeServices()
    await runCli(['kill', '50418', '--force'], { services })
    expect(services.kills[0]?.force).toBe(true)
  })

  it('asks which one a project with two agents means, then whether', async () => {
    const services = fakeServices()
    await runCli(['kill', 'payments-api'], { services, isTTY: true, types: ['2', 'y'] })
    expect(services.kills.map(({ targets }) => targets)).toEqual([[refOf(52018)]])
  })

  it('takes all of them for an a', async () => {
    const services = fakeServices()
    await runCli(['kill', 'payments-api'], { services, isTTY: true, types: ['a', 'y'] })
    expect(services.kills[0]?.targets).toEqual([refOf(48213), refOf(52018)])
  })

  it.each([[[]], [['--yes']]])('sends nothing when it cannot ask which (%j): exit 2 with the list', async (flags) => {
    const services = fakeServices()
    const { code, err, out } = await runCli(['kill', 'payments-api', 'mobile-app', ...flags], { services })
    expect(code).toBe(2)
    expect(err).toContain('payments-api has 2 agents. Which one?')
    expect(err).toContain('  2  ○ idle     pci-audit-notes')
    expect(out).toBe('')
    expect(services.kills).toEqual([])
  })

  it('reports each of several, failures last, and is exit code 1', async () => {
    const services = fakeServices({
      killReport: (target, fleet) =>
        target.pid === 31877
          ? {
              ...endedReport(target, fleet),
              outcome: 'still-alive',
              ok: false,
              message: 'legacy-billing-migration (31877) still runs: woken, asked, waited 5 s.',
              next: 'tce kill 31877 --force',
            }
          : endedReport(target, fleet),
    })
    const { code, out } = await runCli(['kill', '31877', 'mobile-app'], { services })
    expect(out).toBe(`✓ mobile-app offline-sync ended after 0.4 s. 3 processes gone, 734 MB freed.
✗ legacy-billing-migration (31877) still runs: woken, asked, waited 5 s.
  Next: tce kill 31877 --force

1 of 2 ended.
`)
    expect(code).toBe(1)
  })

  it('ends one process once, however often it is named', async () => {
    const services = fakeServices()
    await runCli(['kill', '50418', 'mobile-app', 'offline-sync'], { services })
    expect(services.kills[0]?.targets).toEqual([refOf(50418)])
  })

  it('is exit code 3 when nothing matches, and guesses what was meant', async () => {
    const { code, err } = await runCli(['kill', 'paymets'])
    expect(code).toBe(3)
    expect(err).toBe('✗ No agent matches "paymets". Did you mean payments-api?\n  All of them: tce status\n')
  })

  it('makes no guess that is far off', async () => {
    expect((await runCli(['kill', 'zzzzzz'])).err).toBe('✗ No agent matches "zzzzzz".\n  All of them: tce status\n')
  })

  it('does the rest when one of several does not match, and is exit code 1', async () => {
    const services = fakeServices()
    const { code, out } = await runCli(['kill', 'mobile-app', 'paymets'], { services })
    expect(services.kills).toHaveLength(1)
    expect(out).toContain('✗ No agent matches "paymets".')
    expect(out).toContain('1 of 2 ended.')
    expect(code).toBe(1)
  })

  it('says who has a pid that is no agent, and sends nothing', async () => {
    const services = fakeServices()
    const { code, err } = await runCli(['kill', String(process.pid)], { services, parts: { nowMs: Date.now } })
    expect(code).toBe(3)
    expect(err).toMatch(new RegExp(`^✗ ${process.pid} \\(node.*\\) is no agent\\. Nothing was sent\\.`))
    expect(services.kills).toEqual([])
  })

  it('says that a pid is another process now when it was an agent’s: named with its start, or in the log', async () => {
    const options = { parts: { nowMs: Date.now } }
    const another = new RegExp(
      `^✗ ${process.pid} is another process now \\(node.*, started .+\\)\\. Nothing was sent\\.`,
    )
    expect((await runCli(['kill', `${process.pid}:1`], options)).err).toMatch(another)
    const ended: AuditEntry = {
      at: new Date().toISOString(),
      actor: { kind: 'own-user', name: 'cli' },
      action: 'process.kill',
      target: { id: `${process.pid}:1`, pid: process.pid, start: '1' },
      outcome: 'ended',
      message: '',
    }
    const services = fakeServices({ log: [ended] })
    expect((await runCli(['kill', String(process.pid)], { ...options, services })).err).toMatch(another)
  })

  it('is exit code 3 when all of them were gone', async () => {
    const services = fakeServices({
      killReport: (target, fleet) => ({
        ...endedReport(target, fleet),
        outcome: 'gone',
        ok: false,
        message: 'mobile-app (50418) had ended already. Nothing was sent.',
        next: 'tce log',
      }),
    })
    const { code, out } = await runCli(['kill', '50418'], { services })
    expect(out).toBe('✗ mobile-app (50418) had ended already. Nothing was sent.\n  See: tce log\n')
    expect(code).toBe(3)
  })

  it('names a helper explicitly when its pid is given', async () => {
    const helper = { ...agentOf(2214), pid: 900, start: '5', id: '900:5', role: 'supervisor' } as const
    const services = fakeServices({ fleets: [{ ...twentyAgents, helpers: [helper] }] })
    await runCli(['kill', '900'], { services })
    expect(services.kills).toEqual([{ targets: [{ pid: 900, start: '5' }], force: false, isExplicit: true }])
  })

  it('gives the reports as JSON', async () => {
    const { out } = await runCli(['kill', '50418', '--json'], { isTTY: true })
    expect(JSON.parse(out).reports[0]).toMatchObject({ pid: 50418, outcome: 'ended', ok: true })
  })
})

describe('tce kill-stale', () => {
  const stale = [refOf(20455), refOf(9120)]

  it('sends nothing with --dry-run', async () => {
    const services = fakeServices()
    const { code, out } = await runCli(['kill-stale', '--dry-run'], { services })
    expect(out).toMatch(/^Would kill 2 stale agents and their 5 children:/)
    expect(services.kills).toEqual([])
    expect(code).toBe(0)
  })

  it('ends those of the kinds that were asked for alone', async () => {
    const services = fakeServices({ fleets: [severalKinds] })
    const { out } = await runCli(['kill-stale', '--agent', 'cl,cx', '--yes'], { services })
    expect(out).toContain('No stale agents. Nothing was sent.')
    await runCli(['kill-stale', '--agent', 'ge', '--yes'], { services })
    expect(services.kills).toEqual([{ targets: [refOf(9120)], force: false }])
  })

  it('kills exactly the pairs it showed, after a yes', async () => {
    const services = fakeServices()
    const { out, code } = await runCli(['kill-stale', '--no-color'], { services, isTTY: true, types: ['y'] })
    expect(out).toMatch(/^Kill 2 stale agents and their 5 children\?/)
    expect(services.kills).toEqual([{ targets: stale, force: false }])
    expect(out).toContain('2 of 2 ended.')
    expect(code).toBe(0)
  })

  it('sends nothing after a no', async () => {
    const services = fakeServices()
    expect((await runCli(['kill-stale'], { services, isTTY: true, types: [''] })).code).toBe(0)
    expect(services.kills).toEqual([])
  })

  it('wants a plain word where nobody can be asked', async () => {
    const services = fakeServices()
    const { code, err } = await runCli(['kill-stale'], { services })
    expect(code).toBe(2)
    expect(err).toContain('tce kill-stale --yes')
    expect(services.kills).toEqual([])
  })

  it('goes without asking with --yes', async () => {
    const services = fakeServices()
    await runCli(['kill-stale', '--yes'], { services })
    expect(services.kills).toEqual([{ targets: stale, force: false }])
  })

  it('never takes a pinned or a waiting one, even a stale one', async () => {
    const processes = [
      { ...agentOf(20455), pinned: true },
      { ...agentOf(9120), activity: 'waiting' as const },
    ]
    const services = fakeServices({ fleets: [{ ...twentyAgents, processes }] })
    const { code, out } = await runCli(['kill-stale', '--yes'], { services })
    expect(out).toContain('No stale agents. Nothing was sent.')
    expect(services.kills).toEqual([])
    expect(code).toBe(0)
  })

  it('takes a second sample where only the CPU can tell, and spares one that is busy', async () => {
    const unsampled = { ...agentOf(20455), cpuPercent: undefined, treeCpuPercent: undefined }
    const busy = { ...agentOf(20455), cpuPercent: 40, health: 'healthy' as const }
    const services = fakeServices({
      fleets: [
        { ...twentyAgents, processes: [unsampled, agentOf(9120)] },
        { ...twentyAgents, processes: [busy, agentOf(9120)] },
      ],
    })
    await runCli(['kill-stale', '--yes'], { services })
    expect(services.kills[0]?.targets).toEqual([refOf(9120)])
  })
})

describe('tce jump', () => {
  it("brings an agent's terminal to the front", async () => {
    const { out, code } = await runCli(['jump', 'mobile-app'], { services: fakeServices() })
    expect([out, code]).toEqual(['✓ Shown: tmux pane %7, in the terminal pts/3.\n', 0])
  })

  it('says why it can not be shown, and what leads there, uncut', async () => {
    const command = `claude --resume ${'a'.repeat(90)}`
    const jump = () => ({ id: '1:1', ok: false, message: "TCE can't bring pts/9 (kitty) to the front.", command })
    const { err, code } = await runCli(['jump', 'mobile-app'], { services: fakeServices({ jump }), columns: 80 })
    expect(err).toBe(`✗ TCE can't bring pts/9 (kitty) to the front.\n  By hand: ${command}\n`)
    expect(code).toBe(6)
    expect((await runCli(['jump', 'payments-api'])).code).toBe(2)
    expect((await runCli(['jump', 'nobody-at-all'])).code).toBe(3)
  })
})

describe('tce pin and unpin', () => {
  it('pin by pid and start', async () => {
    const services = fakeServices()
    const { out, code } = await runCli(['pin', 'mobile-app'], { services })
    expect(services.pins).toEqual([{ action: 'pin', target: refOf(50418) }])
    expect(out).toBe('◆ mobile-app offline-sync is pinned: it will not be called stale.\n')
    expect(code).toBe(0)
  })

  it('take the pin back', async () => {
    const services = fakeServices()
    const { out } = await runCli(['unpin', 'homelab'], { services })
    expect(services.pins).toEqual([{ action: 'unpin', target: refOf(2214) }])
    expect(out).toBe('✓ homelab backup-watch is no longer pinned.\n')
  })

  it('are exit code 2 for an ambiguous name and 3 for an unknown one', async () => {
    const services = fakeServices()
    expect((await runCli(['pin', 'payments-api'], { services })).code).toBe(2)
    expect((await runCli(['pin', 'nobody-at-all'], { services })).code).toBe(3)
    expect(services.pins).toEqual([])
  })
})

describe('tce log', () => {
  const entry: AuditEntry = {
    at: new Date(nowMs - 60_000).toISOString(),
    actor: { kind: 'own-user', name: 'cli' },
    action: 'process.force-kill',
    target: { id: '1:2', pid: 31877, start: '2', project: 'legacy-billing-migration', name: 'ledger-import' },
    outcome: 'ended',
    message: 'legacy-billing-migration ended after 0.4 s.',
  }

  it('shows who did what, newest first', async () => {
    const older = {
      ...entry,
      at: '2026-11-19T17:40:00.000Z',
      actor: { kind: 'browser', name: 'dashboard' },
      action: 'process.pin',
      outcome: 'gone',
    } as const
    const { out } = await runCli(['log'], { services: fakeServices({ log: [entry, older] }) })
    expect(out).toBe(`WHEN       WHO        DID           AGENT                                OUTCOME
14:31:08   cli        kill --force  legacy-billing-migration ledger-im…  ✓ ended
Thu 17:40  dashboard  pin           legacy-billing-migration ledger-im…  ○ gone
`)
  })

  it('marks whose each was once there are several kinds, and shows those of one alone with --agent', async () => {
    const of = (pid: number, agent?: string) => ({
      ...entry,
      target: { id: '1:2', pid, start: '2', project: 'shop', agent },
    })
    const services = () => fakeServices({ log: [of(1, 'codex'), of(2, 'claude'), of(3)] })
    const all = await runCli(['log'], { services: services() })
    expect(all.out.split('\n').map((row) => row.slice(29, 38).trimEnd())).toEqual([
      'AGENT',
      'cx shop 1',
      'cl shop 2',
      '   shop 3',
      '',
    ])
    expect((await runCli(['log', '--agent', 'cx'], { services: services() })).out).toMatch(/^WHEN.*\n.* shop 1 .*\n$/)
    const none = await runCli(['log', '--agent', 'kimi,aider'], { services: services() })
    expect(none.out).toContain('Nothing of Kimi Code or Aider was ended or pinned. Whatever was done: tce log')
    const wrong = await runCli(['log', '--agent', 'clippy'])
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('tce log --agent claude')
  })

  it('says so when there is nothing', async () => {
    const { out, code } = await runCli(['log'])
    expect(out).toContain('Nothing was ended or pinned yet.')
    expect(code).toBe(0)
  })

  it('has the shape of the API with --json, as many as asked for', async () => {
    const { out } = await runCli(['log', '--json', '--limit', '1'], { services: fakeServices({ log: [entry, entry] }) })
    expect(JSON.parse(out)).toEqual({ entries: [entry] })
  })
})

describe('tce dashboard and run', () => {
  const app = (overrides: Partial<AppParts> = {}): AppParts => ({
    createLocalServices: async () => fakeServices(),
    startServer: async ({ port = 5111 }) => ({
      ok: true,
      value: {
        port,
        url: `http://localhost:${port}`,
        signInUrl: () => 'x',
        closed: Promise.resolve(),
        close: async () => {},
      },
    }),
    runApp: async ({ isTrayWanted }) => (isTrayWanted ? 0 : 1),
    trayObstacle: async () => undefined,
    trayTools: () => Promise.reject(new Error('no tray in this test')),
    backupTools: () => Promise.reject(new Error('no backup in this test')),
    supervisorTools: () => Promise.reject(new Error('no supervisor in this test')),
    ownTerminals: () => Promise.reject(new Error('no supervisor in this test')),
    ...overrides,
  })

  it('serves until it is ended', async () => {
    const { code, out } = await runCli(['dashboard', '--port', '5199'], { parts: { loadApp: async () => app() } })
    expect(out).toBe('Dashboard on http://localhost:5199  Ctrl-C ends it.\n')
    expect(code).toBe(0)
  })

  it('says what is wrong in the settings, with exit code 1, for every command that starts something', async () => {
    const configDir = mkdtempSync(join(tmpdir(), 'tce-wrong-settings-'))
    writeFileSync(join(configDir, 'config.toml'), '[dashboard]\nport = "x"\n')
    const before = process.env['TCE_CONFIG_DIR']
    process.env['TCE_CONFIG_DIR'] = configDir
    try {
      for (const command of [['run', '--no-tray'], ['dashboard']]) {
        const { code, err } = await runCli(command, { parts: { loadApp: cliParts.loadApp } })
        expect([code, err]).toEqual([
          1,
          expect.stringContaining('dashboard.port is "x". Allowed: a whole number from 1 to 65535.'),
        ])
      }
    } finally {
      process.env['TCE_CONFIG_DIR'] = before
    }
  })

  it('says why it could not', async () => {
    const startServer: AppParts['startServer'] = async () => ({
      ok: false,
      error: { message: 'Port 5111 is in use by vim (pid 7).' },
    })
    const result = await runCli(['dashboard'], { parts: { loadApp: async () => app({ startServer }) } })
    expect(result).toEqual({ code: 1, out: '', err: '✗ Port 5111 is in use by vim (pid 7).\n' })
  })

  it('runs with a tray unless told not to', async () => {
    const parts = { loadApp: async () => app() }
    expect((await runCli(['run'], { parts })).code).toBe(0)
    expect((await runCli(['run', '--no-tray'], { parts })).code).toBe(1)
  })

  it('finds no dashboard to stop: exit code 3', async () => {
    expect((await runCli(['dashboard-stop'])).code).toBe(3)
  })
})

describe('tce token', () => {
  it('says that there is none yet', async () => {
    const { code, err } = await runCli(['token'])
    expect(code).toBe(1)
    expect(err).toContain('Next: tce dashboard')
  })

  it('prints the token only to a terminal or when asked for', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tce-token-'))
    process.env['TCE_DATA_DIR'] = dataDir
    writeFileSync(join(dataDir, 'token'), 'c0ffee\n', { mode: 0o600 })
    expect((await runCli(['token'])).out).toBe(`${join(dataDir, 'token')}\n`)
    expect((await runCli(['token'], { isTTY: true })).out).toContain('c0ffee')
    expect((await runCli(['token', '--show'])).out).toContain('c0ffee')
    expect(JSON.parse((await runCli(['token', '--json'])).out)).toEqual({ path: join(dataDir, 'token') })
  })
})

describe('tce doctor', () => {
  it('has the shape of its sections, and is exit code 0 without a problem', async () => {
    const { out, code } = await runCli(['doctor'])
    expect(out).toContain('  ✓ 20 agents: 20 in the registry, 20 in the process table, all matched\n')
    expect(out).toContain('  ! 4 agents run older versions (2.1.309 to 2.1.326). They change on restart.\n')
    expect(out).toMatch(/\n\d remarks?\.\n$/)
    expect(code).toBe(0)
  })

  it('is exit code 1 with a problem, and still says the rest', async () => {
    const services = fakeServices()
    services.fleet.read = () => Promise.reject(new Error('no /proc'))
    const { out, code } = await runCli(['doctor'], { services })
    expect(out).toContain("  ✗ The processes can't be read: no /proc\n")
    expect(out).toContain('Node.js')
    expect(out).toContain('1 problem')
    expect(code).toBe(1)
  })

  it('gives its findings as JSON', async () => {
    const { findings } = JSON.parse((await runCli(['doctor', '--json'])).out)
    expect(findings[0]).toMatchObject({ section: 'Processes' })
  })
})

describe('tce completion', () => {
  const bash = (words: readonly string[]) => {
    const dir = mkdtempSync(join(tmpdir(), 'tce-completion-'))
    return async () => {
      const { out } = await runCli(['completion', 'bash'])
      const names = (await runCli(['__complete'])).out
      writeFileSync(join(dir, 'tce'), `#!/bin/sh\ncat <<'END'\n${names}END\n`, { mode: 0o755 })
      const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tce; printf '%s\\n' "\${COMPREPLY[@]}"`
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
        env: { PATH: `${dir}:${process.env['PATH']}` },
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      return stdout.trim().split('\n')
    }
  }

  it('completes commands', async () => expect(await bash(['tce', 'kill'])()).toEqual(['kill', 'kill-stale']))
  it('completes agents by name and project', async () =>
    expect(await bash(['tce', 'kill', 'pay'])()).toEqual(['payments-api']))
  it('completes the options of a command', async () =>
    expect(await bash(['tce', 'kill-stale', '--d'])()).toEqual(['--dry-run']))
  it('completes shells', async () => expect(await bash(['tce', 'completion', 'f'])()).toEqual(['fish']))

  it.each(['bash', 'zsh', 'fish'])('parses in %s where there is one', async (shell) => {
    const { out, code } = await runCli(['completion', shell])
    expect(code).toBe(0)
    expect(out).toContain('kill-stale')
    const checked = spawnSync(shell, ['-n'], { input: out, encoding: 'utf8' })
    if (checked.error === undefined) expect(checked.stderr).toBe('')
  })

  it('offers no name that a shell would take apart', async () => {
    const processes = [{ ...agentOf(48213), name: '$(rm -rf ~)', project: 'a b' }]
    const { out } = await runCli(['__complete'], {
      services: fakeServices({ fleets: [{ ...twentyAgents, processes }] }),
    })
    expect(out).toBe('48213\n')
  })
})

describe('--watch', () => {
  it('prints block after block into a pipe, until a signal', async () => {
    const { EventEmitter } = await import('node:events')
    const signals = new EventEmitter()
    let looks = 0
    const services = fakeServices()
    const { read } = services.fleet
    services.fleet.read = () => {
      looks += 1
      if (looks === 3) signals.emit('SIGTERM')
      return read()
    }
    const { code, out } = await runCli(['status', '--watch'], { services, parts: { signals } })
    expect(out.match(/^20 agents/gm)).toHaveLength(3)
    expect(out).toContain('every 0.005 s')
    expect(out).not.toContain(esc)
    expect(code).toBe(143)
  })

  it('is one JSON per line with --json', async () => {
    const { EventEmitter } = await import('node:events')
    const signals = new EventEmitter()
    setTimeout(() => signals.emit('SIGINT'), 30)
    const { code, out } = await runCli(['--watch', '--json'], { parts: { signals } })
    for (const row of out.trim().split('\n')) expect(JSON.parse(row).processes).toHaveLength(20)
    expect(code).toBe(130)
  })
})

it('has a pace and a window as the design says', () => {
  expect(cliParts.watchEveryMs).toBe(1500)
  expect(cliParts.cpuWindowMs).toBeGreaterThanOrEqual(1000)
})
