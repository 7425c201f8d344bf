/** config.toml through the settings page: what is in force, and changes that leave the user's own lines alone. */
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { loadConfig } from '../../src/app/config.ts'
import { changeableKeys, listSettings } from '../../src/app/settings-list.ts'
import { createSettingsStore } from '../../src/app/settings-store.ts'

async function store(file?: string, env: Record<string, string> = {}) {
  const configDir = mkdtempSync(join(tmpdir(), 'tce-settings-'))
  const configFile = join(configDir, 'config.toml')
  if (file !== undefined) writeFileSync(configFile, file)
  const sources = {
    env: { TCE_CONFIG_DIR: configDir, TCE_DATA_DIR: configDir, ...env },
    homeDir: configDir,
    workingDir: configDir,
  }
  const load = () => loadConfig(sources)
  const config = await load()
  if (!config.ok) throw new Error(config.error.message)
  const book = createPriceBook(claudePrices, [])
  const settings = createSettingsStore({
    config: config.value,
    load,
    port: () => config.value.dashboard.port,
    version: '9.9.9',
    startedAtMs: 0,
    sources: [{ what: 'Settings', path: configFile, access: 'writes' }],
    prices: async () => ({ ok: true, value: book, fallback: book }),
  })
  const text = () => readFileSync(configFile, 'utf8')
  const setting = async (key: string) => (await settings.read()).settings.find((found) => found.key === key)
  return { settings, text, setting, configFile }
}

it('tells of every key of the file what is in force, and without a file that is the default', async () => {
  const { settings } = await store()
  const report = await settings.read()
  expect(report.settings.map(({ key }) => key)).toEqual(changeableKeys)
  for (const { key, value, standard, setIn } of report.settings) {
    expect([key, value, setIn]).toEqual([key, standard, 'default'])
  }
  const withoutValue = report.settings.filter(({ value }) => value === undefined).map(({ key }) => key)
  expect(withoutValue).toEqual([
    'usage.timezone',
    'usage.week_starts_on',
    'notifications.daily_cost_usd',
    'tray.show',
    'events.also_listen',
    'metrics.requests_a_minute',
    'metrics.input_tokens_a_minute',
    'metrics.output_tokens_a_minute',
    'metrics.usd_a_day',
    'metrics.usd_a_month',
    'tasks.root',
    'tasks.naming_model',
  ])
})

it('says where a value is set', async () => {
  const { setting } = await store('[health]\nhog_memory_gb = 8\n', { CLAUDE_MONITOR_PORT: '5999' })
  expect(await setting('health.hog_memory_gb')).toMatchObject({ value: 8, standard: 4, setIn: 'file', max: 4096 })
  expect(await setting('dashboard.port')).toMatchObject({ value: 5999, setIn: 'environment', applies: 'restart' })
})

it('tells a port of the command line apart', async () => {
  const config = await loadConfig({ env: {}, homeDir: tmpdir(), workingDir: tmpdir() })
  if (!config.ok) throw new Error(config.error.message)
  const listed = listSettings({ config: config.value, file: {}, port: 6001 })
  expect(listed.find(({ key }) => key === 'dashboard.port')).toMatchObject({ value: 6001, setIn: 'command line' })
})

it('writes a change between the lines of the user, and it is in force at once', async () => {
  const { settings, text, configFile } = await store('# my settings\n[health]\nhog_memory_gb = 8 # big machine\n')
  const changed = await settings.change({ 'health.interactive_stale_after_hours': 6, 'kill.grace_seconds': 3 })
  expect(changed).toMatchObject({ ok: true, value: { needsRestart: ['kill.grace_seconds'] } })
  expect(text()).toBe(
    '# my settings\n[health]\nhog_memory_gb = 8 # big machine\ninteractive_stale_after_hours = 6\n\n[kill]\ngrace_seconds = 3\n',
  )
  expect(settings.current().health.interactiveStaleAfterMs).toBe(6 * 3_600_000)
  if (process.platform !== 'win32') expect(statSync(configFile).mode & 0o777).toBe(0o600)
})

it('goes back to the default with null', async () => {
  const { settings, text, setting } = await store('[health]\nhog_memory_gb = 8\n')
  expect((await settings.change({ 'health.hog_memory_gb': null })).ok).toBe(true)
  expect(text()).toBe('[health]\n')
  expect(await setting('health.hog_memory_gb')).toMatchObject({ value: 4, setIn: 'default' })
})

it.each([
  [{ 'health.hog_memory_gb': 0 }, 'health.hog_memory_gb is 0. Allowed: a number from 0.1 to 4096.'],
  [{ 'health.hog_memory_gb': 'much' }, 'Allowed: a number from 0.1 to 4096'],
  [{ 'usage.timezone': 'Mars/Olympus' }, 'an IANA time zone'],
  [{ 'health.patience': 3 }, '"health.patience" is not a setting'],
  [{ nonsense: 3 }, '"nonsense" is not a setting'],
])('refuses %j and writes nothing', async (changes, words) => {
  const { settings, text } = await store('[health]\n')
  const changed = await settings.change(changes)
  expect(changed).toMatchObject({ ok: false, error: { kind: 'not-allowed' } })
  expect(changed.ok ? '' : changed.error.message).toContain(words)
  expect(text()).toBe('[health]\n')
})

it('leaves a file alone that is written in a way it does not know', async () => {
  const { settings, text } = await store('health = { hog_memory_gb = 8 }\n')
  const changed = await settings.change({ 'health.hog_memory_gb': 9 })
  expect(changed).toMatchObject({ ok: false, error: { kind: 'not-editable' } })
  expect(text()).toBe('health = { hog_memory_gb = 8 }\n')
})

it('keeps what was in force while the file is broken, and says so', async () => {
  const { settings, configFile } = await store('[health]\nhog_memory_gb = 8\n')
  writeFileSync(configFile, '[health\n')
  const report = await settings.read()
  expect(report.problem).toContain('is not valid TOML')
  expect(settings.current().health.hogTreeRssBytes).toBe(8e9)
  expect(await settings.change({ 'health.hog_memory_gb': 9 })).toMatchObject({ error: { kind: 'not-editable' } })
})

it('loses none of two changes at once', async () => {
  const { settings, text } = await store()
  await Promise.all([settings.change({ 'kill.grace_seconds': 3 }), settings.change({ 'refresh.idle_seconds': 20 })])
  expect(text()).toBe('[kill]\ngrace_seconds = 3\n\n[refresh]\nidle_seconds = 20\n')
})

it('changes one name in a table of names, and leaves the others and their comments alone', async () => {
  const file = '[retention]\ndays = 20\n\n[retention.sources] # mine\nci = 7 # short\n'
  const { settings, text, setting } = await store(file)
  expect(await setting('retention.sources.ci')).toMatchObject({ value: 7, kind: 'number', min: 0.01, setIn: 'file' })
  const changes = { 'retention.sources.ci': 9, 'retention.sources.my app.v2': 3, 'retention.days': 21 }
  expect(await settings.change(changes)).toMatchObject({ ok: true, value: { needsRestart: [] } })
  expect(text()).toBe('[retention]\ndays = 21\n\n[retention.sources] # mine\nci = 9 # short\n"my app.v2" = 3\n')
  const day = 86_400_000
  expect(settings.current().events.keepForMsOf).toEqual({ ci: 9 * day, 'my app.v2': 3 * day })
  expect(await settings.change({ 'retention.sources.ci': null })).toMatchObject({ ok: true })
  expect(await setting('retention.sources.ci')).toBeUndefined()
  expect(text()).not.toContain('ci = ')
})

it('writes a list of the own words on a line, keeps what stands behind it, and refuses one that is none', async () => {
  const key = 'waiting.cannot_be_taken_back'
  const { settings, text, setting } = await store('[waiting]\ncannot_be_taken_back = ["a # b"] # mine\n')
  expect(await setting(key)).toMatchObject({ value: ['a # b'], standard: [], kind: 'texts', applies: 'live' })
  expect(await settings.change({ [key]: ['make deploy', "it's"] })).toMatchObject({ ok: true })
  expect(text()).toBe('[waiting]\ncannot_be_taken_back = ["make deploy", "it\'s"] # mine\n')
  expect(settings.current().waiting.irrevocableCommands).toEqual(['make deploy', "it's"])
  for (const wrong of [['a\nb'], [' '], ['x'.repeat(201)], 'make deploy']) {
    expect(await settings.change({ [key]: wrong })).toMatchObject({ ok: false, error: { kind: 'not-allowed' } })
  }
  expect(await settings.change({ [key]: null })).toMatchObject({ ok: true })
  expect(text()).toBe('[waiting]\n')
})

it('leaves a list alone that stands on several lines', async () => {
  const { settings } = await store('[waiting]\ncannot_be_taken_back = [\n  "a",\n]\n')
  const changed = await settings.change({ 'waiting.cannot_be_taken_back': ['b'] })
  expect(changed).toMatchObject({ ok: false, error: { kind: 'not-editable' } })
})

it('refuses a name in a table that is out of bounds, has none, or stands in a table on one line', async () => {
  const { settings, text } = await store('[retention]\nsources = { ci = 7 }\n')
  const refused = async (key: string, value: number) => {
    const changed = await settings.change({ [key]: value })
    return changed.ok ? undefined : changed.error
  }
  expect(await refused('retention.sources.ci', 0)).toMatchObject({
    kind: 'not-allowed',
    message: expect.stringContaining('retention.sources.ci is 0. Allowed: a number from 0.01 to 3650'),
  })
  expect(await refused('retention.sources.', 1)).toMatchObject({ kind: 'not-allowed' })
  expect(await refused('retention.sources', 1)).toMatchObject({ kind: 'not-allowed' })
  expect(await refused('retention.sources.cd', 1)).toMatchObject({ kind: 'not-editable' })
  // What else there is to set can be set beside it.
  expect(await settings.change({ 'retention.days': 9 })).toMatchObject({ ok: true })
  expect(text()).toBe('[retention]\nsources = { ci = 7 }\ndays = 9\n')
})
