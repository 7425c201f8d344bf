import { describe, expect, it } from 'vitest'
import { canvasSize } from '../../../../src/core/team/graph.ts'
import { fitted, neighbour, panned, withInSight, zoomed } from '../../../../src/dashboard/web/team/canvas-view.ts'

const box = { width: 800, height: 500 }
const view = { x: 100, y: 100, scale: 1 }

describe('what of the canvas is seen', () => {
  it('moves with the hand, and ends where the canvas does', () => {
    expect(panned({ ...view, scale: 2 }, 50, -20, box)).toEqual({ x: 75, y: 110, scale: 2 })
    expect(panned(view, 5_000, 5_000, box)).toEqual({ x: 0, y: 0, scale: 1 })
    expect(panned(view, -9_000, -9_000, box)).toEqual({ x: canvasSize - 800, y: canvasSize - 500, scale: 1 })
  })

  it('grows and shrinks around the point that is looked at, within bounds', () => {
    const at = { x: 400, y: 250 }
    const near = zoomed(view, 1.25, at, box)
    expect([near.x + at.x / near.scale, near.y + at.y / near.scale]).toEqual([500, 350])
    expect([zoomed(view, 100, at, box).scale, zoomed(view, 0.001, at, box).scale]).toEqual([2, 0.4])
  })

  it('fits all of them, and makes none larger than it is', () => {
    const far = fitted(
      [
        { x: 100, y: 100 },
        { x: 1_500, y: 700 },
      ],
      box,
    )
    expect(far.scale).toBeCloseTo(800 / (1_400 + 144 + 80))
    expect(fitted([{ x: 100, y: 100 }], box)).toEqual({ x: 60, y: 60, scale: 1 })
    expect(fitted([], box)).toEqual({ x: 0, y: 0, scale: 1 })
  })

  it('follows the one that the keys lead to, no further than it takes', () => {
    expect(withInSight(view, { x: 400, y: 300 }, box)).toEqual(view)
    expect(withInSight(view, { x: 1_000, y: 300 }, box)).toEqual({ x: 384, y: 100, scale: 1 })
    expect(withInSight(view, { x: 100, y: 50 }, box)).toEqual({ x: 60, y: 10, scale: 1 })
  })
})

describe('an arrow', () => {
  const nodes = [
    { sessionId: 'here', x: 400, y: 300 },
    { sessionId: 'right', x: 600, y: 300 },
    { sessionId: 'far right', x: 770, y: 300 },
    { sessionId: 'below', x: 410, y: 420 },
  ]
  const [here = { sessionId: '', x: 0, y: 0 }] = nodes
  const nobody = () => false

  it('leads to the nearest that way, and nowhere where nobody is', () => {
    expect(neighbour(here, 'ArrowRight', nodes, nobody)).toBe('right')
    expect(neighbour(here, 'ArrowDown', nodes, nobody)).toBe('below')
    expect(neighbour(here, 'ArrowUp', nodes, nobody)).toBeUndefined()
  })

  it('prefers one that is connected, though it is a little further', () => {
    expect(neighbour(here, 'ArrowRight', nodes, (id) => id === 'far right')).toBe('far right')
  })
})
