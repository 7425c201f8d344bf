/** What of the canvas is seen, and where the arrow keys lead on it. Pure; lengths in pixels of the canvas where nothing else is said. */
import { canvasSize, nodeSize, type Place } from '../../../core/team/graph.ts'

export interface View extends Place {
  readonly scale: number
}

export interface Box {
  readonly width: number
  readonly height: number
}

export const firstView: View = { x: 0, y: 0, scale: 1 }
const [leastScale, mostScale] = [0.4, 2]
const margin = 40

/** `dx`, `dy` as they are on the screen. */
export const panned = (view: View, dx: number, dy: number, box: Box): View =>
  within({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale }, box)

/** What is under this point of the screen stays under it. */
export function zoomed(view: View, factor: number, at: Place, box: Box): View {
  const scale = Math.min(mostScale, Math.max(leastScale, view.scale * factor))
  const [x, y] = [view.x + at.x / view.scale - at.x / scale, view.y + at.y / view.scale - at.y / scale]
  return within({ x, y, scale }, box)
}

/** All of them, no larger than they are. */
export function fitted(places: readonly Place[], box: Box): View {
  if (places.length === 0) return firstView
  const [left, top] = [Math.min(...places.map(({ x }) => x)), Math.min(...places.map(({ y }) => y))]
  const width = Math.max(...places.map(({ x }) => x)) + nodeSize.width - left + 2 * margin
  const height = Math.max(...places.map(({ y }) => y)) + nodeSize.height - top + 2 * margin
  const scale = Math.min(1, Math.max(leastScale, Math.min(box.width / width, box.height / height)))
  return within({ x: left - margin, y: top - margin, scale }, box)
}

/** Moved as little as it takes to have this one in sight. */
export function withInSight(view: View, { x, y }: Place, box: Box): View {
  const [width, height] = [box.width / view.scale, box.height / view.scale]
  const inSight = (from: number, size: number, at: number, length: number) =>
    at - margin < from ? at - margin : Math.max(from, at + length + margin - size)
  return within(
    { ...view, x: inSight(view.x, width, x, nodeSize.width), y: inSight(view.y, height, y, nodeSize.height) },
    box,
  )
}

function within({ x, y, scale }: View, box: Box): View {
  const most = (length: number) => Math.max(0, canvasSize - length / scale)
  return { x: Math.min(most(box.width), Math.max(0, x)), y: Math.min(most(box.height), Math.max(0, y)), scale }
}

export const arrows = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
} as const satisfies Readonly<Record<string, readonly [number, number]>>
export type Arrow = keyof typeof arrows
export const isArrow = (key: string): key is Arrow => Object.hasOwn(arrows, key)

interface Standing extends Place {
  readonly sessionId: string
}

/** The nearest one that way: one it is connected with before others that are as far. */
export function neighbour(
  from: Standing,
  arrow: Arrow,
  nodes: readonly Standing[],
  isConnected: (sessionId: string) => boolean,
): string | undefined {
  const [dx, dy] = arrows[arrow]
  const reachable = nodes.flatMap((node) => {
    const along = (node.x - from.x) * dx + (node.y - from.y) * dy
    const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx)
    if (node.sessionId === from.sessionId || along <= 0) return []
    const far = along + 2 * aside
    return [{ sessionId: node.sessionId, far: isConnected(node.sessionId) ? far / 2 : far }]
  })
  return reachable.toSorted((a, b) => a.far - b.far)[0]?.sessionId
}
