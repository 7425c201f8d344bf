/** `tce watch` and `tce replay` where there is no terminal: lines and NDJSON, as a script gets them. */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { call, makeSessionHome, prompt, result, sessionId, text } from '../sessions/transcript-lines.ts'
import { waitFor } from '../tools/wait-for.ts'

const program = join(import.meta.dirname, '../../src/app/tce.ts')

function tce(configDir: string, ...args: readonly string[]) {
  const home = mkdtempSync(join(tmpdir(), 'tce-watch-'))
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
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (printed.stdout += chunk))
  child.stderr.on('data', (chunk) => (printed.stderr += chunk))
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)))
  return { child, printed, ended }
}

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

it('prints one line per event, and ends with a session that has ended', async () => {
  const { ended, printed } = tce(endedHome().configDir, 'watch', sessionId.slice(0, 8), '--plain')
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
  const hidden = tce(configDir, 'watch', sessionId, '--json', '--kinds', 'tool-call')
  expect(await hidden.ended).toBe(0)
  const [event, ...more] = hidden.printed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SessionEvent)
  expect(event).toMatchObject({ sessionId, kind: 'tool-call', tool: 'Bash' })
  expect(more).toEqual([])
  expect(hidden.printed.stdout).not.toContain(secret)
  const shown = tce(configDir, 'watch', sessionId, '--json', '--no-redact')
  expect(await shown.ended).toBe(0)
  expect(shown.printed.stdout).toContain(secret)
})

it('goes on as long as the session does, until it is told to stop', async () => {
  const home = makeSessionHome()
  const now = () => ({ timestamp: new Date().toISOString() })
  home.write([{ ...prompt('go'), ...now() }])
  const { child, ended, printed } = tce(home.configDir, 'watch', sessionId, '--plain')
  await waitFor('the prompt', () => printed.stdout.includes('USER'), { seen: () => printed.stderr })
  home.append([{ ...call('t1', 'Read', { file_path: '/home/dev/shop/a.ts' }), ...now() }])
  await waitFor('the call', () => printed.stdout.includes('TOOL▶ Read a.ts'), { seen: () => printed.stdout })
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
})

it('plays a session in its order', async () => {
  const { ended, printed } = tce(endedHome().configDir, 'replay', sessionId, '--speed', '1000x', '--json')
  expect(await ended).toBe(0)
  const kinds = printed.stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as SessionEvent).kind)
  expect(kinds).toEqual(['prompt', 'tool-call', 'tool-result', 'text'])
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
