/** Which requests are answered together. */
import { expect, it } from 'vitest'
import type { ListedItem, WaitingItem } from '../../../../src/core/waiting/waiting-report.ts'
import { isPickable } from '../../../../src/core/waiting/waiting-report.ts'
import { rangeTo, toggled } from '../../../../src/dashboard/web/waiting/picked.ts'

const item = (id: string, more: object = {}): WaitingItem =>
  ({
    id,
    kind: 'permission',
    agent: 'claude',
    summary: id,
    approval: { kind: 'permission', state: 'open', ...more },
  }) as WaitingItem
const done: ListedItem = { id: 'z', kind: 'done', agent: 'claude', summary: '' }
const force = item('force', { irrevocable: { sentence: 'It rewrites.' } })
const ids = (picked: ReadonlySet<string>) => [...picked].join(' ')

it('only permissions that wait and can be taken back may be chosen', () => {
  expect(isPickable(item('a'))).toBe(true)
  const others = [
    force,
    item('q', { kind: 'question' }),
    item('o', { state: 'over' }),
    item('s', { state: 'sent' }),
    done,
  ]
  expect(others.filter(isPickable)).toEqual([])
  expect(isPickable({ id: 'u', kind: 'permission', agent: 'codex', summary: '' })).toBe(false)
})

it('one is chosen and let go, several from the last one on, whichever way, without those that may not be', () => {
  expect(ids(toggled(new Set(['a']), 'b'))).toBe('a b')
  expect(ids(toggled(new Set(['a', 'b']), 'a'))).toBe('b')
  const items = [item('a'), force, item('b'), item('c'), done]
  expect(ids(rangeTo(items, new Set(['c']), 'c', 'a'))).toBe('c a b')
  expect(ids(rangeTo(items, new Set(), undefined, 'b'))).toBe('b')
  expect(ids(rangeTo(items, new Set(['a']), 'gone', 'b'))).toBe('a')
})
