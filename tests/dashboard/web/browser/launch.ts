/** A real Chromium without a window. Debian's is used: no browser is downloaded. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The same engine without the browser around it, which costs a quarter of all; where it is missing, the whole browser. */
const shellProgram = '/usr/bin/chromium-headless-shell'

/** What people use. */
export const wholeChromium = process.env['TCE_CHROMIUM'] ?? '/usr/bin/chromium'
export const chromiumProgram =
  process.env['TCE_CHROMIUM'] === undefined && existsSync(shellProgram) ? shellProgram : wholeChromium

/**
 * Without a window Chromium still draws its own: what drops down from the address bar is two pages in a process beside every page of ours,
 * which cost more than ours does. The last such list counts, so those of Playwright's that matter here are named again.
 */
const withoutFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'MediaRouter',
  'OptimizationHints',
  'PaintHolding',
  'SpareRendererForSitePerProcess',
]

export const launchChromium = (program = chromiumProgram): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
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
      `--disable-features=${withoutFeatures.join(',')}`,
    ],
  })
