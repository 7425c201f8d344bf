/** The page as it is built: what the browser is told of its first file. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
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

it('comes to its first table by at most 53.5 KB gz; what else it is, right behind that, is one file', async () => {
  const folder = await builtPage()
  const html = readFileSync(join(folder, 'index.html'))
  const first = [...html.toString().matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path = '']) =>
    readFileSync(join(folder, path)),
  )
  expect(first).toHaveLength(2)
  const sizes = [html, ...first].map((file) => gzipSync(file, { level: 9 }).length)
  // The agents themselves take the rest of the 55 KB that are promised.
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(53_500)
  // The question before a kill, and an open row.
  const later = readdirSync(join(folder, 'assets')).filter((name) => /^soon-[^.]+\.js$/.test(name))
  expect(later).toHaveLength(1)
  const soon = readFileSync(join(folder, 'assets', later[0] ?? ''), 'utf8')
  for (const words of ['It did not end when asked.', 'Process tree']) {
    expect(soon).toContain(words)
    expect(first.some((file) => file.includes(words))).toBe(false)
  }
})
