/**
 * Waiting for you, with a genuine Claude Code in tmux and its hooks: from what it asks until the card stands on the page, and from the click on
 * *Allow once* until the tool has run. `npm run bench -- waiting`
 */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { openPromptWorld, type PromptWorld } from '../drills/prompt-world.ts'
import type { WaitingItem, WaitingReport } from '../src/core/waiting/waiting-report.ts'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { waitFor } from '../tests/tools/wait-for.ts'
import { atMost, notMeasured } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile } from './benchmark.ts'
import { launchMeasured, newMeasuredPage } from './measured-page.ts'

interface Times {
  readonly shownMs: number
  readonly ranMs: number
  /** Of it, until its hook was answered. */
  readonly answeredMs: number
}

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const requests = isQuick ? 6 : 40
  const works = [
    'asked, until its card is on the page: p95',
    'answered on the page, until its tool has run: p95',
  ] as const
  const title = `${requests} permissions of a genuine session, answered on the page`
  const program = claudeProgram()
  if (program === undefined) {
    const why = 'no Claude Code where the tests look'
    return [
      { title, rows: [], asked: [notMeasured(works[0], '≤ 300 ms', why), notMeasured(works[1], '≤ 500 ms', why)] },
    ]
  }
  const world = await openPromptWorld({ program, hasHooks: true, delayMs: 20 })
  const browser = await launchMeasured()
  try {
    const session = await world.session('shop')
    const page = await newMeasuredPage(browser)
    await page.goto(`http://127.0.0.1:${world.server.port}/waiting`)
    await page.getByText('Nobody waits for you').first().waitFor()
    const times: Times[] = []
    // With its first command a session sets up its shell: that one is not measured.
    for (let index = 0; index <= requests; index += 1) {
      await session.isAt('idle')
      const name = `made-${index}.txt`
      const shown = page.evaluate(whenDrawn(name))
      await session.say(`CALL Bash ${JSON.stringify({ command: `touch ${name}` })}`)
      const one = await answerOnPage(page, { world, shown, name, cwd: session.cwd })
      if (index > 0) times.push(one)
    }
    const row = (what: string, values: readonly number[]) => {
      const sorted = values.toSorted((a, b) => a - b)
      return { what, 'p50 ms': Math.round(quantile(sorted, 0.5)), 'p95 ms': Math.round(quantile(sorted, 0.95)) }
    }
    return [
      {
        title,
        rows: [
          row(
            'asked, until its card is drawn',
            times.map(({ shownMs }) => shownMs),
          ),
          row(
            'clicked, until its hook is answered',
            times.map(({ answeredMs }) => answeredMs),
          ),
          row(
            'clicked, until its tool has run',
            times.map(({ ranMs }) => ranMs),
          ),
        ],
        notes: ['Asked is when its hook arrives, run when the file is there.'],
        asked: [
          atMost(works[0], p95Of(times.map(({ shownMs }) => shownMs)), 'ms', 300),
          atMost(works[1], p95Of(times.map(({ ranMs }) => ranMs)), 'ms', 500),
        ],
        ...(isQuick && { shortened: `${requests} permissions instead of 40` }),
      },
    ]
  } finally {
    await browser.close()
    await world.close()
  }
}

const p95Of = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.95,
  )

/** By the page's own clock, frame by frame. */
const whenDrawn = (name: string): string => `new Promise((resolve) => {
  const isDrawn = () => document.body.textContent.includes('${name}')
  const look = () => (isDrawn() ? resolve(Date.now()) : requestAnimationFrame(look))
  look()
})`

interface Asked {
  readonly world: PromptWorld
  readonly shown: Promise<unknown>
  readonly name: string
  readonly cwd: string
}

async function answerOnPage(page: Page, { world, shown, name, cwd }: Asked): Promise<Times> {
  const shownAtMs = Number(await shown)
  const askedAtMs = Date.parse((await itemOf(world, name)).since ?? '')
  // What was answered stays under the cursor until one goes on.
  await page.getByText(name).first().click()
  // Buttons rest where something else came under the pointer.
  await wait(1_100)
  const clicked = page.evaluate(
    "new Promise((resolve) => addEventListener('click', () => resolve(Date.now()), { capture: true, once: true }))",
  )
  await page.locator('article.req', { hasText: name }).getByRole('button', { name: 'Allow once' }).click()
  const clickedAtMs = Number(await clicked)
  const file = join(cwd, name)
  await waitFor('the file', () => statSync(file, { throwIfNoEntry: false }) !== undefined, { withinMs: 20_000 })
  const ranMs = statSync(file).mtimeMs - clickedAtMs
  rmSync(file)
  const answeredAtMs = Date.parse((await itemOf(world, name)).approval?.outcome?.at ?? '')
  return { shownMs: shownAtMs - askedAtMs, ranMs, answeredMs: answeredAtMs - clickedAtMs }
}

async function itemOf({ server }: PromptWorld, name: string): Promise<WaitingItem> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/waiting`, {
    headers: { Authorization: `Bearer ${server.token() ?? ''}` },
  })
  const { waiting, over } = (await answer.json()) as WaitingReport
  const found = [...waiting, ...over].find(({ summary }) => summary.includes(name))
  if (found === undefined) throw new Error(`${name} is not asked for.`)
  return found
}
