/** A real Chromium without a window. Debian's is used: no browser is downloaded. */
import { type Browser, chromium } from 'playwright-core'

export const chromiumProgram = process.env['TCE_CHROMIUM'] ?? '/usr/bin/chromium'

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumProgram,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-site-isolation-trials',
      '--disable-extensions',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
