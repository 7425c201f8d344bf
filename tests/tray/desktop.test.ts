/**
 * The tray on a whole desktop, on a shim in place of Electron: a panel shows the icon, the mouse opens the menu, and the picture of it
 * is the one in the docs (written anew with TCE_WRITE_PICTURES=1).
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desktop, missingDesktopPrograms, startDesktop } from '../tools/tray/desktop.ts'
import { startShimTray } from '../tools/tray/shim-tray.ts'
import { waitFor } from '../tools/wait-for.ts'
import { afternoon, nowMs } from './fleet.ts'

const missing = missingDesktopPrograms()
const isSkipped = missing.length > 0 && process.env['CI'] !== 'true'
if (isSkipped) console.warn(`SKIPPED: the tray on a desktop needs ${missing.join(', ')}.`)

describe.skipIf(isSkipped)('the tray in a panel, on a shim in place of Electron', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tce-desktop-test-'))
  let desktop: Desktop
  beforeAll(async () => {
    desktop = await startDesktop()
  })
  afterAll(async () => {
    await desktop?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  it('shows its icon; a right click opens the menu, a click on Kill asks, a left click activates', async () => {
    const fleetFile = join(dir, 'fleet.json')
    writeFileSync(fleetFile, JSON.stringify(asOfNow(afternoon())))
    const tray = startShimTray({ ...desktop.env, TCE_TEST_FLEET: fleetFile })
    try {
      await tray.hears('usage')
      const icon = await desktop.trayIcon()
      await desktop.click(icon.x, icon.y, 'right')
      // Into the first session's submenu: Kill is its first entry.
      await desktop.key('Down', 'Right')
      const picture = join(dir, 'tray.png')
      await waitFor('a picture of the menu', () => {
        desktop.screenshot(picture, '830x690+450+0')
        return statSync(picture).size > 15_000
      })
      if (process.env['TCE_WRITE_PICTURES'] === '1') {
        const pictures = join(import.meta.dirname, '..', '..', 'docs', 'pictures')
        mkdirSync(pictures, { recursive: true })
        desktop.screenshot(join(pictures, 'tray.png'), '830x690+450+0')
      }
      await desktop.key('Return')
      expect(await tray.hears('ask')).toMatchObject({ message: 'Kill payments-api · webhook-retries?' })
      await desktop.click(icon.x, icon.y, 'left')
      await tray.hears('click')
    } finally {
      expect(await tray.stop(), tray.output()).toBe(0)
    }
  })
})

/** The same fleet, moved so that "3m" is 3 minutes from now. */
function asOfNow<T>(value: T): T {
  const moved = JSON.stringify(value).replace(/"(2026-11-[^"]+Z)"/g, (_all, text: string) =>
    JSON.stringify(new Date(Date.parse(text) - nowMs + Date.now()).toISOString()),
  )
  return JSON.parse(moved) as T
}
