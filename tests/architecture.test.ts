/**
 * The shape of src/: which part may know which, and where the outside comes in. A new folder fails until its ring is decided here.
 * core ← agents ← storage ← engines ← services ← dashboard, client, terminal ← cli, tui, tray ← app
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/**
 * From the inside out. A part may import its own ring and all rings inside it, types included. Engines never import one another, nor
 * do faces; what one engine reads for another is a sink that app/ plugs in.
 */
const rings = [
  ['core'],
  ['agents'],
  ['storage'],
  [
    'scanner',
    'tracker',
    'control',
    'sessions',
    'events',
    'prompts',
    'team',
    'search',
    'archive',
    'analytics',
    'advice',
    'limits',
    'runner',
    'worktrees',
    'tasks',
    'alerts',
    'electron',
  ],
  ['services'],
  ['dashboard', 'client', 'terminal'],
  ['cli', 'tui', 'tray'],
  ['app'],
]
/** Rings whose parts know nothing of one another. */
const strangers = [rings[3] ?? [], rings[6] ?? []]

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
  /^\s*(?:import|export)\s+(type\s+)?(?:[\w\s{},*$]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|getBuiltinModule)\(\s*['"]([^'"]+)['"]\s*\)/gm
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
  const inside = imports.filter(({ target }) => !target.startsWith('package:'))
  expect(inside.length).toBeGreaterThan(50)
  expect(inside.filter(({ file, target }) => ringOf(target) > ringOf(file)).map(shown)).toEqual([])
  const between = (parts: readonly string[]) =>
    inside.filter(
      ({ file, target }) => parts.includes(part(file)) && parts.includes(part(target)) && part(file) !== part(target),
    )
  expect(strangers.flatMap(between).map(shown)).toEqual([])
})

it('no file imports itself through others, types included', () => {
  const targets = new Map(
    files.map((file) => [file, imports.filter((one) => one.file === file).map((one) => one.target)]),
  )
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (path.includes(file) || done.has(file)) return
    for (const target of targets.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const file of files) walk(file, [])
  expect(circles).toEqual([])
})

it('core and agents touch nothing outside', () => {
  const pure = (file: string) => part(file) === 'core' || part(file) === 'agents'
  const outside = imports.filter(({ file, target }) => pure(file) && target.startsWith('package:'))
  expect(outside.filter(({ target }) => target !== 'package:node:path').map(shown)).toEqual([])
  const actions =
    /\bDate\.now\(|\bnew Date\(\)|(?<!')\bprocess\.(?:env|platform|kill|exit|cwd\()|\bfetch\(|\bset(?:Timeout|Interval)\(|\bMath\.random\(/
  expect(files.filter((file) => pure(file) && actions.test(readFileSync(join(src, file), 'utf8')))).toEqual([])
})

it("only the server, its client on this machine, supervisors, an agent's own socket or server here, the channels of alerts, the fetching of Electron's program and whoever looks for a free port open connections", () => {
  const isNetwork = (target: string) => /^package:(?:node:(?:https?|http2|net|tls|dgram|dns)|ws)(?:\/|$)/.test(target)
  const users = imports.filter(({ target, isType }) => isNetwork(target) && !isType).map(({ file }) => file)
  expect([...new Set(users)].sort()).toEqual([
    'alerts/address-guard.ts',
    'alerts/guarded-post.ts',
    'client/exchange.ts',
    'client/server-client.ts',
    'control/web-socket.ts',
    'dashboard/access/bind-address.ts',
    'dashboard/server.ts',
    'electron/download.ts',
    'prompts/channels/inbox/inbox-channel.ts',
    'runner/client/connect.ts',
    'runner/supervisor/listen.ts',
    'tasks/free-port.ts',
  ])
  // By the path of a socket alone.
  expect(readFileSync(join(src, 'runner/client/connect.ts'), 'utf8')).toMatch(/= connect\(path\)/)
  expect(readFileSync(join(src, 'runner/supervisor/listen.ts'), 'utf8')).toMatch(/server\.listen\(path, /)
  expect(readFileSync(join(src, 'prompts/channels/inbox/inbox-channel.ts'), 'utf8')).toMatch(/= connect\(path\)/)
  expect(readFileSync(join(src, 'client/server-client.ts'), 'utf8')).not.toMatch(/host: '(?!127\.0\.0\.1')/)
  expect(readFileSync(join(src, 'client/exchange.ts'), 'utf8')).toMatch(/\.connect\(question\.port, '127\.0\.0\.1'\)/)
  const asks = /(?<![.\w])(?:fetch|WebSocket|EventSource)\(/
  const outsidePage = files.filter((file) => !file.startsWith('dashboard/web/') && file !== 'control/web-socket.ts')
  expect(readFileSync(join(src, 'control/web-socket.ts'), 'utf8')).toMatch(/new WebSocket\(`ws\+unix:/)
  expect(outsidePage.filter((file) => asks.test(readFileSync(join(src, file), 'utf8')))).toEqual([
    'control/http-host-line.ts',
  ])
  const asked = readFileSync(join(src, 'control/http-host-line.ts'), 'utf8').match(/\bhttps?:\/\/\S{9}/g)
  expect(new Set(asked)).toEqual(new Set(['http://127.0.0.1']))
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

it('nothing is written to a terminal but by the few that clean it', () => {
  const writes = /\b(?:stdout|stderr|standardOutput\(\))\.write\(|\bwriteSync\(1,|\bconsole\.(?:log|error|info|warn)\b/
  const writers = files.filter((file) => writes.test(readFileSync(join(src, file), 'utf8')))
  expect(writers.sort()).toEqual([
    'app/fence-here.ts', // JSON for the program that started it
    'app/look-here.ts', // bugs, cleaned
    'app/status-line-now.ts', // what the user's own command printed, unchanged, and a line that was cleaned
    'cli/command-line.ts', // what commander says, cleaned
    'cli/raw-output.ts', // what a program wrote, for whoever asks for exactly that
    'cli/watch/live-display.ts', // cursor movements around painted lines
    'dashboard/start.ts', // bugs, cleaned
    'services/local/services.ts', // bugs, cleaned
    'terminal/progress-line.ts', // a line that is written over, cut and so cleaned
    'terminal/say.ts',
    'terminal/standard-output.ts', // what the others give it
    'terminal/terminal.ts',
    'tui/pane/shared-output.ts', // Ink, and rows of a terminal that pane-row.ts has cleaned
    'tui/stray-output.ts', // what libraries print, held back
  ])
})

/** Every kind of agent, by the words that only it would be named by. */
const agentWords = /claude|codex|opencode|\bkilo\b|copilot|gemini|qwen|kimi|cursor-agent|aider|\.jsonl\b/i
/** The variable of the program that ours took the place of, by which people set the port. */
const formerPort = /CLAUDE_MONITOR_PORT/g
/** Why a name has to stand outside agents/. */
const allowed: Record<string, RegExp> = {
  // The ids are the vocabulary that every part speaks, in records, addresses and settings.
  'core/process/agent-ids.ts': /'\w+'/g,
  // Names of sources are words of the protocol of events, which nobody else may speak in.
  'core/captured/captured-event.ts': /'\w+-(?:hooks|otel)'|'opencode'/g,
  // A place in people's projects, as .git is one: to which project a folder belongs is asked of every record.
  'core/session/project-place.ts': /\\\.\(\?:claude\[/g,
}

it('nothing outside agents/ names an agent, its models, files or words', () => {
  const outside = files.filter((file) => part(file) !== 'agents')
  expect(outside.length).toBeGreaterThan(500)
  const named = outside.flatMap((file) => {
    const code = withoutComments(readFileSync(join(src, file), 'utf8'))
    const left = code.replaceAll(formerPort, '').replaceAll(allowed[file] ?? /(?!)/g, '')
    return agentWords.test(left) ? [`${file}: ${agentWords.exec(left)?.[0]}`] : []
  })
  expect(named).toEqual([])
})

it("an agent's own folder is looked into by nobody else", () => {
  const folders = new Set(files.flatMap((file) => /^agents\/([\w-]+)\//.exec(file)?.[1] ?? []))
  expect(folders.size).toBeGreaterThan(8)
  const inside = imports.filter(
    ({ file, target }) => part(file) !== 'agents' && folders.has(/^agents\/([\w-]+)\//.exec(target)?.[1] ?? ''),
  )
  expect([...new Set(inside.map(({ file }) => file))].sort()).toEqual([])
})

/** Comments may say where a fact comes from. */
const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1')
