import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard } from './running-dashboard.ts'

const webDir = mkdtempSync(join(tmpdir(), 'tce-web-'))
const script = 'console.log("hello")\n'.repeat(200)
let dashboard: TestDashboard
beforeAll(async () => {
  mkdirSync(join(webDir, 'assets'))
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>The real page</title>')
  writeFileSync(join(webDir, 'assets', 'main-abc123.js'), script)
  for (const name of ['review-screen-abc.js', 'review-screen-def.css', 'task-screen-abc.js'])
    writeFileSync(join(webDir, 'assets', name), '')
  writeFileSync(join(webDir, 'picture.png'), 'not compressed')
  dashboard = await startTestDashboard({ webDir })
})
afterAll(() => dashboard.close())

describe('the built page', () => {
  it('is served at /, and at every address that is a state of it', async () => {
    for (const path of ['/', '/usage?by=day', '/sessions/3f2a91c4']) {
      const response = await dashboard.fetch(path, { headers: { Accept: 'text/html,*/*' } })
      expect(await response.text()).toContain('The real page')
      expect(response.headers.get('cache-control')).toBe('no-cache')
    }
  })
  it('names what takes git long beside its scripts, as the page will ask for it, and nothing that an address makes up', async () => {
    const linksOf = async (path: string) =>
      (await dashboard.fetch(path, { headers: { Accept: 'text/html' } })).headers.get('link')
    const own =
      '</assets/review-screen-abc.js>; rel=modulepreload; crossorigin, </assets/review-screen-def.css>; rel=preload; as=style; crossorigin'
    const list = (of: string) => `</api/tasks/t1-a/git/diff?of=${of}>; rel=preload; as=fetch; crossorigin`
    expect(await linksOf('/tasks/t1-a/changes')).toBe(`${own}, ${list('all')}`)
    expect(await linksOf('/tasks/t1-a/changes?of=uncommitted')).toBe(`${own}, ${list('uncommitted')}`)
    expect(await linksOf('/tasks/t1-a/changes?of=%3E%3B')).toBe(`${own}, ${list('all')}`)
    for (const path of ['/', '/tasks/t1-a', '/tasks/t1%3E/changes', '/tasks/t1-a/changes?with=t2'])
      expect(await linksOf(path), path).toBeNull()
  })
  it('is not given for what asks for no page, nor for a missing file, nor in /api', async () => {
    for (const [path, accept] of [
      ['/usage', 'application/json'],
      ['/missing.js', 'text/html'],
      ['/api/nope', 'text/html'],
    ] as const) {
      expect((await dashboard.fetch(path, { headers: { Accept: accept } })).status).toBe(404)
    }
  })
  it('has its hashed files kept for good, compressed as the browser likes', async () => {
    const { headers, body } = await dashboard.raw(
      `GET /assets/main-abc123.js HTTP/1.1\nHost: localhost:${dashboard.port}\nAccept-Encoding: gzip\nConnection: close\n\n`,
    )
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
    })
    expect(gunzipSync(Buffer.from(body, 'latin1')).toString()).toBe(script)
    const plain = await dashboard.fetch('/picture.png')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await (await dashboard.fetch('/assets/main-abc123.js')).text()).toBe(script)
  })
  it('is sent as the build compressed it, which is no file of its own', async () => {
    writeFileSync(join(webDir, 'built.js'), script)
    const beforehand = brotliCompressSync('made by the build')
    writeFileSync(join(webDir, 'built.js.br'), beforehand)
    await using other = await startTestDashboard({ webDir })
    const asked = { headers: { 'Accept-Encoding': 'br' } }
    expect(await (await other.fetch('/built.js', asked)).text()).toBe('made by the build')
    expect(await (await other.fetch('/built.js', { headers: { 'Accept-Encoding': 'gzip' } })).text()).toBe(script)
    expect((await other.fetch('/built.js.br')).status).toBe(404)
  })
  it('is not sent again when the browser has it', async () => {
    const etag = (await dashboard.fetch('/')).headers.get('etag') ?? ''
    const again = await dashboard.fetch('/', { headers: { 'If-None-Match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })
  it('has the icon of the program beside it', async () => {
    expect((await dashboard.fetch('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml')
  })
})

describe('without a built page', () => {
  it('every address says how to get it, and runs nothing', async () => {
    await using bare = await startTestDashboard({ webDir: join(webDir, 'nowhere') })
    for (const path of ['/', '/usage']) {
      const html = await (await bare.fetch(path, { headers: { Accept: 'text/html' } })).text()
      expect(html).toContain('npm run build')
      expect(html).not.toMatch(/<style|style=|<script|\son\w+=/)
    }
  })
})

describe('a link out of the folder', () => {
  it.runIf(process.platform !== 'win32')('is not followed, to a folder or to a file', async () => {
    const odd = mkdtempSync(join(tmpdir(), 'tce-web-'))
    writeFileSync(join(odd, 'index.html'), 'x')
    symlinkSync('/etc', join(odd, 'etc'))
    symlinkSync('/etc/passwd', join(odd, 'passwd'))
    await using bare = await startTestDashboard({ webDir: odd })
    expect((await bare.fetch('/etc/passwd')).status).toBe(404)
    expect((await bare.fetch('/passwd')).status).toBe(404)
  })
})
