/** The conversation of a session in a real Chromium: 20,000 events, opened at the newest and read back to the first. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchChromium } from '../tests/dashboard/web/browser/launch.ts'
import { Transcript, writeRounds } from '../tests/dashboard/web/session-transcript.ts'
import type { BenchmarkTable } from './benchmark.ts'
import { rounded } from './benchmark.ts'
import { measureScroll, openDevtools, openPlainPage } from './scrolled-page.ts'
import { startServer } from './server-process.ts'

/** Three events each. */
const rounds = 6700
const plainRows = 1500
const list = { box: '.convo', row: '.convo-rows article' }
const sessionId = '00000001-7d0e-4b1a-9c55-0e8f6a2d71b3'

export async function run(): Promise<readonly BenchmarkTable[]> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-conversation-'))
  // Where the transcript is written; the server has the same home.
  process.env['HOME'] = home
  const transcript = new Transcript({ sessionId, atMs: Date.now() - 12 * 3_600_000 })
  transcript.prompt('The very first prompt')
  writeRounds(transcript, rounds)
  const server = await startServer(home)
  try {
    return await measureReading(`http://127.0.0.1:${server.port}/sessions/${sessionId}`)
  } finally {
    server.end()
    rmSync(home, { recursive: true, force: true })
  }
}

async function measureReading(url: string): Promise<readonly BenchmarkTable[]> {
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    const devtools = await openDevtools(page)
    await page.goto(url)
    await page.locator(list.row, { hasText: `make part-${rounds - 1}` }).waitFor()
    const firstRowMs = rounded((await page.evaluate('performance.now()')) as number, 0)
    await page.waitForTimeout(1000)
    return [
      await measureScroll(page, devtools, list, {
        title: 'Nothing moves: what this machine does to frames by itself',
        stepPx: 0,
      }),
      await measureScroll(page, devtools, list, {
        title: `${rounds * 3} events, read back by the wheel while their pages come`,
        stepPx: -300,
        more: { 'first row ms': firstRowMs },
      }),
      await measureScroll(page, devtools, list, { title: 'The same, down again: all of them are here', stepPx: 300 }),
      await measurePlain(page),
    ]
  } finally {
    await browser.close()
  }
}

async function measurePlain(page: Page): Promise<BenchmarkTable> {
  const plain = await openPlainPage(page, list, plainRows)
  return measureScroll(plain, await openDevtools(plain), list, {
    title: `${plainRows} such rows in a plain page without a script: what the browser takes for them`,
    stepPx: 300,
  })
}
