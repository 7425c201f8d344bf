/** What axe-core finds on a page. Empty is the only good answer. */

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

const optionsFor = {
  all: { resultTypes: ['violations'] },
  colours: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] },
}

/** `colours`: only what a theme can change; else every rule, best practices too. */
export async function accessibilityProblems(page: Page, rules: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  // Evaluated by the debugger: the page's own policy lets no script in.
  await page.evaluate(source)
  const results = (await page.evaluate(`axe.run(document, ${JSON.stringify(optionsFor[rules])})`)) as AxeResults
  return results.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `  ${html.slice(0, 200)}\n  ${failureSummary ?? ''}`)
        .join('\n')}`,
  )
}
