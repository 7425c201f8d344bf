/** Addresses on a screen: as where they lead, and none that is hidden or runs something. */
import { expect, it } from 'vitest'
import { findLinks, linkOf } from '../../../src/core/tasks/find-links.ts'

const urls = (text: string) => findLinks(text).map(({ url }) => url)

it('an address ends where its sentence does, and keeps the brackets that it opened', () => {
  expect(urls('See https://a.example/x. Then (http://b.example:8080/y?z=1#q), or "https://c.example/w_(v)"!')).toEqual([
    'https://a.example/x',
    'http://b.example:8080/y?z=1#q',
    'https://c.example/w_(v)',
  ])
  expect(urls('│ https://d.example/path │ https://d.example/path')).toEqual(['https://d.example/path'])
})

it('colours within it are no part of it, and words that hide one are told beside where it leads', () => {
  expect(urls('\u001b[4mhttps://a.example/\u001b[0m\u001b[2mx\u001b[0m')).toEqual(['https://a.example/x'])
  const link = (address: string, words: string) => `\u001b]8;id=1;${address}\u001b\\${words}\u001b]8;;\u001b\\`
  expect(findLinks(`${link('https://evil.example/', '\u001b[1mhttps://bank.example\u001b[0m')} `)).toEqual([
    { url: 'https://evil.example/', host: 'evil.example', words: 'https://bank.example' },
    { url: 'https://bank.example/', host: 'bank.example' },
  ])
})

it('nothing is one that is not http, or names somebody before its host', () => {
  for (const wrong of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://bank.example@evil.example/',
    'https://',
    'x',
  ])
    expect(linkOf(wrong), wrong).toBeUndefined()
  expect(urls('https://user:secret@host.example/ ftp://x.example')).toEqual([])
  expect(linkOf('https://еxample.com/')).toEqual({ url: 'https://xn--xample-2of.com/', host: 'xn--xample-2of.com' })
})
