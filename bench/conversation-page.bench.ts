/** The conversation of a session in a real Chromium: 20,000 events, opened at the newest and read back to the first. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { Transcript, writeRounds } from '../tests/dashboard/web/session-transcript.ts'
import type { BenchmarkTable } from './benchmark.ts'
import { launchMeasured, openDevtools } from './measured-page.ts'
import { measureScroll, openList, openPlainPage } from './scrolled-page.ts'
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
  const browser = await launchMeasured()
  try {
    const { page, devtools, firstRowMs } = await openList(browser, url, (opened) =>
      opened.locator(list.row, { hasText: `make part-${rounds - 1}` }),
    )
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
