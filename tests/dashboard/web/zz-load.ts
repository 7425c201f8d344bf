// @ts-nocheck

import { twentyAgents } from '../../fixtures/fleet/twenty-agents.ts'
import { launchChromium } from './browser/launch.ts'
import { startDemoDashboard } from './demo-dashboard.ts'
import { demoParts } from './demo-story.ts'

const browser = await launchChromium()
const dashboard = await startDemoDashboard(twentyAgents, { serviceParts: demoParts })
const out = []
for (let i = 0; i < 6; i++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  let bytes = 0,
    requests = 0
  const dt = await context.newCDPSession(page)
  await dt.send('Network.enable')
  await dt.send('Performance.enable', { timeDomain: 'threadTicks' })
  const urls = {}
  dt.on('Network.requestWillBeSent', ({ requestId, request }) => {
    urls[requestId] = request.url
  })
  dt.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength
    requests++
    if (i === 1) console.log(encodedDataLength, urls[requestId])
  })
  await page.addInitScript(
    `new MutationObserver((_, o) => { if (!document.querySelector('[data-row]')) return; o.disconnect(); requestAnimationFrame(() => setTimeout(() => { window.firstRowMs = performance.now() })) }).observe(document, { childList: true, subtree: true })`,
  )
  await page.goto(dashboard.url, { waitUntil: 'commit' })
  const ms = await (await page.waitForFunction(() => globalThis.firstRowMs)).jsonValue()
  const { metrics } = await dt.send('Performance.getMetrics')
  const m = (n) => Math.round((metrics.find((x) => x.name === n)?.value ?? 0) * 1000)
  await page.waitForTimeout(500)
  out.push({
    bytes,
    requests,
    ms: Math.round(ms),
    task: m('TaskDuration'),
    script: m('ScriptDuration'),
    layout: m('LayoutDuration'),
    style: m('RecalcStyleDuration'),
  })
  await context.close()
}
console.table(out)
await browser.close()
await dashboard.close()
process.exit(0)
