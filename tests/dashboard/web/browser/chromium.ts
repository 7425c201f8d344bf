/** Tests in a real browser: they skip where there is none, visibly; in CI its absence is a failure. */
import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe } from 'vitest'
import { chromiumProgram } from './launch.ts'

export const isChromiumMissing = !existsSync(chromiumProgram) && process.env['CI'] !== 'true'

export const describeWithChromium = describe.skipIf(isChromiumMissing)

/** Until the page's own code stands behind what the server drew: before, nothing that is done there counts. */
export const untilOwn = (page: Page): Promise<void> => page.locator('#app:not([inert])').waitFor({ state: 'attached' })
