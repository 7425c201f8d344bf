/** A real Chromium without a window. Debian's is used: no browser is downloaded. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'

const program = process.env['TCE_CHROMIUM'] ?? '/usr/bin/chromium'

/** Skips where there is none, visibly; in CI its absence is a failure. */
export const describeWithChromium = describe.skipIf(!existsSync(program) && process.env['CI'] !== 'true')

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
