import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatRoute, parseRoute } from '../../../src/dashboard/web/route.ts'
import type { Screen } from '../../../src/dashboard/web/screens.ts'
import { screens } from '../../../src/dashboard/web/screens.ts'

describe('the address', () => {
  it.each([
    '/',
    '/usage?range=7d',
    '/sessions',
    '/sessions/3f2a91c4',
    '/settings',
    '/popover',
    '/tasks/t7k2f9?view=zoom',
    '/signin',
    '/?q=a+b&open=1%3A2',
  ])('is the same after reading and writing: %s', (url) =>
    expect(formatRoute(parseRoute(`http://localhost:5111${url}`))).toBe(url),
  )

  it('of every screen leads to it, and its code is where it is looked for', () => {
    for (const screen of Object.keys(screens) as Screen[]) {
      expect(parseRoute(formatRoute({ screen, sessionId: '3f2a', taskId: 't7k2f9', query: {} })).screen).toBe(screen)
      expect(existsSync(new URL(`../../../src/dashboard/web/${screen}/${screen}-screen.tsx`, import.meta.url))).toBe(
        true,
      )
    }
  })

  it('leaves out what is empty', () => {
    expect(formatRoute({ screen: 'processes', query: { q: '', show: 'stale' } })).toBe('/?show=stale')
  })

  it('reads an unknown path as the start page and survives a broken one', () => {
    expect(parseRoute('/nonsense/x').screen).toBe('processes')
    expect(parseRoute('/sessions/%E0%A4%A')).toMatchObject({ screen: 'session', sessionId: '%E0%A4%A' })
  })
})
