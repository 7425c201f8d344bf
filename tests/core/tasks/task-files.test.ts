/** Names of files that others choose. */
import { expect, it } from 'vitest'
import { artifactType, cleanFileName, fileSize, freeFileName } from '../../../src/core/tasks/task-files.ts'

it('a name is one plain name, with its ending', () => {
  for (const [given, clean] of [
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\x.png', 'x.png'],
    ['/', 'file'],
    ['..', 'file'],
    ['.bashrc', 'bashrc'],
    ['a\u0000b\u001b[31m\n.txt', 'ab[31m.txt'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['con.txt', 'file-con.txt'],
    ['-rf', 'rf'],
    ['Bildschirmfoto 2026 äö.png', 'Bildschirmfoto-2026-äö.png'],
    ['$(reboot);`x`.sh', '(reboot)-x-.sh'],
    ['trailing. .', 'trailing'],
  ])
    expect(cleanFileName(given ?? '')).toBe(clean)
  const long = cleanFileName(`${'x'.repeat(4_000)}.html`)
  expect([long.length, long.endsWith('.html')]).toEqual([105, true])
})

it('one that is taken gets a number before its ending', () => {
  const taken = new Set(['a.png', 'a-2.png', 'b'])
  expect([freeFileName('a.png', (name) => taken.has(name)), freeFileName('b', (name) => taken.has(name))]).toEqual([
    'a-3.png',
    'b-2',
  ])
})

it('a size is never nothing where there is something', () => {
  expect([fileSize(15), fileSize(38_000)]).toEqual(['15 B', '38 kB'])
})

it('only what a browser can be shown without a right is shown', () => {
  expect(artifactType('a.HTML')).toEqual({ type: 'text/html; charset=utf-8', isShown: true })
  expect(artifactType('a.pdf')).toEqual({ type: 'application/octet-stream', isShown: false })
  expect(artifactType('__proto__')).toEqual({ type: 'application/octet-stream', isShown: false })
  expect(artifactType('a.constructor').isShown).toBe(false)
})
