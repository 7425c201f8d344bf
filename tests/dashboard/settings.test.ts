/** The routes of the settings, and the CSV beside the JSON. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { loadConfig } from '../../src/app/config.ts'
import { createSettingsStore } from '../../src/app/settings-store.ts'
import { usageCsv } from '../../src/core/usage/usage-csv.ts'
import { problemOf, startTestDashboard } from './running-dashboard.ts'

async function startWithSettings() {
  const dir = mkdtempSync(join(tmpdir(), 'tce-settings-'))
  const load = () => loadConfig({ env: { TCE_CONFIG_DIR: dir, TCE_DATA_DIR: dir }, homeDir: dir, workingDir: dir })
  const config = await load()
  if (!config.ok) throw new Error(config.error.message)
  const book = createPriceBook(claudePrices, [])
  const prices = async () => ({ ok: true as const, value: book, fallback: book })
  const common = { version: '9.9.9', startedAtMs: 0, sources: [], prices, load }
  const dashboard = await startTestDashboard({ agentsMay: () => ['settings'] })
  Object.assign(dashboard.services.settings, createSettingsStore({ config: config.value, port: () => 5111, ...common }))
  return dashboard
}

it('shows the settings and changes them', async () => {
  await using dashboard = await startWithSettings()
  const changed = await dashboard.post('/api/settings', { changes: { 'refresh.idle_seconds': 30 } })
  expect(changed.status).toBe(200)
  expect(await changed.json()).toMatchObject({ needsRestart: [] })
  const headers = { Authorization: `Bearer ${dashboard.token}` }
  const report = await (await dashboard.fetch('/api/settings', { headers })).json()
  expect(report).toMatchObject({ prices: { asOf: claudePrices.asOf } })
  expect(JSON.stringify(report)).toContain('"key":"refresh.idle_seconds"')
  expect(dashboard.errors).toEqual([])
})

it('refuses a wrong value with what is allowed', async () => {
  await using dashboard = await startWithSettings()
  const refused = await dashboard.post('/api/settings', { changes: { 'refresh.idle_seconds': -1 } })
  expect(await problemOf(refused)).toMatchObject({ status: 400, code: 'bad-request' })
})

it('an agent that may change settings does not change the fence around agents', async () => {
  await using dashboard = await startWithSettings()
  const agent = { 'TCE-Agent': 'shop' }
  const change = (changes: object) => dashboard.post('/api/settings', { changes }, agent)
  expect((await change({ 'refresh.idle_seconds': 30 })).status).toBe(200)
  expect(await problemOf(await change({ 'refresh.idle_seconds': 31, 'sandbox.enabled': false }))).toMatchObject({
    status: 403,
    code: 'person-needed',
  })
  expect((await dashboard.post('/api/settings', { changes: { 'sandbox.enabled': true } })).status).toBe(200)
})

it('does not let the tray be wanted by a route that is no admin', async () => {
  await using dashboard = await startWithSettings()
  const refused = await dashboard.post('/api/settings', { changes: { 'tray.show': true } })
  expect(await problemOf(refused)).toMatchObject({
    status: 400,
    message: 'tray.show can be set to true with POST /api/tray/show, which can run a program, alone.',
  })
  expect((await dashboard.post('/api/settings', { changes: { 'tray.show': false } })).status).toBe(200)
})

it('lets nobody change them without a credential', async () => {
  await using dashboard = await startWithSettings()
  const answer = await dashboard.post('/api/settings', { changes: {} }, { Authorization: '' })
  expect(answer.status).toBe(401)
})

it('sends as CSV exactly the rows of the same question as JSON', async () => {
  await using dashboard = await startTestDashboard()
  const headers = { Authorization: `Bearer ${dashboard.token}` }
  const json = await (await dashboard.fetch('/api/usage?by=model', { headers })).json()
  const csv = await dashboard.fetch('/api/usage.csv?by=model', { headers })
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(await csv.text()).toBe(usageCsv(json as Parameters<typeof usageCsv>[0]))
})
