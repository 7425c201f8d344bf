/** The page as it is built: what the browser is told of its first file, and the first picture that the server draws with it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { agentReport, createFakeServices, fleetOf } from '../fake-services.ts'
import { startTestDashboard } from '../running-dashboard.ts'
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

describe('the first picture', async () => {
  const webDir = await builtPage()
  const asPage = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document' }
  const hostile = '</div><script src="/x.js"></script><img title="\u202e'

  it('stands in the HTML, with the rows, as its address and its browser have it; its code comes behind it', async () => {
    const services = createFakeServices()
    services.show(fleetOf([agentReport(7, { project: hostile }), agentReport(8, { project: 'quiet & small' })]))
    await using dashboard = await startTestDashboard({ webDir, services })
    const answer = await dashboard.fetch('/?q=quiet', {
      headers: { ...asPage, Cookie: 'tce-theme=dark; tce-list=flat' },
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const html = await answer.text()
    expect(html).toContain('<html data-theme="dark" ')
    expect([...html.matchAll(/ data-row="([^"]+)"/g)].map(([, id]) => id)).toEqual(['8:800'])
    expect(html).toContain('<span class="project">quiet &amp; small</span>')
    // By groups where nothing else is chosen.
    expect(html).not.toContain('class="group"')
    expect(html.match(/<script\b[^>]*>/g)).toEqual([
      expect.stringMatching(/^<script type="module" src="\/after-picture\.js" data-page="\/assets\/page-[^"]+\.js">$/),
    ])
    expect(await (await dashboard.fetch('/after-picture.js')).text()).toContain('import(page)')
    // The next one knows nothing of it, and what others wrote stays text.
    const all = await (await dashboard.fetch('/', { headers: asPage })).text()
    expect(all.match(/ data-row=/g)).toHaveLength(2)
    expect(all).not.toContain('data-theme')
    expect(all).toContain('class="group"')
    expect(all).toContain('&lt;/div>&lt;script src=')
    expect(all).not.toContain('/x.js"></script>')
    expect(all).not.toContain('\u202e')
    expect((await dashboard.fetch('/first-picture.cjs')).status).toBe(404)
    expect(dashboard.errors).toEqual([])
  })

  it('is for nobody who may not read, and for nobody who would wait for it: then it is the page as it was built', async () => {
    const built = readFileSync(join(webDir, 'index.html'), 'utf8')
    const tagsOf = (html: string) => (html.match(/<(?:script|link|div|symbol)\b[^>]*>/g) ?? []).sort()
    await using strict = await startTestDashboard({ webDir, isTokenRequired: true })
    const refused = await (await strict.fetch('/', { headers: asPage })).text()
    expect(tagsOf(refused)).toEqual(tagsOf(built))
    const headers = { ...asPage, Authorization: `Bearer ${strict.token}` }
    expect(await (await strict.fetch('/', { headers })).text()).toContain('<div id="app" inert>')
    const services = createFakeServices()
    services.fleet.read = () => new Promise(() => {})
    await using slow = await startTestDashboard({ webDir, services })
    expect(tagsOf(await (await slow.fetch('/', { headers: asPage })).text())).toEqual(tagsOf(built))
    services.fleet.read = async () => Promise.reject(new Error('no /proc'))
    expect(tagsOf(await (await slow.fetch('/', { headers: asPage })).text())).toEqual(tagsOf(built))
    expect(slow.errors).toEqual(['The first picture of the page could not be drawn: Error: no /proc'])
  })
})
