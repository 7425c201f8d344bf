/** The page as it is built: what the browser is told of its first file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { builtPage } from './built-page.ts'

it('asks the browser to compile the first file while it loads it, and no file of a screen that may never be shown', async () => {
  const folder = await builtPage()
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const scripts = [...html.matchAll(/<script[^>]* src="\/([^"]+)"/g)].map(([, path = '']) => join(folder, path))
  expect(scripts).toHaveLength(1)
  const [path = ''] = scripts
  const script = readFileSync(path, 'utf8')
  // It counts in the first line alone.
  expect(script.slice(0, script.indexOf('\n'))).toBe('//# allFunctionsCalledOnLoad')
  expect(brotliDecompressSync(readFileSync(`${path}.br`)).toString()).toBe(script)
  const [, screen = ''] = /"(assets\/usage-screen-[^"]+\.js)"/.exec(script) ?? []
  expect(readFileSync(join(folder, screen), 'utf8')).not.toContain('allFunctionsCalledOnLoad')
  // What is done about those who wait comes with its panel or its screen.
  expect(script).not.toContain('Not now. It goes last.')
})
