import { describe, expect, it } from 'vitest'
import { canvasSize, groupsOf, membersOnline, nodeSize, onCanvas, teamGraph } from '../../../src/core/team/graph.ts'

const online = (...sessionIds: readonly string[]) =>
  sessionIds.map((sessionId, index) => ({ sessionId, pid: 100 + index, start: String(index) }))
const member = (number: number, sessionId: string, more: object = {}) => ({
  ...{ number, sessionId, pid: 900 + number, start: 'x' },
  ...more,
})
const graph = (members: ReturnType<typeof member>[], agents: ReturnType<typeof online>) =>
  teamGraph({ members, connections: [] }, agents, new Map())

describe('groups', () => {
  it('are all that a connection reaches, over others too; who stands alone is in none', () => {
    expect(
      groupsOf(
        ['a', 'b', 'c', 'd', 'e', 'f'],
        [
          ['a', 'b'],
          ['d', 'e'],
          ['e', 'f'],
        ],
      ),
    ).toEqual([
      ['d', 'e', 'f'],
      ['a', 'b'],
    ])
  })

  it('are not held together by one that does not run', () => {
    const members = [member(1, 'a'), member(2, 'gone'), member(3, 'c')]
    const connections = [
      [1, 2],
      [2, 3],
    ] as const
    expect(teamGraph({ members, connections }, online('a', 'c'), new Map()).groups).toEqual([])
  })
})

describe('who a kept one is now', () => {
  it('is its session; else the process that was at it, unless another one is at that session', () => {
    const agents = [
      { sessionId: 'new', pid: 1, start: '1' },
      { sessionId: 'old', pid: 2, start: '2' },
    ]
    const kept = [member(1, 'old', { pid: 1, start: '1' }), member(2, 'gone', { pid: 1, start: '1' })]
    expect([...membersOnline(kept, agents)]).toEqual([
      [1, 'old'],
      [2, 'new'],
    ])
  })

  it('is nobody where only the pid is the same', () => {
    expect(
      membersOnline([member(1, 'gone', { pid: 1, start: '1' })], [{ sessionId: 'a', pid: 1, start: '2' }]).size,
    ).toBe(0)
  })
})

describe('places', () => {
  it('are those that were kept; who was never moved stands where nobody does', () => {
    const kept = member(1, 'b', { place: { x: 60, y: 50 } })
    const { nodes } = graph([kept], online('a', 'b', 'c'))
    expect(nodes.find(({ sessionId }) => sessionId === 'b')).toMatchObject({ x: 60, y: 50 })
    const overlaps = nodes.flatMap((one, index) =>
      nodes
        .slice(index + 1)
        .filter((other) => Math.abs(one.x - other.x) < nodeSize.width && Math.abs(one.y - other.y) < nodeSize.height),
    )
    expect(overlaps).toEqual([])
  })

  it('are on the canvas, whatever was kept', () => {
    expect(onCanvas({ x: -5, y: canvasSize * 2 })).toEqual({ x: 0, y: canvasSize - nodeSize.height })
    expect(graph([member(1, 'a', { place: { x: 9e9, y: 0.4 } })], online('a')).nodes[0]).toMatchObject({
      x: canvasSize - nodeSize.width,
      y: 0,
    })
  })

  it('are found for a hundred, with the rest of the canvas full of them', () => {
    const many = online(...Array.from({ length: 100 }, (_, index) => `s${index}`))
    const places = graph([], many).nodes.map(({ x, y }) => `${x} ${y}`)
    expect(new Set(places).size).toBe(100)
  })
})
