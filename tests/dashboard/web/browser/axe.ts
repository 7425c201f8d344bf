/** What axe-core finds on a page. Empty is the only good answer. And whether the page is as wide as its window. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** Nothing plays on our pages: axe need not load its media and styles beforehand. */
const options = { resultTypes: ['violations'], preload: false }
const optionsFor = {
  all: options,
  colours: { ...options, runOnly: ['color-contrast', 'link-in-text-block'] },
}

/** Every rule in the light theme, and in the dark one those that a theme can change. The page is left in the dark one. */
export async function accessibilityProblemsInBothThemes(page: Page): Promise<readonly string[]> {
  const inLight = await accessibilityProblems(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const inDark = await accessibilityProblems(page, 'colours')
  return [...inLight.map((one) => `light: ${one}`), ...inDark.map((one) => `dark: ${one}`)]
}

/** More than 0: it has to be scrolled sideways. */
export const overflowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

/** `colours`: only what a theme can change; else every rule, best practices too. */
export async function accessibilityProblems(page: Page, rules: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  // Evaluated by the debugger: the page's own policy lets no script in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const results = (await page.evaluate(`axe.run(document, ${JSON.stringify(optionsFor[rules])})`)) as AxeResults
  return results.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `  ${html.slice(0, 200)}\n  ${failureSummary ?? ''}`)
        .join('\n')}`,
  )
}
