/** A server that is told to send on: what is captured reaches the collector, and it says so; without the setting nothing is loaded. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { createLocalServices } from '../../src/app/local-services.ts'
import type { LocalServices } from '../../src/services/local/services.ts'
import { type Collector, startCollector } from '../tools/collector.ts'
import { waitFor } from '../tools/wait-for.ts'

let dir: string
let collector: Collector
let services: LocalServices | undefined
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tce-export-'))
  mkdirSync(join(dir, 'config'))
  collector = await startCollector()
})
afterEach(async () => {
  await services?.close()
  await collector.close()
  rmSync(dir, { recursive: true, force: true })
})

async function serverWith(text: string): Promise<LocalServices> {
  writeFileSync(join(dir, 'config', 'config.toml'), text)
  const env = { HOME: dir, TCE_CONFIG_DIR: join(dir, 'config'), TCE_DATA_DIR: join(dir, 'data') }
  const config = await loadConfig({ env, homeDir: dir, workingDir: dir })
  if (!config.ok) throw new Error(config.error.message)
  services = createLocalServices({ config: config.value, isFollowing: true })
  return services
}

it('sends what is captured on, and the totals tell how it goes', async () => {
  const { events } = await serverWith(`[export.otlp]\nendpoint = "${collector.url}"\n`)
  await waitFor('the outlet', async () => (await events.totals()).exported)
  const arrived = () => collector.logs.find(({ body }) => body === 'hello')
  // From when it follows on: until then what is captured is of before.
  await waitFor('an event', async () => {
    await events.capture([{ source: 'ci', event_type: 'step', message: 'hello', atMs: Date.now() }])
    return arrived()
  })
  await waitFor('the count', async () => ((await events.totals()).exported?.sent ?? 0) > 0)
  expect((await events.totals()).exported).toMatchObject({ endpoint: collector.url, dropped: 0 })
})

it('sends nothing by default', async () => {
  const { events } = await serverWith('')
  await events.capture([{ source: 'ci', event_type: 'step', atMs: Date.now() }])
  expect((await events.totals()).exported).toBeUndefined()
  expect(collector.headers).toEqual([])
})
