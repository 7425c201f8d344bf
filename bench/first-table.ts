/**
 * The first table of the page, of a real server with ten agents, in a real Chromium with an empty cache: how soon, by how many bytes, and by how
 * much of the page's own processor time. From a server that just said that it listens, and from one that was asked before; and, in the same
 * turns, of a bare page that is a table and nothing else (bare-page.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { startAgentShells } from './agent-shells.ts'
import { launchMeasured, newMeasuredPage, openDevtools } from './measured-page.ts'
import { start, startServer } from './server-process.ts'

export interface FirstTable {
  /** From the navigation to the frame that shows a row. */
  readonly tableMs: number
  /** Of the page's own thread: what others do on this machine does not count. */
  readonly cpuMs: number
  /** Of all that was answered before the table, each by gzip at its best. */
  readonly gzBytes: number
  /** As it came, by brotli, with the heads of the answers. */
  readonly sentBytes: number
  readonly requests: number
}

export interface FirstTables {
  readonly cold: readonly FirstTable[]
  readonly warm: readonly FirstTable[]
  readonly bare: readonly FirstTable[]
}

/** A new server for each cold one; the warm one after it is of the same. */
export async function firstTables(rounds: number): Promise<FirstTables> {
  const browser = await launchMeasured()
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-page-'))
  const endAgents = startAgentShells(home, 10)
  const bareServer = await start([join(import.meta.dirname, 'bare-page.ts')])
  const [cold, warm, bare]: [FirstTable[], FirstTable[], FirstTable[]] = [[], [], []]
  try {
    // The browser's own start, and a home that TCE has seen before.
    for (let round = -1; round < rounds; round += 1) {
      const server = await startServer(home)
      try {
        const url = `http://localhost:${server.port}/`
        const both = [await loadFirstTable(browser, url), await loadFirstTable(browser, url)] as const
        const beside = await loadFirstTable(browser, `http://localhost:${bareServer.port}/`)
        if (round < 0) continue
        cold.push(both[0])
        warm.push(both[1])
        bare.push(beside)
      } finally {
        server.end()
        await server.ended()
      }
    }
    return { cold, warm, bare }
  } finally {
    await browser.close()
    bareServer.end()
    endAgents()
    rmSync(home, { recursive: true, force: true })
  }
}

export async function loadFirstTable(browser: Browser, url: string): Promise<FirstTable> {
  const page = await newMeasuredPage(browser)
  const devtools = await openDevtools(page)
  await devtools.send('Network.enable')
  const urls = new Map<string, string>()
  const ended: { readonly id: string; readonly atMs: number; readonly sent: number }[] = []
  devtools.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url))
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    ended.push({ id: requestId, atMs: Date.now(), sent: encodedDataLength }),
  )
  await page.addInitScript(noteFirstRow)
  await page.goto(url, { waitUntil: 'commit' })
  const { tableMs, atMs } = await firstRow(page)
  const { metrics } = await devtools.send('Performance.getMetrics')
  const cpuMs = (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  const before = ended.filter((one) => one.atMs <= atMs)
  await page.context().close()
  const gz = await Promise.all(before.map(({ id }) => gzBytesOf(urls.get(id) ?? url)))
  const sum = (bytes: readonly number[]) => bytes.reduce((total, one) => total + one, 0)
  return { tableMs, cpuMs, gzBytes: sum(gz), sentBytes: sum(before.map(({ sent }) => sent)), requests: before.length }
}

/** The same again, by gzip at its best. */
async function gzBytesOf(url: string): Promise<number> {
  const answer = await fetch(url, { headers: { Accept: 'text/html, */*' }, signal: AbortSignal.timeout(5_000) })
  return gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length
}

async function firstRow(page: Page): Promise<{ readonly tableMs: number; readonly atMs: number }> {
  const noted = await page.waitForFunction(() => (globalThis as { firstRow?: object }).firstRow, undefined, {
    timeout: 60_000,
  })
  return (await noted.jsonValue()) as { tableMs: number; atMs: number }
}

/** Runs in the page before anything of ours: the time from navigation to the first painted row. */
const noteFirstRow = `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-row]')) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => {
      const tableMs = performance.now()
      window.firstRow = { tableMs, atMs: performance.timeOrigin + tableMs }
    }))
  }).observe(document, { childList: true, subtree: true })`
