import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { keymapOf } from '../../src/core/keys/keymap.ts'
import { defaultHealthPolicy } from '../../src/core/process/health.ts'

let dir: string
let env: Record<string, string | undefined>

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-config-'))
  mkdirSync(join(dir, 'config'))
  mkdirSync(join(dir, 'here'))
  env = { TCE_CONFIG_DIR: join(dir, 'config'), TCE_DATA_DIR: join(dir, 'data') }
})

const load = () => loadConfig({ env, homeDir: dir, workingDir: join(dir, 'here') })
const writeConfig = (text: string) => writeFileSync(join(dir, 'config', 'config.toml'), text)

async function loaded() {
  const config = await load()
  if (!config.ok) throw new Error(config.error.message)
  return config.value
}

async function complaint(): Promise<string> {
  const config = await load()
  return config.ok ? 'no complaint' : config.error.message
}

describe('the defaults', () => {
  it('hold when there is no file', async () => {
    const config = await loaded()
    expect(config.dashboard.port).toBe(5111)
    expect(config.health).toEqual(defaultHealthPolicy)
    expect(config.refresh).toEqual({ attentiveMs: 1500, idleMs: 10_000 })
  })
})

describe('config.toml', () => {
  it('changes what it names and leaves the rest', async () => {
    writeConfig('[health]\ninteractive_stale_after_hours = 2\n[dashboard]\nport = 6000\n')
    const config = await loaded()
    expect(config.health).toEqual({ ...defaultHealthPolicy, interactiveStaleAfterMs: 2 * 3_600_000 })
    expect(config.dashboard.port).toBe(6000)
  })

  it('takes the key bindings of Argus, in its keymap; what [tui] says goes before them', async () => {
    writeConfig('[keybindings]\nnew = "N"\nattach = "enter"\ndelete = "d"\n')
    const { tui } = await loaded()
    expect(tui).toMatchObject({ keymap: 'argus', keys: ['new = N', 'open = enter', 'destroy = d'] })
    const { keymap, problems } = keymapOf(tui)
    expect([problems, keymap.list['N'], keymap.list['d'], keymap.list['n']]).toEqual([[], 'new', 'destroy', undefined])
    writeConfig('[keybindings]\nnew = "N"\n[tui]\nkeymap = "tce"\nkeys = ["fork = F"]\n')
    expect((await loaded()).tui).toMatchObject({ keymap: 'tce', keys: ['fork = F'] })
  })

  it('takes what else stands in the file of Argus, and lets it change nothing', async () => {
    const nothing = await loaded()
    writeConfig(
      '[ui]\nspinner_style = "braille"\n[api]\nenabled = true\nhttp_port = 7743\n[kb]\nenabled = false\n[hera]\nenabled = true\n[supervisor]\nenabled = true\n',
    )
    expect(await loaded()).toEqual(nothing)
  })

  it.each([
    [
      'a typo in a table of Argus',
      '[ui]\nspiner_style = "dots"',
      '"ui.spiner_style" is not a setting. Allowed here, of Argus and without effect: spinner_style,',
    ],
    [
      'a value out of range',
      '[health]\nhog_cpu_percent = 0',
      'health.hog_cpu_percent is 0. Allowed: a number from 1 to 6400.',
    ],
    [
      'a value of another type',
      '[dashboard]\nport = "x"',
      'dashboard.port is "x". Allowed: a whole number from 1 to 65535.',
    ],
    [
      'a word that is no choice',
      '[usage]\nweek_starts_on = "friday"',
      'usage.week_starts_on is "friday". Allowed: "monday", "sunday".',
    ],
    [
      'a time zone that does not exist',
      '[usage]\ntimezone = "Mars"',
      'usage.timezone is "Mars". Allowed: an IANA time zone such as "Europe/Berlin".',
    ],
    [
      'a misspelt key',
      '[refresh]\nactiv_seconds = 1',
      '"refresh.activ_seconds" is not a setting. Allowed here: attentive_seconds, idle_seconds.',
    ],
    [
      'a misspelt table',
      '[helth]\n',
      '"helth" is not a setting. Allowed here: dashboard, health, refresh, kill, waiting, usage, notifications, tray, agents, retention, limits, events, export.otlp, metrics, prompts, history, advice, statusline, tasks, tui, sandbox, rights.',
    ],
    [
      'a word in a list',
      '[rights]\nagents_may = ["kill", "erase"]',
      'rights.agents_may.1 is "erase". Allowed: "kill", "pin", "settings".',
    ],
    [
      'a word in the place of a list',
      '[rights]\nagents_may = "kill"',
      'rights.agents_may is "kill". Allowed: a list of "kill", "pin", "settings".',
    ],
    [
      'an origin with a path',
      '[events]\nallowed_origins = ["https://app.example", "https://app.example/"]',
      'events.allowed_origins.1 is "https://app.example/". Allowed: an origin such as "https://app.example".',
    ],
    [
      'every origin',
      '[events]\nallowed_origins = "*"',
      'events.allowed_origins is "*". Allowed: a list of origins: ["https://app.example"].',
    ],
    [
      'an address that is none',
      '[export.otlp]\nendpoint = "collector:4318"',
      'export.otlp.endpoint is "collector:4318". Allowed: an address such as "http://localhost:4318".',
    ],
    [
      'a misspelt key of a table in a table',
      '[export.otlp]\nendpiont = "http://localhost:4318"',
      '"export.otlp.endpiont" is not a setting. Allowed here: endpoint.',
    ],
    ['a table beside one in a table', '[export]\nfile = "x"', '"export" is not a setting.'],
    [
      'a time that is none',
      '[retention]\ncleanup_time = "25:00"',
      'retention.cleanup_time is "25:00". Allowed: a time of the day such as "03:00".',
    ],
    [
      'a number in a table of names',
      '[retention.sources]\nci = "7"',
      'retention.sources.ci is "7". Allowed: a number from 0.01 to 3650.',
    ],
    [
      'a number in the place of such a table',
      '[retention]\nsources = 7',
      'retention.sources is 7. Allowed: a table of names, each with a number from 0.01 to 3650.',
    ],
    [
      'a key binding that Argus has not',
      '[keybindings]\nfly = "n"',
      '"keybindings.fly" is not a setting. Allowed here: new, attach, status, delete, quit, help, filter, prompt, worktree.',
    ],
    ['a key that is none', '[keybindings]\nnew = "meta+n"', 'keybindings.new is "meta+n". Allowed: a key, such as'],
    ['key bindings that are no table', 'keybindings = "n"', 'keybindings is no table. Right: [keybindings] with new,'],
    ['a value in the place of a table', 'kill = 3', 'kill is 3. Allowed: a table, [kill], with grace_seconds.'],
    ['text that is no TOML', '[kill]\ngrace_seconds = ,\n', 'is not valid TOML: line 2, column 17: '],
  ])('names file, key, value and what is allowed for %s', async (_title, text, expected) => {
    writeConfig(text)
    const message = await complaint()
    expect(message).toContain(join(dir, 'config', 'config.toml'))
    expect(message).toContain(expected)
  })

  it('says so when a folder stands in its place', async () => {
    mkdirSync(join(dir, 'config', 'config.toml'))
    expect(await complaint()).toMatch(/config\.toml cannot be read: .*EISDIR/)
  })
})

it('reads how long the events of a source are kept, in days', async () => {
  writeConfig('[retention]\ndays = 14\ncleanup_time = "04:30"\n[retention.sources]\nci = 7\n"a b" = 0.5\n')
  expect((await loaded()).events).toMatchObject({
    keepForMs: 14 * 86_400_000,
    keepForMsOf: { ci: 7 * 86_400_000, 'a b': 43_200_000 },
    cleanupTime: '04:30',
    givesBackSpace: true,
    maxQueryLimit: 1000,
  })
})

describe('CLAUDE_MONITOR_PORT', () => {
  it('wins over the file, and the environment over .env', async () => {
    writeConfig('[dashboard]\nport = 6000\n')
    writeFileSync(join(dir, 'here', '.env'), 'CLAUDE_MONITOR_PORT=7000\n')
    expect((await loaded()).dashboard.port).toBe(7000)
    env['CLAUDE_MONITOR_PORT'] = '8000'
    expect((await loaded()).dashboard.port).toBe(8000)
  })

  it('names where a wrong port stands', async () => {
    writeFileSync(join(dir, 'config', '.env'), 'CLAUDE_MONITOR_PORT=70000\n')
    expect(await complaint()).toBe(
      `${join(dir, 'config', '.env')}: CLAUDE_MONITOR_PORT is "70000". Allowed: a port number from 1 to 65535.`,
    )
  })
})
