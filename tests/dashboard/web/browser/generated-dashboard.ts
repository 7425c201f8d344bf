/** The page, the server and the ledger as they ship, over a generated Claude Code home with a known past. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { loadConfig } from '../../../../src/app/config.ts'
import { createLocalServices } from '../../../../src/app/local-services.ts'
import { createSettingsStore } from '../../../../src/app/settings-store.ts'
import { loadPriceBook, sourcesOf } from '../../../../src/app/sources.ts'
import { createApiKeys } from '../../../../src/control/api-keys.ts'
import { startDashboard, tokenFile } from '../../../../src/dashboard/start.ts'
import { builtPage } from '../built-page.ts'
import { untilOwn } from './chromium.ts'

const generator = fileURLToPath(new URL('../../../tools/gen-claude-data.mjs', import.meta.url))

export interface GeneratedDashboard {
  readonly url: string
  readonly configFile: string
  readonly dataDir: string
  /** Claude Code's folder; without sessions it is not there. */
  readonly claudeDir: string
  readonly token: string
  signInUrl(): string
  close(): Promise<void>
}

/** No sessions: a home in which Claude Code never ran. */
export async function startGeneratedDashboard({
  sessions,
  prepare,
}: {
  readonly sessions: number
  /** What stands in TCE's own folder before the server starts. */
  readonly prepare?: (dataDir: string) => Promise<void>
}): Promise<GeneratedDashboard> {
  const folder = mkdtempSync(join(tmpdir(), 'tce-generated-'))
  const home = join(folder, 'claude')
  if (sessions > 0) {
    const end = new Date(Date.now() - 60_000).toISOString()
    const options = [
      '--sessions',
      String(sessions),
      '--days',
      '45',
      '--size-mb',
      '4',
      '--unpriced',
      '0.1',
      '--end',
      end,
    ]
    await promisify(execFile)(process.execPath, [generator, '--out', home, ...options])
  }
  const env = { TCE_CONFIG_DIR: join(folder, 'config'), TCE_DATA_DIR: join(folder, 'data') }
  await prepare?.(env.TCE_DATA_DIR)
  const load = () => loadConfig({ env, homeDir: folder, workingDir: folder })
  const config = await load()
  if (!config.ok) throw new Error(config.error.message)
  const before = process.env['CLAUDE_CONFIG_DIR']
  process.env['CLAUDE_CONFIG_DIR'] = home
  let port = 0
  const settings = createSettingsStore({
    config: config.value,
    load,
    port: () => port,
    version: '9.9.9',
    startedAtMs: Date.now(),
    sources: sourcesOf(config.value),
    prices: () => loadPriceBook(config.value.configDir),
  })
  const services = createLocalServices({ config: config.value, settings, port: () => port })
  await services.usage.report({ by: 'day' })
  // It is opened when it is first asked for, in the surroundings of that moment.
  await services.statusLine.read()
  if (before === undefined) delete process.env['CLAUDE_CONFIG_DIR']
  else process.env['CLAUDE_CONFIG_DIR'] = before
  const { dataDir, configFile } = config.value
  const started = await startDashboard({
    services,
    version: '9.9.9',
    dataDir,
    port: 0,
    webDir: await builtPage(),
    findKey: createApiKeys(dataDir).find,
  })
  if (!started.ok) throw new Error(started.error.message)
  port = started.value.port
  await services.hooks.begin()
  services.alerts.begin()
  return {
    url: `http://localhost:${port}`,
    configFile,
    dataDir,
    claudeDir: home,
    token: readFileSync(tokenFile(dataDir), 'utf8').trim(),
    signInUrl: () => started.value.signInUrl(),
    close: async () => {
      await started.value.close()
      await services.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page
  /** What the browser complained of: exceptions, refused scripts and styles. */
  readonly complaints: string[]
}

export async function openAt(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  await page.goto(url)
  await untilOwn(page)
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** As somebody who signed in just now: what asks for that lets them in. */
export async function openSignedIn(
  browser: Browser,
  { url, signInUrl }: GeneratedDashboard,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const opened = await openAt(browser, signInUrl(), options)
  await opened.page.getByRole('navigation').first().waitFor()
  // The page is drawn before its sign-in is answered; who goes on earlier is not signed in.
  await opened.page.waitForFunction(() => localStorage.getItem('tce-csrf') !== null)
  await opened.page.goto(`${url}${path}`)
  await untilOwn(opened.page)
  return opened
}
