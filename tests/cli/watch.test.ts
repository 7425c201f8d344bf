/** `tce watch` and `tce replay` where there is no terminal: lines and NDJSON, as a script gets them. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { call, makeSessionHome, prompt, result, sessionId, text } from '../sessions/transcript-lines.ts'
import { waitFor } from '../tools/wait-for.ts'

const program = join(import.meta.dirname, '../../src/app/tce.ts')

const newHome = () => mkdtempSync(join(tmpdir(), 'tce-watch-'))

function tce(configDir: string, ...args: readonly string[]) {
  return tceIn(newHome(), configDir, ...args)
}

function tceIn(home: string, configDir: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      ...process.env,
      HOME: home,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      CLAUDE_CONFIG_DIR: configDir,
      TCE_CONFIG_DIR: join(home, 'config'),
      TCE_DATA_DIR: join(home, 'data'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (printed.stdout += chunk))
  child.stderr.on('data', (chunk) => (printed.stderr += chunk))
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)))
  return { child, printed, ended }
}

const now = () => ({ timestamp: new Date().toISOString() })

type PrintedEvent = SessionEvent & { readonly sessionId: string }
const eventsIn = (output: string): readonly PrintedEvent[] =>
  output
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as PrintedEvent)

const secret = `sk-${'ant-'}${'Zz9Yy8Xx'.repeat(4)}`

/** Ended long ago. */
function endedHome() {
  const home = makeSessionHome()
  const at = (second: number) => ({ timestamp: new Date(Date.UTC(2026, 0, 5, 9, 0, second)).toISOString() })
  home.write([
    { ...prompt('please test it'), ...at(0) },
    { ...call('t1', 'Bash', { command: `KEY=${secret} npm test` }), ...at(1) },
    { ...result('t1', 'Exit code 1\nrelation does not exist', { is_error: true }), ...at(4) },
    { ...text('It fails.\nI will look.'), ...at(5) },
  ])
  return home
}

it('prints one line per event, and ends with a session that has ended and was named by its project', async () => {
  const { ended, printed } = tce(endedHome().configDir, 'watch', 'shop', '--plain')
  expect([await ended, printed.stderr]).toEqual([0, ''])
  expect(printed.stdout.split('\n')).toEqual([
    '09:00:00 USER  please test it',
    '09:00:01 TOOL▶ Bash KEY=[redacted] npm test',
    '09:00:04 TOOL✗ Bash exit 1, relation does not exist',
    '09:00:05 ASST  It fails.',
    '',
  ])
})

it('prints events as NDJSON, of the kinds asked for, with secrets only when asked for', async () => {
  const { configDir } = endedHome()
  const hidden = tce(configDir, 'watch', 'shop', '--json', '--kinds', 'tool-call')
  expect(await hidden.ended).toBe(0)
  const [event, ...more] = eventsIn(hidden.printed.stdout)
  expect(event).toMatchObject({ sessionId, kind: 'tool-call', tool: 'Bash' })
  expect(more).toEqual([])
  expect(hidden.printed.stdout).not.toContain(secret)
  const shown = tce(configDir, 'watch', 'shop', '--json', '--no-redact')
  expect(await shown.ended).toBe(0)
  expect(shown.printed.stdout).toContain(secret)
})

it('follows a session that was named by its id on after its end, until it is told to stop', async () => {
  const home = endedHome()
  const { child, ended, printed } = tce(home.configDir, 'watch', sessionId.slice(0, 8), '--json')
  const kinds = () => eventsIn(printed.stdout).map(({ kind }) => kind)
  await waitFor('all of it', () => kinds().length === 4, { seen: () => printed.stderr })
  home.append([{ ...prompt('go on'), ...now() }])
  await waitFor('what came after', () => kinds().length === 5, { seen: () => printed.stdout })
  expect(kinds().at(-1)).toBe('prompt')
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
})

it('waits for a session of which nothing is written yet, named by its whole id', async () => {
  const home = makeSessionHome()
  const { child, ended, printed } = tce(home.configDir, 'watch', sessionId, '--plain')
  await waitFor('the word that it waits', () => printed.stderr.includes('waiting for its first record'))
  home.write([{ ...prompt('go'), ...now() }])
  await waitFor('the prompt', () => printed.stdout.includes('USER  go'), { seen: () => printed.stderr })
  child.kill('SIGINT')
  expect(await ended).toBe(130)
})

it('follows whatever grows, whether or not a process of it is seen, also what began after it', async () => {
  const home = makeSessionHome()
  home.write([{ ...prompt('the first'), ...now() }])
  const { child, ended, printed } = tce(home.configDir, 'watch', '--json')
  const told = () => eventsIn(printed.stdout).map((event) => `${event.sessionId} ${'text' in event ? event.text : ''}`)
  await waitFor('what was there', () => told().length === 1, { seen: () => printed.stderr })
  const later = sessionId.replace(/^1/, '2')
  home.write([{ ...prompt('the second', { sessionId: later }), ...now() }], home.path.replace(sessionId, later))
  home.append([{ ...text('Done.'), ...now() }])
  await waitFor('both', () => told().length === 3, { seen: () => printed.stdout + printed.stderr })
  expect(told().toSorted()).toEqual([`${sessionId} Done.`, `${sessionId} the first`, `${later} the second`])
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
})

it('says whose a line is by a mark, where sessions of several kinds of agents go on', async () => {
  const home = makeSessionHome()
  home.write([{ ...prompt('for Claude'), ...now() }])
  const userHome = newHome()
  const folder = join(userHome, '.pi/agent/sessions/--home-dev-docs--')
  mkdirSync(folder, { recursive: true })
  const lines = [
    { type: 'session', version: 3, id: 'pi-one', cwd: '/home/dev/docs' },
    { type: 'message', id: 'u1', parentId: null, message: { role: 'user', content: 'for pi' } },
  ]
  writeFileSync(
    join(folder, 'now_pi-one.jsonl'),
    lines.map((line) => `${JSON.stringify({ ...line, ...now() })}\n`).join(''),
  )
  const { child, ended, printed } = tceIn(userHome, home.configDir, 'watch', '--plain')
  const rows = () => printed.stdout.split('\n').filter((row) => row.includes('USER'))
  await waitFor('both', () => rows().length === 2, { seen: () => printed.stdout + printed.stderr })
  expect(
    rows()
      .map((row) => row.slice(9))
      .toSorted(),
  ).toEqual(['cl shop USER  for Claude', 'pi docs USER  for pi'])
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
})

it('goes on as long as the session does, until it is told to stop', async () => {
  const home = makeSessionHome()
  home.write([{ ...prompt('go'), ...now() }])
  const { child, ended, printed } = tce(home.configDir, 'watch', 'shop', '--plain')
  await waitFor('the prompt', () => printed.stdout.includes('USER'), { seen: () => printed.stderr })
  home.append([{ ...call('t1', 'Read', { file_path: '/home/dev/shop/a.ts' }), ...now() }])
  await waitFor('the call', () => printed.stdout.includes('TOOL▶ Read a.ts'), { seen: () => printed.stdout })
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
})

it('plays a session in its order', async () => {
  const { ended, printed } = tce(endedHome().configDir, 'replay', sessionId, '--speed', '1000x', '--json')
  expect(await ended).toBe(0)
  expect(eventsIn(printed.stdout).map(({ kind }) => kind)).toEqual(['prompt', 'tool-call', 'tool-result', 'text'])
})

it.each([
  [['watch', 'nobody'], 3, 'No session matches "nobody"'],
  [['watch', '--kinds', 'moon', '--json'], 2, 'is no list of kinds'],
  [['watch', '--tail', 'many', '--json'], 2, 'is no number'],
  [['replay', sessionId, '--speed', 'warp'], 2, 'is no speed'],
])('%j ends with %i and says why', async (args, code, words) => {
  const { ended, printed } = tce(makeSessionHome().configDir, ...args)
  expect(await ended).toBe(code)
  expect(printed.stderr).toContain(words)
})
