/**
 * What goes into the app: electron-builder packs it for real, around a stand-in for Electron's own files, because those can't be had
 * everywhere. It proves the list of files, the entry and the fuses; no app is started and no installer made.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asarFiles, electronBuilder, electronBuilderVersion } from '../tools/tray/electron-builder.ts'

const root = join(import.meta.dirname, '..', '..')
const builder = electronBuilder()
const isSkipped = builder === undefined && process.env['CI'] !== 'true'
if (isSkipped) {
  console.warn(
    `SKIPPED: what goes into the app needs electron-builder@${electronBuilderVersion} (TCE_ELECTRON_BUILDER).`,
  )
}

/** Where Electron keeps its fuses in its program: these 32 bytes, a version, a count, then one character per fuse. */
const fuseMark = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
const fuseCount = 9
const off = 0x30
const on = 0x31

describe.skipIf(isSkipped)('the packaged app', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tce-package-'))
  const app = join(dir, 'out', 'linux-unpacked')
  let files: ReturnType<typeof asarFiles> = []

  beforeAll(() => {
    if (!existsSync(join(root, 'dist', 'app', 'tray.js'))) throw new Error('It is not built: run "npm run build".')
    const electron = join(dir, 'electron')
    mkdirSync(electron)
    const fuses = Buffer.concat([fuseMark, Buffer.from([1, fuseCount]), Buffer.alloc(fuseCount, off)])
    writeFileSync(join(electron, 'electron'), Buffer.concat([Buffer.alloc(64), fuses, Buffer.alloc(64)]), {
      mode: 0o755,
    })
    writeFileSync(join(electron, 'version'), '45.4.1')
    writeFileSync(join(electron, 'LICENSE'), '')
    const args = ['--linux', 'dir', '--x64', '--publish', 'never', `-c.electronDist=${electron}`]
    const built = spawnSync(builder ?? 'electron-builder', [...args, `-c.directories.output=${join(dir, 'out')}`], {
      cwd: root,
      encoding: 'utf8',
    })
    if (built.status !== 0)
      throw new Error(`electron-builder ended with ${built.status}: ${built.stdout}${built.stderr}`)
    files = asarFiles(readFileSync(join(app, 'resources', 'app.asar')))
  }, 240_000)
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const paths = () => files.map(({ path }) => path)

  it('holds the build, the page, the icons, the licence, and starts with the tray', () => {
    expect(paths()).toEqual(
      expect.arrayContaining([
        'dist/app/tray.js',
        'dist/app/supervisor-here.js',
        'dist/tracker/ledger-worker.js',
        'dist/dashboard/web/index.html',
        'assets/icons/tray/healthy.png',
        'assets/icons/tray/healthy@2x.png',
        'assets/icons/tray/template/healthyTemplate@2x.png',
        'assets/favicon.svg',
        'LICENSE',
        'package.json',
        'node_modules/menubar/lib/index.js',
        'node_modules/better-sqlite3/package.json',
      ]),
    )
    const archive = readFileSync(join(app, 'resources', 'app.asar')).toString('latin1')
    expect(archive).toContain('"main": "dist/app/tray.js"')
  })

  it('holds nothing of our own that only the repository needs', () => {
    const own = paths().filter((path) => !path.startsWith('node_modules/'))
    const folders = new Set(own.map((path) => path.split('/')[0]))
    expect([...folders].toSorted()).toEqual(['LICENSE', 'assets', 'dist', 'package.json'])
    expect(own.filter((path) => /\.tsx?$|\.test\.|\.built$/.test(path))).toEqual([])
  })

  it('holds no package that only development needs, and no sources of others', () => {
    const packages = new Set(
      paths()
        .filter((path) => path.startsWith('node_modules/'))
        .map((path) =>
          path
            .split('/')
            .slice(1, path.split('/')[1]?.startsWith('@') ? 3 : 2)
            .join('/'),
        ),
    )
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(Object.keys(manifest.dependencies).filter((name) => !packages.has(name))).toEqual([])
    expect(Object.keys(manifest.devDependencies).filter((name) => packages.has(name))).toEqual([])
    expect(paths().filter((path) => /\.(?:d\.ts|cc|cpp|gyp)$|^node_modules\/.*\.map$/.test(path))).toEqual([])
  })

  it('keeps machine code beside the archive, where the system can load it', () => {
    const native = files.filter(({ path }) => path.endsWith('.node'))
    expect(native.length).toBeGreaterThan(0)
    expect(native.filter(({ isUnpacked }) => !isUnpacked)).toEqual([])
    expect(native.some(({ path }) => existsSync(join(app, 'resources', 'app.asar.unpacked', path)))).toBe(true)
  })

  it('holds what opens a terminal on the system that it is made for, and on no other', () => {
    const prebuilt = paths().filter((path) => path.startsWith('node_modules/node-pty/') && path.includes('/prebuilds/'))
    expect(prebuilt).toEqual(['node_modules/node-pty/prebuilds/linux-x64/pty.node'])
  })

  it('has the fuses set: no Node.js mode, no NODE_OPTIONS, no --inspect, cookies encrypted, its own archive only', () => {
    const program = readFileSync(join(app, 'tce-tray'))
    const at = program.indexOf(fuseMark) + fuseMark.length + 2
    // In Electron's order: RunAsNode, cookies, NODE_OPTIONS, inspect, asar integrity, only asar, V8 snapshot, file protocol.
    expect([...program.subarray(at, at + 8)]).toEqual([off, on, off, off, on, on, off, off])
  })
})
