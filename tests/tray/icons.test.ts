/** The icons that scripts/icons.mjs made: each one there, in its size, with something on it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { iconFile } from '../../src/tray/icon-files.ts'
import type { TrayIcon } from '../../src/tray/model.ts'

const iconsDir = join(import.meta.dirname, '..', '..', 'assets', 'icons')
const icons: readonly TrayIcon[] = [
  'healthy',
  'stale',
  'zombie',
  'none',
  'healthy-waiting',
  'stale-waiting',
  'zombie-waiting',
  'none-waiting',
]

/** Width and height from the header; whether any byte of the picture is not 0. */
function pngOf(file: string) {
  const png = readFileSync(file)
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const pixels = inflateSync(Buffer.concat(parts))
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), isEmpty: pixels.every((byte) => byte === 0) }
}

describe.each([
  ['linux', 16],
  ['win32', 16],
  ['darwin', 18],
] as const)('on %s', (platform, points) => {
  it.each(icons)('%s is there at 1x and 2x', (icon) => {
    const file = iconFile(iconsDir, icon, platform)
    expect(pngOf(file)).toEqual({ width: points, height: points, isEmpty: false })
    const dense = pngOf(file.replace(/\.png$/, '@2x.png'))
    expect(dense).toEqual({ width: 2 * points, height: 2 * points, isEmpty: false })
    expect(existsSync(file.replace(/\.png$/, '.svg'))).toBe(true)
  })
})

it('has a shape of its own for each state, not a colour alone: no two black ones are the same', () => {
  const pictures = icons.map((icon) => readFileSync(iconFile(iconsDir, icon, 'darwin')).toString('base64'))
  expect(new Set(pictures).size).toBe(icons.length)
})

it('is marked as a template by its name on macOS', () => {
  expect(iconFile('/i', 'stale', 'darwin')).toBe('/i/tray/template/staleTemplate.png')
})

it('has the app icon in the size that packaging asks for', () => {
  expect(pngOf(join(iconsDir, 'app', 'icon.png'))).toEqual({ width: 1024, height: 1024, isEmpty: false })
})
