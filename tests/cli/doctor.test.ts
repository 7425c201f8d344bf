import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { checkAgents, checkVersions, compareVersions } from '../../src/cli/doctor/agent-checks.ts'
import { runChecks } from '../../src/cli/doctor/checks.ts'
import type { DoctorFacts } from '../../src/cli/doctor/facts.ts'
import { checkInstallation } from '../../src/cli/doctor/installation.ts'
import { checkLedger, priceFindings } from '../../src/cli/doctor/ledger-checks.ts'
import { checkLocale, checkServer, checkToken } from '../../src/cli/doctor/machine-checks.ts'
import { checkPullRequests } from '../../src/cli/doctor/pull-request-check.ts'
import { checkSending } from '../../src/cli/doctor/sending-check.ts'
import { checkStores } from '../../src/cli/doctor/store-checks.ts'
import { checkCleanup, checkTranscripts } from '../../src/cli/doctor/transcript-checks.ts'
import { checkTray } from '../../src/cli/doctor/tray-checks.ts'
import type { Finding } from '../../src/cli/views/doctor-view.ts'
import { doctorView } from '../../src/cli/views/doctor-view.ts'
import { createAutostart } from '../../src/control/autostart.ts'
import { productVersion } from '../../src/storage/version.ts'
import { paint, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { lineWidth } from '../../src/terminal/table.ts'
import { openUsage } from '../../src/tracker/open-usage.ts'
import { agentOf, noAgents, nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { fakeServices } from './fake-services.ts'
import { text } from './run-cli.ts'

const findings: readonly Finding[] = [
  {
    section: 'Processes',
    level: 'ok',
    message: '20 agents: 20 in the registry, 20 in the process table, all matched',
  },
  {
    section: 'Processes',
    level: 'remark',
    message: '4 agents run older versions (2.1.309 to 2.1.326). They change on restart.',
  },
  {
    section: 'Agents',
    level: 'ok',
    message: 'Claude Code in your PATH: 2.1.329, native, ~/.local/share/claude/versions/2.1.329',
  },
  { section: 'Data', level: 'ok', message: '~/.claude: 1,284 transcripts, 2.1 GB, 31 days' },
  {
    section: 'Data',
    level: 'remark',
    message: 'cleanupPeriodDays is 30: Claude Code deletes older transcripts.',
    remedy: 'What TCE counted stays. To keep the conversations too, raise it.',
  },
  { section: 'Data', level: 'ok', message: 'Ledger: 218,411 responses, 3 bad lines. tce ledger status' },
  {
    section: 'Data',
    level: 'problem',
    message: 'No price for acme-gateway/next-1: 41.2 k tokens are in no total.',
    remedy: 'Add it to ~/.config/tce/prices.toml, then: tce usage --explain next-1',
  },
  { section: 'This machine', level: 'ok', message: 'Dashboard on http://localhost:5111, pid 3310, up 6d 4h' },
  { section: 'This machine', level: 'ok', message: 'Tray runs. Starts at login.' },
]

const plain = (found: readonly Finding[], columns = 80) =>
  doctorView(found, { columns, glyphs: unicodeGlyphs })
    .map((spans) => `${paint(spans, false)}\n`)
    .join('')

describe('the report of tce doctor', () => {
  it('is the design letter for letter', () => {
    expect(plain(findings)).toBe(
      text(`
Processes
  ✓ 20 agents: 20 in the registry, 20 in the process table, all matched
  ! 4 agents run older versions (2.1.309 to 2.1.326). They change on restart.

Agents
  ✓ Claude Code in your PATH: 2.1.329, native,
    ~/.local/share/claude/versions/2.1.329

Data
  ✓ ~/.claude: 1,284 transcripts, 2.1 GB, 31 days
  ! cleanupPeriodDays is 30: Claude Code deletes older transcripts.
    What TCE counted stays. To keep the conversations too, raise it.
  ✓ Ledger: 218,411 responses, 3 bad lines. tce ledger status
  ✗ No price for acme-gateway/next-1: 41.2 k tokens are in no total.
    Add it to ~/.config/tce/prices.toml, then: tce usage --explain next-1

This machine
  ✓ Dashboard on http://localhost:5111, pid 3310, up 6d 4h
  ✓ Tray runs. Starts at login.

1 problem, 2 remarks.
`),
    )
  })

  it('says that all is well', () => {
    expect(plain(findings.filter(({ level }) => level === 'ok'))).toMatch(/\nAll is well\.\n$/)
  })

  it('fits 50 columns', () => {
    for (const spans of doctorView(findings, { columns: 50, glyphs: unicodeGlyphs })) {
      if (!spans.some(({ text: words }) => /\S{46}/.test(words))) expect(lineWidth(spans)).toBeLessThanOrEqual(50)
    }
  })
})

const homeDir = mkdtempSync(join(tmpdir(), 'tce-doctor-'))
const config = await loadConfig()
const facts = (some: Partial<DoctorFacts> = {}): DoctorFacts => ({
  nowMs,
  env: { LANG: 'C.UTF-8', PATH: '' },
  platform: 'linux',
  homeDir,
  config,
  fleet: { ok: true, value: twentyAgents },
  trayObstacle: async () => undefined,
  ...some,
})

describe('the checks', () => {
  it('say that pull requests can’t be told where gh is missing, to whoever has projects', async () => {
    const services = fakeServices()
    expect(await checkPullRequests(facts({ services }))).toEqual([])
    const projects = { ...services.projects, projects: async () => ({ projects: [{}] as never, problems: [] }) }
    expect(await checkPullRequests(facts({ services: { ...services, projects } }))).toMatchObject([
      { level: 'remark', remedy: expect.stringContaining('https://cli.github.com') },
    ])
  })

  it('say what is wrong with a store, and what was put aside of one', async () => {
    if (!config.ok) throw new Error(config.error.message)
    const dataDir = mkdtempSync(join(tmpdir(), 'tce-doctor-stores-'))
    const own = { config: { ok: true, value: { ...config.value, dataDir } } } as const
    expect(await checkStores(facts({ ...own, services: fakeServices() }))).toEqual([])
    const aside = 'search.sqlite.broken-2026-11-28T07-39-56-123Z'
    for (const name of ['search.sqlite', aside, `${aside}-wal`]) writeFileSync(join(dataDir, name), 'x'.repeat(2000))
    const search = {
      id: 'search',
      bytes: 1,
      canBeRebuilt: true,
      problem: 'Nothing was saved: the disk is full.',
    } as const
    const { data } = fakeServices()
    const services = {
      ...fakeServices(),
      data: { ...data, read: async () => ({ dataDir, bytes: 0, stores: [search] }) },
    }
    expect(await checkStores(facts({ ...own, services }))).toEqual([
      { section: 'Data', level: 'problem', message: 'Nothing was saved: the disk is full.' },
      {
        section: 'Data',
        level: 'remark',
        message: `${aside} (2 kB) was damaged and was put aside: another one was made in its place.`,
        remedy: `TCE does not use it, and removes it after a week. Sooner: delete it in ${dataDir}`,
      },
    ])
  })

  it('say whether events that are to be sent on arrive, and nothing where none are', async () => {
    expect(await checkSending(facts())).toEqual([])
    if (!config.ok) throw new Error(config.error.message)
    const set = { ...config.value, export: { otlpEndpoint: 'http://otel:4318' } }
    const to = facts({ config: { ok: true, value: set } })
    expect(await checkSending(to)).toMatchObject([{ level: 'remark', remedy: 'Start it anew: tce run' }])
    const sending = (dropped: number) => {
      const exported = { endpoint: 'http://otel:4318', sent: 5, dropped, waiting: 0 }
      const events = { totals: async () => ({ exported }) }
      return checkSending({ ...to, services: { origin: 'server', events } as never })
    }
    expect(await sending(0)).toMatchObject([
      { level: 'ok', message: expect.stringContaining('5 events, none dropped.') },
    ])
    expect(await sending(3)).toMatchObject([{ level: 'remark', message: expect.stringContaining('3 dropped.') }])
  })

  it('say that the server that runs is of another version, and how there is one again', async () => {
    const record = { pid: 4242, start: '1', port: 5111, version: '0.0.7', startedAtMs: nowMs - 3_600_000 }
    const serverOf = (version: string) => ({ port: 5111, instance: record, identity: { pid: 4242, version } })
    const own = await checkServer(facts({ server: serverOf(productVersion()) }))
    expect(own).toMatchObject([{ level: 'ok', message: 'Dashboard on http://localhost:5111, pid 4242, up 1h 00m' }])
    const [other] = await checkServer(facts({ server: serverOf('0.0.7') }))
    expect(other).toMatchObject({
      level: 'remark',
      message: `Dashboard on http://localhost:5111, pid 4242, up 1h 00m. The server that runs is TCE 0.0.7 and this is ${productVersion()}.`,
      remedy: 'To use one: tce dashboard-stop, then tce dashboard',
    })
  })

  it('say which agents no registry file tells of', () => {
    const unknown = { ...agentOf(9120), sessionId: undefined, activity: 'unknown' } as const
    const [found] = checkAgents(
      facts({ fleet: { ok: true, value: { ...noAgents, processes: [unknown, agentOf(2214)] } } }),
    )
    expect(found?.level).toBe('remark')
    expect(`${found?.message} ${found?.remedy}`).toContain(
      '2 agents: 1 in the registry, 2 in the process table. One writes no',
    )
    expect(found?.remedy).toContain('(pid 9120)')
  })

  it('say of agents without a registry that files tell of them, and count them apart', () => {
    const processes = [agentOf(2214), { ...agentOf(9120), agent: 'codex' }, { ...agentOf(48213), agent: 'pi' }]
    const found = (some: typeof processes) =>
      checkAgents(facts({ fleet: { ok: true, value: { ...noAgents, processes: some } } })).map(({ message }) => message)
    expect(found(processes)).toEqual([
      '1 agent of kinds with a registry: 1 in the registry, 1 in the process table, all matched',
      '2 agents of kinds without a registry: their sessions are known by their files.',
    ])
    expect(found(processes.slice(1, 2))).toEqual([
      '1 agent of kinds without a registry: its sessions are known by its files.',
    ])
  })

  it('say nothing of versions that are all the same', () => {
    const value = { ...noAgents, processes: [agentOf(48213), agentOf(51002)] }
    expect(checkVersions(facts({ fleet: { ok: true, value } }))).toEqual([])
  })

  it('order versions by number, not by letter', () => {
    expect(['2.1.10', '2.1.9', '2.0.30'].sort(compareVersions)).toEqual(['2.0.30', '2.1.9', '2.1.10'])
  })

  it('find the claude a terminal would start, through its link', () => {
    const versions = join(homeDir, '.local/share/claude/versions')
    const bin = join(homeDir, '.local/bin')
    mkdirSync(versions, { recursive: true })
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(versions, '2.1.329'), '')
    symlinkSync(join(versions, '2.1.329'), join(bin, 'claude'))
    expect(checkInstallation(facts({ env: { PATH: `/nowhere:${bin}` } }))).toEqual([
      {
        section: 'Agents',
        level: 'ok',
        message: 'Claude Code in your PATH: 2.1.329, native, ~/.local/share/claude/versions/2.1.329',
      },
    ])
    expect(checkInstallation(facts())[0]).toMatchObject({
      level: 'remark',
      message: 'There is no claude in your PATH.',
    })
  })

  it('say in one line that no agent has kept anything yet, and nothing where one has', async () => {
    const [finding, ...more] = await checkTranscripts(facts({ homeDir: join(homeDir, 'nobody') }))
    expect(finding?.message).toMatch(/^No agent has kept anything here yet: of \d+ folders looked for none is there\.$/)
    expect(more).toEqual([])
    mkdirSync(join(homeDir, 'somebody', '.codex'), { recursive: true })
    expect(await checkTranscripts(facts({ homeDir: join(homeDir, 'somebody') }))).toEqual([])
  })

  it('count transcripts, their size and the days they cover, subagents included', async () => {
    const projects = join(homeDir, '.claude/projects/-code/abc/subagents')
    mkdirSync(projects, { recursive: true })
    writeFileSync(join(projects, 'agent-1.jsonl'), 'x'.repeat(2000))
    const old = join(homeDir, '.claude/projects/-code/old.jsonl')
    writeFileSync(old, 'x'.repeat(1000))
    utimesSync(old, new Date(nowMs), new Date(nowMs - 30.5 * 86_400_000))
    expect(await checkTranscripts(facts())).toEqual([
      { section: 'Data', level: 'ok', message: '~/.claude: 2 transcripts, 3 kB, 31 days' },
    ])
  })

  it.each([
    ['{}', 'cleanupPeriodDays is 30: Claude Code deletes older transcripts.'],
    ['{"cleanupPeriodDays": 7}', 'cleanupPeriodDays is 7: Claude Code deletes older transcripts.'],
    ['{"cleanupPeriodDays": 99999}', undefined],
    ['{half', '~/.claude/settings.json is not valid JSON: Claude Code ignores it.'],
  ])('read settings.json %s', async (settings, message) => {
    mkdirSync(join(homeDir, '.claude'), { recursive: true })
    writeFileSync(join(homeDir, '.claude/settings.json'), settings)
    expect((await checkCleanup(facts()))[0]?.message).toBe(message)
  })

  it('call a token that others can read a problem', () => {
    if (!config.ok) throw new Error('the test has no settings')
    mkdirSync(config.value.dataDir, { recursive: true })
    const path = join(config.value.dataDir, 'token')
    writeFileSync(path, 'c0ffee', { mode: 0o600 })
    expect(checkToken(facts())).toEqual([])
    chmodSync(path, 0o644)
    expect(checkToken(facts())[0]).toMatchObject({ level: 'problem' })
  })

  it('know that there is no tray without a desktop', async () => {
    expect(await checkTray(facts())).toMatchObject([
      { level: 'ok', message: 'No desktop here, so no tray. The dashboard does the same.' },
    ])
  })

  it('say why there is no tray on a desktop, and what starts it where there can be one', async () => {
    const env = { DISPLAY: ':0', XDG_CONFIG_HOME: join(homeDir, '.config') }
    const obstacle = (isChosen: boolean) => async () => ({ message: 'No tray: for a reason.', isChosen })
    expect(await checkTray(facts({ env, trayObstacle: obstacle(false) }))).toMatchObject([
      { level: 'remark', message: 'No tray: for a reason.', remedy: 'Without it: tce run --no-tray' },
    ])
    expect(await checkTray(facts({ env, trayObstacle: obstacle(true) }))).toEqual([
      { section: 'This machine', level: 'ok', message: 'No tray: for a reason.' },
    ])
    expect(await checkTray(facts({ env }))).toMatchObject([
      { level: 'ok', message: 'Tray can run: tce run. At login as well: tce autostart on' },
    ])
  })

  it('see the entry that starts TCE at login', async () => {
    const env = { DISPLAY: ':0', XDG_CONFIG_HOME: join(homeDir, '.config-login') }
    const autostart = createAutostart({ platform: 'linux', homeDir, env })
    await autostart.on('desktop', ['/usr/bin/node', '/opt/tce/bin/tce.js', 'run'])
    expect(await checkTray(facts({ env }))).toMatchObject([{ message: 'Tray can run: tce run. Starts at login.' }])
  })

  it('take a tray whose process is gone for none', async () => {
    if (!config.ok) throw new Error('the test has no settings')
    const dir = join(config.value.dataDir, 'electron')
    mkdirSync(dir, { recursive: true })
    symlinkSync('host-4194303', join(dir, 'SingletonLock'))
    expect((await checkTray(facts()))[0]?.message).toContain('No desktop here')
  })

  it('name models without a price, three at most, and where to say what they cost', () => {
    const findings = priceFindings([{ model: 'acme-gateway/next-1', tokens: 41_200 }], '~/.config/tce/prices.toml')
    expect(findings).toEqual([
      {
        section: 'Data',
        level: 'problem',
        message: 'No price for acme-gateway/next-1: 41.2 k tokens are in no total.',
        remedy: 'Add it to ~/.config/tce/prices.toml, then: tce usage --explain next-1',
      },
    ])
    const many = Array.from({ length: 5 }, (_, index) => ({ model: `m-${index}`, tokens: 10 }))
    expect(priceFindings(many, 'prices.toml').map(({ message }) => message)).toEqual([
      'No price for m-0: 10 tokens are in no total.',
      'No price for m-1: 10 tokens are in no total.',
      'No price for m-2: 10 tokens are in no total.',
      'No price for 2 other models either. tce usage --by model',
    ])
    expect(priceFindings([], 'prices.toml')).toEqual([])
  })

  it('do not make a ledger only to count it', async () => {
    expect(await checkLedger(facts({ services: fakeServices() }))).toMatchObject([
      { level: 'ok', message: 'No ledger yet: the first question makes it. tce usage' },
    ])
  })

  it('tell of a ledger that is there: responses, bad lines, and what has no price', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tce-doctor-ledger-'))
    const configDir = join(dataDir, 'claude')
    mkdirSync(join(configDir, 'projects', '-code'), { recursive: true })
    const response = (id: string, model: string) =>
      JSON.stringify({
        type: 'assistant',
        sessionId: '0d6a2f0e-2c19-4f0e-9d3e-0a4b1c2d3e4f',
        requestId: `req_${id}`,
        timestamp: '2026-11-19T10:00:00.000Z',
        message: { id: `msg_${id}`, model, usage: { input_tokens: 1000, output_tokens: 200 } },
      })
    const lines = [response('1', 'claude-opus-4-5'), '{"type":"assistant",', response('2', 'acme-gateway/next-1')]
    writeFileSync(
      join(configDir, 'projects', '-code', '0d6a2f0e-2c19-4f0e-9d3e-0a4b1c2d3e4f.jsonl'),
      `${lines.join('\n')}\n`,
    )
    if (!config.ok) throw new Error('the test has no settings')
    const settings = { ...config.value, dataDir, configDir: dataDir }
    const source = await openUsage({
      dataDir,
      machine: 'm',
      configDir: dataDir,
      sources: [{ agent: 'claude', dataDir: configDir }],
      isFollowing: false,
    })
    const services = { ...fakeServices(), usage: { report: source.usage, prices: async () => source.prices() } }
    expect(await checkLedger(facts({ config: { ok: true, value: settings }, services }))).toMatchObject([
      { level: 'ok', message: 'Ledger: 2 responses, 1 bad line. tce ledger status' },
      { level: 'problem', message: 'No price for acme-gateway/next-1: 1.2 k tokens are in no total.' },
    ])
    await source.close()
  })

  it('say why the marks are ASCII', () => {
    expect(checkLocale(facts({ env: { LANG: 'C' } }))).toHaveLength(1)
    expect(checkLocale(facts())).toEqual([])
  })

  it('go on when one of them fails, and say that it did', async () => {
    const found = await runChecks(facts(), [
      function checkBroken() {
        throw new Error('EACCES')
      },
      checkTray,
    ])
    expect(found).toHaveLength(2)
    expect(found[0]).toMatchObject({ level: 'problem', message: 'The check "checkBroken" failed: EACCES.' })
  })
})
