import { describe, expect, it } from 'vitest'
import { isLoopbackAddress, resolveBinding } from '../../../src/dashboard/access/bind-address.ts'
import { allowedHosts, allowedOrigins, isAllowedHost } from '../../../src/dashboard/access/host.ts'
import { createOneTimeCodes } from '../../../src/dashboard/access/one-time-code.ts'
import { foreignOrigin } from '../../../src/dashboard/access/origin.ts'
import { createRateLimiter } from '../../../src/dashboard/access/rate-limit.ts'
import { isSameSecret } from '../../../src/dashboard/access/same-secret.ts'
import { createSessionCookies, sessionLifetimeMs } from '../../../src/dashboard/access/session-cookie.ts'

describe('Host', () => {
  const hosts = allowedHosts(5111)
  it.each(['localhost:5111', '127.0.0.1:5111', '[::1]:5111', 'LOCALHOST:5111'])('lets %s in', (host) => {
    expect(isAllowedHost(host, hosts)).toBe(true)
  })
  it.each([
    undefined,
    '',
    'localhost',
    'localhost:5112',
    'localhost:51111',
    'localhost:5111.evil.example',
    'localhost.evil.example:5111',
    'evil.example:5111',
    'evil-localhost:5111',
    'localhost.:5111',
    '127.0.0.1.nip.io:5111',
    '127.0.0.2:5111',
    '0.0.0.0:5111',
    '::1:5111',
    'user@localhost:5111',
    ' localhost:5111',
  ])('refuses %s', (host) => {
    expect(isAllowedHost(host, hosts)).toBe(false)
  })
  it('knows that browsers leave out port 80', () => {
    expect(isAllowedHost('localhost', allowedHosts(80))).toBe(true)
  })
})

describe('Origin and Sec-Fetch-Site', () => {
  const origins = allowedOrigins(allowedHosts(5111))
  const from = (facts: Partial<Parameters<typeof foreignOrigin>[0]>) =>
    foreignOrigin(
      { method: 'GET', origin: undefined, fetchSite: undefined, fetchMode: undefined, fetchDest: undefined, ...facts },
      origins,
    )
  it.each([
    ['a program that sends neither', {}],
    ['our own page', { origin: 'http://localhost:5111', fetchSite: 'same-origin', method: 'POST' }],
    ['a typed address', { fetchSite: 'none', fetchMode: 'navigate', fetchDest: 'document' }],
    ['a link on another port of this host', { fetchSite: 'same-site', fetchMode: 'navigate', fetchDest: 'document' }],
  ])('lets in %s', (_, facts) => expect(from(facts)).toBeUndefined())
  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame or a file', { origin: 'null' }],
    ['an empty origin', { origin: '' }],
    ['https in place of http', { origin: 'https://localhost:5111' }],
    ['another port', { origin: 'http://localhost:3000' }],
    ['a longer name', { origin: 'http://localhost:5111.evil.example' }],
    ['a cross-site fetch without Origin', { fetchSite: 'cross-site', fetchMode: 'no-cors' }],
    ['a cross-site link', { fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' }],
    ['an image on another port of this host', { fetchSite: 'same-site', fetchMode: 'no-cors', fetchDest: 'image' }],
    ['a frame on another port of this host', { fetchSite: 'same-site', fetchMode: 'navigate', fetchDest: 'iframe' }],
    [
      'a form on another port of this host',
      { method: 'POST', fetchSite: 'same-site', fetchMode: 'navigate', fetchDest: 'document' },
    ],
  ])('refuses %s', (_, facts) => expect(from(facts)).toEqual(expect.any(String)))
})

describe('the address to listen on', () => {
  it('is both loopback addresses for localhost', () => {
    expect(resolveBinding({ host: 'localhost' })).toMatchObject({ value: { addresses: ['127.0.0.1', '::1'] } })
  })
  it.each(['0.0.0.0', '::', '192.168.1.5', '8.8.8.8'])('is not %s without both flags', (host) => {
    expect(resolveBinding({ host })).toMatchObject({ error: { kind: 'not-loopback' } })
    expect(resolveBinding({ host, isRemoteAllowed: true })).toMatchObject({ error: { kind: 'not-loopback' } })
    expect(resolveBinding({ host, isTokenRequired: true })).toMatchObject({ error: { kind: 'not-loopback' } })
    expect(resolveBinding({ host, isTokenRequired: true, isRemoteAllowed: true }).ok).toBe(true)
  })
  it.each(['localhost.evil.example', '127.0.0.1.evil.example', '', '127.1', '0x7f.1'])('is not "%s"', (host) => {
    expect(resolveBinding({ host })).toMatchObject({ error: { kind: 'not-an-address' } })
  })
  it('knows loopback in every dress', () => {
    expect(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true)
    expect(['128.0.0.1', '::2', '::ffff:10.0.0.1', undefined, '127.0.0.1.1'].some(isLoopbackAddress)).toBe(false)
  })
})

describe('a one-time code', () => {
  it('works once', () => {
    const codes = createOneTimeCodes()
    const { code } = codes.issue(0)
    expect(code).toMatch(/^[0-9a-f]{32}$/)
    expect(codes.redeem(code, 1)).toBe(true)
    expect(codes.redeem(code, 2)).toBe(false)
  })
  it.each([
    [59_999, true],
    [60_000, false],
  ])('after %i ms: %s', (ms, isValid) => {
    const codes = createOneTimeCodes()
    expect(codes.redeem(codes.issue(0).code, ms)).toBe(isValid)
  })
  it('forgets the oldest of too many', () => {
    const codes = createOneTimeCodes()
    const first = codes.issue(0).code
    for (let i = 0; i < 40; i++) codes.issue(1)
    expect(codes.redeem(first, 2)).toBe(false)
  })
})

describe('the session cookie', () => {
  const cookies = createSessionCookies('a'.repeat(64), 5111)
  it('is read back until it is over', () => {
    const { value, id } = cookies.create(1000)
    expect(cookies.read(value, 1000)?.id).toBe(id)
    expect(cookies.read(value, 1000 + sessionLifetimeMs)).toBeUndefined()
  })
  it('is void when anything of it is changed', () => {
    const { value } = cookies.create(1000)
    const [id = '', expiry = '', mac = ''] = value.split('.')
    const later = (Number.parseInt(expiry, 36) + 1).toString(36)
    for (const forged of [
      '',
      'x',
      `${id}.${later}.${mac}`,
      `${id}0.${expiry}.${mac}`,
      `${value}0`,
      `${value}.x`,
      `..`,
    ]) {
      expect(cookies.read(forged, 1000)).toBeUndefined()
    }
  })
  it('lives on when it is renewed, with the CSRF value that its page knows', () => {
    const first = cookies.create(1000, 900)
    const renewed = cookies.renew(first, 5000)
    expect(cookies.read(renewed.value, 4000 + sessionLifetimeMs)).toMatchObject({ id: first.id, provenAtMs: 900 })
    expect(cookies.csrfOf(renewed)).toBe(cookies.csrfOf(first))
  })
  it('ends with the token, and does not tell its CSRF value', () => {
    const session = cookies.create(1000)
    expect(createSessionCookies('b'.repeat(64), 5111).read(session.value, 1000)).toBeUndefined()
    expect(session.value).not.toContain(cookies.csrfOf(session))
  })
})

describe('secrets', () => {
  it.each(['', 'a', 'a'.repeat(63), 'a'.repeat(65), `${'a'.repeat(63)}b`])('are compared whole: "%s"', (given) => {
    expect(isSameSecret(given, 'a'.repeat(64))).toBe(false)
    expect(isSameSecret('a'.repeat(64), 'a'.repeat(64))).toBe(true)
  })
})

describe('the rate limit', () => {
  it('lets a burst through, then one per refill, per key', () => {
    const limiter = createRateLimiter({ burst: 2, refillMs: 1000 })
    expect([limiter.take('a', 0), limiter.take('a', 0), limiter.take('a', 0)]).toEqual([undefined, undefined, 1000])
    expect(limiter.take('b', 0)).toBeUndefined()
    expect([limiter.take('a', 999), limiter.take('a', 1000), limiter.take('a', 1000)]).toEqual([1, undefined, 1000])
  })
  it('does not punish a clock that jumps back', () => {
    const limiter = createRateLimiter({ burst: 1, refillMs: 1000 })
    limiter.take('a', 10_000)
    expect(limiter.take('a', 0)).toBe(1000)
    expect(limiter.take('a', 1000)).toBeUndefined()
  })
})
