import { describe, expect, it } from 'vitest'
import { placeAfter } from '../../../src/dashboard/web/parts/place-after.ts'

describe('a key in a list', () => {
  const list = { count: 30, perLine: 1, pageSize: 12 }

  it.each([
    ['ArrowDown', 4, 5],
    ['ArrowUp', 4, 3],
    ['PageDown', 4, 16],
    ['PageUp', 16, 4],
    ['Home', 16, 0],
    ['End', 4, 29],
  ])('%s leads from %i to %i', (key, from, to) => {
    expect(placeAfter(key, from, list)).toBe(to)
  })

  it.each([
    ['ArrowDown', 29],
    ['PageDown', 25],
    ['ArrowUp', 0],
    ['PageUp', 3],
  ])('%s ends at the edge from %i', (key, from) => {
    expect(placeAfter(key, from, list)).toBe(key.endsWith('Down') ? 29 : 0)
  })

  it('leaves to the browser what is none of its keys, and pages where it has none', () => {
    expect(placeAfter('ArrowRight', 4, list)).toBeUndefined()
    expect(placeAfter('x', 4, list)).toBeUndefined()
    expect(placeAfter('PageDown', 4, { count: 30, perLine: 1 })).toBeUndefined()
    expect(placeAfter('PageUp', 4, { count: 30, perLine: 1 })).toBeUndefined()
  })
})

describe('a key in a field of seven lines', () => {
  const week = { count: 168, perLine: 24, pageSize: 10 }

  it.each([
    ['ArrowDown', 30, 54],
    ['ArrowUp', 30, 6],
    ['ArrowRight', 30, 31],
    ['ArrowLeft', 30, 29],
    ['Home', 30, 24],
    ['End', 30, 47],
  ])('%s leads from %i to %i', (key, from, to) => {
    expect(placeAfter(key, from, week)).toBe(to)
  })

  it.each([
    ['ArrowUp', 6],
    ['ArrowDown', 160],
    ['ArrowLeft', 24],
    ['ArrowRight', 47],
  ])('%s stays at the edge, at %i', (key, at) => {
    expect(placeAfter(key, at, week)).toBe(at)
  })

  it('leaves pages to the browser', () => {
    expect(placeAfter('PageDown', 30, week)).toBeUndefined()
  })
})
