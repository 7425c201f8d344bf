/** Where node-pty can't be loaded, that is said; and it is not loaded before somebody asks. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

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
