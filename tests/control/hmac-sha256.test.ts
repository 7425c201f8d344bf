import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { hmacSha256 } from '../../src/control/hmac-sha256.ts'

const genuine = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')

it('is what node:crypto makes, at every length around the blocks it goes by, and of any text', () => {
  const lengths = Array.from({ length: 140 }, (_, at) => at)
  for (const bytes of lengths) {
    const [key, text] = ['k'.repeat(bytes), 'ä€x'.repeat(bytes).slice(0, bytes)]
    expect(hmacSha256('key', text)).toBe(genuine('key', text))
    expect(hmacSha256(key, `tce identity ${bytes}`)).toBe(genuine(key, `tce identity ${bytes}`))
  }
  const long = 'a'.repeat(100_000)
  expect(hmacSha256(long, long)).toBe(genuine(long, long))
})

it('is what RFC 4231 says', () => {
  expect(hmacSha256('Jefe', 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})
