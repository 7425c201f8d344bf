import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

it('names the tests that passed only when tried again, with the reason, and no others', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tce-retries-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const module = (path: string) => pathToFileURL(join(import.meta.dirname, '../..', path)).href
  const list = join(dir, 'retries.txt')
  writeFileSync(
    join(dir, 'vitest.config.ts'),
    `import { retriesReporter } from '${module('tests/tools/retries-reporter.ts')}'
     export default { test: { retry: 2, reporters: [retriesReporter('${list}')] } }`,
  )
  writeFileSync(
    join(dir, 'some.test.ts'),
    `import { describe, expect, it } from '${module('node_modules/vitest/dist/index.js')}'
     let tries = 0
     describe('a group', () => {
       it('is fine', () => {})
       it('is disturbed', () => expect(++tries).toBe(3))
     })`,
  )
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [vitest, 'run'], { cwd: dir })
  const line = 'some.test.ts > a group > is disturbed (2×: expected 1 to be 3 // Object.is equality)'
  expect(readFileSync(list, 'utf8')).toBe(`${line}\n`)
  expect(stdout).toContain(`1 needed a retry:\n${line}`)
})
