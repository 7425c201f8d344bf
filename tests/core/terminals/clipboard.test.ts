/** What a program would put into a clipboard is found, taken out of what goes on to a terminal, and never answered. */
import { expect, it } from 'vitest'
import { withoutClipboard } from '../../../src/core/terminals/without-clipboard.ts'
import { copiedText } from '../../../src/runner/screen/copied-text.ts'

const osc = (text: string, end = '\u0007') => `\u001b]52;c;${Buffer.from(text).toString('base64')}${end}`

it('wherever it is cut into pieces, nothing of it goes on and nothing else is lost', () => {
  const said = `ä1${osc('secret')}2\u001b[31m${osc('other', '\u001b\\')}3\u001b]0;title\u0007\u001b]5`
  const bytes = Buffer.from(said)
  for (let size = 1; size <= bytes.length; size += 1) {
    const plain = withoutClipboard()
    let out = ''
    for (let at = 0; at < bytes.length; at += size) out += plain(bytes.subarray(at, at + size)).toString('latin1')
    // What may yet become one is held.
    expect(Buffer.from(out, 'latin1').toString('utf8')).toBe('ä12\u001b[31m3\u001b]0;title\u0007')
  }
})

it('a question, a broken or a too long one is none', () => {
  const of = (text: string) => `c;${Buffer.from(text).toString('base64')}`
  expect(copiedText(of('grüße\n'))).toBe('grüße\n')
  for (const none of ['c;?', 'c;', 'c', '', 'c;***', `c;${Buffer.from([0xff, 0xfe]).toString('base64')}`])
    expect(copiedText(none)).toBeUndefined()
  expect(copiedText(of('x'.repeat(1024 * 1024)))).toHaveLength(1024 * 1024)
  expect(copiedText(of('x'.repeat(1024 * 1024 + 1)))).toBeUndefined()
})
