/**
 * The shape of src/: which part may know which, and where the outside comes in. A new folder fails until its ring is decided here.
 * core ← agents ← scanner, tracker, control, storage, sessions ← monitor ← dashboard, tray, cli, tui ← app, config
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** From the inside out. A part may import its own ring and all rings inside it; faces import no other face, except its types. */
const rings = [
  ['core'],
  ['agents'],
  ['scanner', 'tracker', 'control', 'storage', 'sessions', 'version.ts'],
  ['monitor.ts'],
  ['dashboard', 'tray', 'cli', 'tui'],
  [
    'config.ts',
    'config-file.ts',
    'settings-list.ts',
    'settings-store.ts',
    'sources.ts',
    'local-monitor.ts',
    'app.ts',
    'serve-or-attach.ts',
    'run-app.ts',
  ],
]
const faces = rings[4] ?? []
/**
 * The command line and the tray are programs of their own. These files of theirs, and no other, reach outward:
 * they read the settings and let app.ts plug the parts together.
 */
const doors: Record<string, readonly string[]> = {
  'cli/main.ts': ['config.ts', 'app.ts'],
  'cli/open-monitor.ts': ['app.ts'],
  'cli/find-server.ts': ['config.ts'],
  'tray/main.ts': ['config.ts', 'serve-or-attach.ts'],
}
/** Packages in which views are written: all files of one folder. Every other package has one file of ours to itself. */
const viewPackages: Record<string, string> = { preact: 'dashboard/web/', ink: 'tui/', react: 'tui/' }

interface Import {
  readonly file: string
  readonly target: string
  readonly isType: boolean
}

const src = fileURLToPath(new URL('../src/', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file))
const statement =
  /^\s*(?:import|export)\s+(type\s+)?(?:[\w\s{},*$]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(statement)].map(([, type, fixed, lazy]) => {
    const specifier = fixed ?? lazy ?? ''
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : `package:${specifier}`
    return { file, target, isType: type !== undefined }
  }),
)
const isForeign = ({ target }: Import) => target.startsWith('package:') && !target.startsWith('package:node:')
const part = (path: string) => path.split('/')[0] ?? ''
const ringOf = (path: string) => rings.findIndex((ring) => ring.includes(part(path)))
const shown = ({ file, target }: Import) => `${file} imports ${target.replace('package:', '')}`

it('every file belongs to a ring', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(files.filter((file) => ringOf(file) < 0)).toEqual([])
})

it('imports point inward', () => {
  const inside = imports.filter(({ file, target }) => !target.startsWith('package:') && !doors[file]?.includes(target))
  expect(inside.length).toBeGreaterThan(50)
  expect(inside.filter(({ file, target }) => ringOf(target) > ringOf(file)).map(shown)).toEqual([])
  const isFace = (path: string) => faces.includes(part(path))
  // tui/ is the live screen of the command line, not a face of its own.
  const face = (path: string) => (part(path) === 'tui' ? 'cli' : part(path))
  const acrossFaces = inside.filter(({ file, target }) => isFace(file) && isFace(target) && face(file) !== face(target))
  expect(acrossFaces.filter(({ isType }) => !isType).map(shown)).toEqual([])
})

it('core and agents touch nothing outside', () => {
  const pure = (file: string) => part(file) === 'core' || part(file) === 'agents'
  const outside = imports.filter(({ file, target }) => pure(file) && target.startsWith('package:'))
  expect(outside.filter(({ target }) => target !== 'package:node:path').map(shown)).toEqual([])
  const actions =
    /\bDate\.now\(|\bnew Date\(\)|\bprocess\.(?:env|platform|kill|exit|cwd\()|\bfetch\(|\bset(?:Timeout|Interval)\(|\bMath\.random\(/
  expect(files.filter((file) => pure(file) && actions.test(readFileSync(join(src, file), 'utf8')))).toEqual([])
})

it('nothing is sent anywhere: only the server and its client on this machine open connections', () => {
  const isNetwork = (target: string) => /^package:node:(?:https?|http2|net|tls|dgram|dns)(?:\/|$)/.test(target)
  const users = imports.filter(({ target, isType }) => isNetwork(target) && !isType).map(({ file }) => file)
  expect([...new Set(users)].sort()).toEqual([
    'cli/server-client.ts',
    'dashboard/access/bind-address.ts',
    'dashboard/server.ts',
  ])
  expect(readFileSync(join(src, 'cli/server-client.ts'), 'utf8')).not.toMatch(/host: '(?!127\.0\.0\.1')/)
  const asks = /(?<![.\w])(?:fetch|WebSocket|EventSource)\(/
  const outsidePage = files.filter((file) => !file.startsWith('dashboard/web/'))
  expect(outsidePage.filter((file) => asks.test(readFileSync(join(src, file), 'utf8')))).toEqual([])
})

it('each foreign package comes in through one file', () => {
  const users = new Map<string, Set<string>>()
  for (const { file, target } of imports.filter((found) => isForeign(found) && !found.isType)) {
    // The page's half of hono runs in the browser: another program than the server's.
    const name =
      target === 'package:hono/client' ? target : (/^package:(@[^/]+\/[^/]+|[^/]+)/.exec(target)?.[1] ?? target)
    if (file.startsWith(viewPackages[name] ?? '\0')) continue
    users.set(name, (users.get(name) ?? new Set()).add(file))
  }
  expect(
    Object.fromEntries([...users].filter(([, found]) => found.size > 1).map(([name, found]) => [name, [...found]])),
  ).toEqual({})
})
