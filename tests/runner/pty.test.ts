/** Where node-pty can't be loaded, that is said; and it is not loaded before somebody asks. */
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { loadPty } from '../../src/runner/pty.ts'

const pty = new URL('../../src/runner/pty.ts', import.meta.url).href

/** In a process whose node-pty is broken, as on a system that it is not built for. */
function run(script: string) {
  const broken = `data:text/javascript,import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) { if (name === 'node-pty') throw new Error('Failed to load native module: pty.node\\nand more'); return next(name, context) } })`
  return spawnSync(process.execPath, ['--import', broken, '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  })
}

it('why no terminal of ours can be opened is a sentence', () => {
  const { stdout, stderr } = run(
    `const { loadPty } = await import('${pty}'); console.log(JSON.stringify(await loadPty()))`,
  )
  expect(stderr).toBe('')
  const error =
    'TCE can’t open a terminal of its own here: node-pty does not load (Failed to load native module: pty.node).'
  expect(JSON.parse(stdout)).toEqual({ ok: false, error })
})

it('nothing is loaded before one is to be opened', () => {
  expect(run(`await import('${pty}'); console.log('fine')`).stdout).toBe('fine\n')
})

it('what a program wrote last waits for who stopped reading, for longer than node-pty does', async () => {
  const loaded = await loadPty()
  if (!loaded.ok) throw new Error(loaded.error)
  const args = ['-c', 'stty raw -echo; head -c 9000 /dev/zero | tr "\\0" x']
  const env = { PATH: process.env['PATH'] }
  const program = loaded.value({ file: '/bin/sh', args, cwd: '/', env, columns: 80, rows: 24 })
  let [bytesRead, hasEnded] = [0, false]
  program.onOutput((bytes) => {
    bytesRead += bytes.length
  })
  void program.ended.then(() => {
    hasEnded = true
  })
  program.pause()
  await sleep(700)
  expect({ bytesRead, hasEnded }).toEqual({ bytesRead: 0, hasEnded: false })
  program.resume()
  expect(await program.ended).toEqual({ code: 0, signal: 0 })
  expect(bytesRead).toBe(9000)
})
