/** Tests end what they started, whatever fails: tried with test files that don't. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { identify, isRunning } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'

const root = join(import.meta.dirname, '../..')
const url = (path: string) => pathToFileURL(join(root, path)).href

/** Runs a test whose body is given; `startSleep` starts a process that nobody ends and notes its pid. */
async function runTest(body: string) {
  const dir = mkdtempSync(join(tmpdir(), 'tce-left-overs-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const noted = join(dir, 'pid')
  writeFileSync(
    join(dir, 'vitest.config.ts'),
    `export default { test: { setupFiles: ['${join(root, 'tests/isolate.ts')}'] } }`,
  )
  writeFileSync(
    join(dir, 'some.test.ts'),
    `import { spawn } from 'node:child_process'
     import { writeFileSync } from 'node:fs'
     import { it } from '${url('node_modules/vitest/dist/index.js')}'
     const startSleep = () => {
       const child = spawn('/bin/sh', ['-c', 'setsid sleep 600 & echo $!'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
       return new Promise((resolve) => child.stdout.once('data', (pid) => resolve(writeFileSync('${noted}', String(pid)))))
     }
     it('starts something', async () => { await startSleep(); ${body} })`,
  )
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const output = await new Promise<string>((resolve) =>
    execFile(process.execPath, [vitest, 'run'], { cwd: dir }, (_error, stdout, stderr) => resolve(stdout + stderr)),
  )
  return { output, left: identify(Number(readFileSync(noted, 'utf8'))) }
}

describe.runIf(process.platform === 'linux')('a process that a test leaves behind', () => {
  it('is ended with its file, and the file fails', async () => {
    const { output, left } = await runTest('')
    expect(output).toMatch(/This file left processes behind: sleep \(\d+\)/)
    expect(left !== undefined && isRunning(left)).toBe(false)
  })

  it('is ended also when the runner of the tests is killed', async () => {
    const { left } = await runTest("process.kill(process.pid, 'SIGKILL')")
    if (left !== undefined) await waitFor('its end', () => !isRunning(left))
  })
})
