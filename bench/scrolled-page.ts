/** What it costs to scroll a long list in a real Chromium: frames, the page's own work in each, and the same rows without a script. */
import type { Browser, CDPSession, Locator, Page } from 'playwright-core'
import type { BenchmarkTable } from './benchmark.ts'
import { quantile, rounded } from './benchmark.ts'
import { newMeasuredPage, openDevtools } from './measured-page.ts'

const allowedFrameMs = 50

export interface ScrolledList {
  /** What scrolls; the window when absent. */
  readonly box?: string
  readonly row: string
}

export interface OpenedList {
  readonly page: Page
  readonly devtools: CDPSession
  readonly firstRowMs: number
}

/** Once `rowOf` is there and the page has come to rest. */
export async function openList(browser: Browser, url: string, rowOf: (page: Page) => Locator): Promise<OpenedList> {
  const page = await newMeasuredPage(browser)
  const devtools = await openDevtools(page)
  await page.goto(url)
  await rowOf(page).waitFor()
  const firstRowMs = rounded((await page.evaluate('performance.now()')) as number, 0)
  await page.waitForTimeout(1000)
  return { page, devtools, firstRowMs }
}

interface Scrolled {
  readonly frames: readonly number[]
  /** Work of the page itself that kept a frame waiting, whatever else the machine did. */
  readonly longTasks: readonly number[]
  /** How many of the frames moved it. */
  readonly moved: number
  readonly drawn: number
}

/** Each step is one frame: so many pixels, until the end or for twenty seconds. */
export async function measureScroll(
  page: Page,
  devtools: CDPSession,
  list: ScrolledList,
  step: { readonly title: string; readonly stepPx: number; readonly more?: Readonly<Record<string, number>> },
): Promise<BenchmarkTable> {
  const before = await costs(devtools)
  const { frames, longTasks, moved, drawn } = (await page.evaluate(
    `(${scroll})(${JSON.stringify({ ...list, stepPx: step.stepPx })})`,
  )) as Scrolled
  const after = await costs(devtools)
  const msPerFrame = (name: keyof typeof after) =>
    rounded(((after[name] - before[name]) * 1000) / Math.max(1, moved || frames.length), 1)
  const sorted = frames.toSorted((a, b) => a - b)
  const dropped = frames.filter((ms) => ms > allowedFrameMs).length
  return {
    title: step.title,
    rows: [
      {
        what: 'frames',
        count: frames.length,
        moved,
        'CPU ms a frame': msPerFrame('task'),
        script: msPerFrame('script'),
        style: msPerFrame('style'),
        layout: msPerFrame('layout'),
        'median ms': rounded(quantile(sorted, 0.5), 1),
        'p99 ms': rounded(quantile(sorted, 0.99), 1),
        'worst ms': rounded(sorted.at(-1) ?? Number.NaN, 1),
        '> 50 ms': dropped,
        'tasks > 50 ms': longTasks.length,
        'drawn at most': drawn,
        ...step.more,
      },
    ],
    notes: [`${dropped === 0 ? '✓' : '✗'} no frame above ${allowedFrameMs} ms`],
  }
}

/** The rows that are drawn, again and again until there are enough, with our style sheets and nothing else of ours. */
export async function openPlainPage(page: Page, { box, row }: ScrolledList, rows: number): Promise<Page> {
  const html = (await page.evaluate(`(${plainPage})(${JSON.stringify({ box, row, rows })})`)) as string
  const plain = await page.context().newPage()
  await plain.setContent(html, { waitUntil: 'domcontentloaded', timeout: 0 })
  await plain.bringToFront()
  return plain
}

async function costs(devtools: CDPSession) {
  const { metrics } = await devtools.send('Performance.getMetrics')
  const seconds = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0
  return {
    task: seconds('TaskDuration'),
    script: seconds('ScriptDuration'),
    style: seconds('RecalcStyleDuration'),
    layout: seconds('LayoutDuration'),
  }
}

/** Runs in the page. */
const scroll = `({ box, row, stepPx }) => new Promise((resolve) => {
  const frames = []
  const longTasks = []
  const watch = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)))
  watch.observe({ type: 'longtask' })
  const scroller = box === undefined ? document.scrollingElement : document.querySelector(box)
  let last
  let drawn = 0
  let stillFrames = 0
  let moved = 0
  const startedMs = performance.now()
  const step = (nowMs) => {
    if (last !== undefined) frames.push(nowMs - last)
    last = nowMs
    drawn = Math.max(drawn, document.querySelectorAll(row).length)
    const before = scroller.scrollTop
    scroller.scrollTop = before + stepPx
    if (scroller.scrollTop === before) stillFrames += 1
    else [stillFrames, moved] = [0, moved + 1]
    if (stillFrames > 60 || nowMs - startedMs > 20000) {
      watch.disconnect()
      resolve({ frames, longTasks, moved, drawn })
    } else requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
})`

/** Runs in the page. */
const plainPage = `({ box, row, rows }) => {
  const css = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText).join('\\n')
  const drawn = [...document.querySelectorAll(row)]
  const root = document.documentElement.cloneNode(true)
  const body = root.querySelector(row).parentElement
  const html = drawn.map((one) => one.outerHTML).join('')
  body.innerHTML = html.repeat(Math.ceil(rows / drawn.length))
  for (const element of root.querySelectorAll('script, link, style')) element.remove()
  const height = box === undefined ? '' : box + ' { height: ' + document.querySelector(box).clientHeight + 'px }'
  root.querySelector('head').insertAdjacentHTML('beforeend', '<style>' + css + height + '</style>')
  return '<!doctype html>' + root.outerHTML
}`
