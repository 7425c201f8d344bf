/**
 * Makes the PNG icons from the SVG drawings in assets/icons; run by hand after a drawing changed, the pictures are committed.
 * Needs rsvg-convert (Debian: librsvg2-bin).
 */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const icons = fileURLToPath(new URL('../assets/icons/', import.meta.url))

/** Points at 1x; `@2x` beside it has twice as many pixels. 16 in panels, 18 in the menu bar of macOS. */
const trayFolders = [
  { folder: join(icons, 'tray'), points: 16 },
  { folder: join(icons, 'tray', 'template'), points: 18 },
]

for (const { folder, points } of trayFolders) {
  for (const drawing of readdirSync(folder).filter((name) => name.endsWith('.svg'))) {
    const name = basename(drawing, '.svg')
    render(join(folder, drawing), join(folder, `${name}.png`), points)
    render(join(folder, drawing), join(folder, `${name}@2x.png`), 2 * points)
  }
}
// electron-builder makes .icns and .ico from this one.
render(join(icons, 'app', 'icon.svg'), join(icons, 'app', 'icon.png'), 1024)

/**
 * @param {string} drawing
 * @param {string} picture
 * @param {number} pixels
 */
function render(drawing, picture, pixels) {
  try {
    execFileSync('rsvg-convert', ['-w', String(pixels), '-h', String(pixels), '-o', picture, drawing])
  } catch (error) {
    console.error(`${picture} could not be made: ${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
}
