/** Which sessions their user connected, where they stand on the canvas, and which groups that makes. Pure. */
import type { ProcessRef } from '../process/process.ts'

/** A session that was put somewhere or connected, and the process that was at it: `/clear` gives that one another session. */
export interface TeamMember extends ProcessRef {
  readonly number: number
  readonly sessionId: string
  /** Its upper left corner; absent: it was never moved. */
  readonly place?: Place | undefined
}

export interface Place {
  readonly x: number
  readonly y: number
}

/** By the numbers of its members. */
export type TeamConnection = readonly [number, number]

export interface KeptTeam {
  readonly members: readonly TeamMember[]
  readonly connections: readonly TeamConnection[]
}

/** Of the canvas, each way. */
export const canvasSize = 3000
export const nodeSize = { width: 144, height: 44 } as const

export interface TeamGraph {
  /** Only who runs and has a session. */
  readonly nodes: readonly (Place & { readonly sessionId: string; readonly name: string })[]
  /** Sessions, each pair once. */
  readonly connections: readonly (readonly [string, string])[]
  /** Two and more that are connected, over others or not; the largest first. */
  readonly groups: readonly (readonly string[])[]
  /** What could not be read or written. */
  readonly problem?: string | undefined
}

interface Online extends ProcessRef {
  readonly sessionId: string
}

/** Who each kept one is now: by its session, else by its process. */
export function membersOnline(members: readonly TeamMember[], online: readonly Online[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  const isTaken = new Set<string>()
  const take = (number: number, sessionId: string | undefined) => {
    if (sessionId === undefined || isTaken.has(sessionId) || found.has(number)) return
    found.set(number, sessionId)
    isTaken.add(sessionId)
  }
  for (const { number, sessionId } of members) {
    take(number, online.find((one) => one.sessionId === sessionId)?.sessionId)
  }
  for (const { number, pid, start } of members) {
    take(number, online.find((one) => one.pid === pid && one.start === start)?.sessionId)
  }
  return found
}

export function teamGraph(
  { members, connections }: KeptTeam,
  online: readonly Online[],
  names: ReadonlyMap<string, string>,
): TeamGraph {
  const now = membersOnline(members, online)
  const kept = new Map(
    members.flatMap(({ number, place }) => {
      const sessionId = now.get(number)
      return sessionId === undefined || place === undefined ? [] : [[sessionId, place] as const]
    }),
  )
  const pairs = connections.flatMap(([a, b]): (readonly [string, string])[] => {
    const [from, to] = [now.get(a), now.get(b)]
    return from === undefined || to === undefined ? [] : [[from, to]]
  })
  const sessionIds = online.map(({ sessionId }) => sessionId)
  const places = placesFor(sessionIds, kept)
  return {
    nodes: sessionIds.map((sessionId) => ({
      sessionId,
      name: names.get(sessionId) ?? sessionId,
      ...(places.get(sessionId) ?? { x: 0, y: 0 }),
    })),
    connections: pairs,
    groups: groupsOf(sessionIds, pairs),
  }
}

/** Connected ones together, in the order in which they came; the largest group first. */
export function groupsOf(
  sessionIds: readonly string[],
  connections: readonly (readonly [string, string])[],
): readonly (readonly string[])[] {
  const groups: string[][] = []
  const seen = new Set<string>()
  for (const sessionId of sessionIds) {
    if (seen.has(sessionId)) continue
    const reached = reachedFrom(sessionId, connections)
    const group = sessionIds.filter((one) => reached.has(one))
    for (const one of group) seen.add(one)
    if (group.length > 1) groups.push(group)
  }
  return groups.toSorted((a, b) => b.length - a.length)
}

function reachedFrom(first: string, connections: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const reached = new Set([first])
  // A set tells what is added while it is gone through.
  for (const one of reached) {
    for (const [a, b] of connections) {
      if (a === one) reached.add(b)
      if (b === one) reached.add(a)
    }
  }
  return reached
}

const [columnWidth, rowHeight, columns, margin, gap] = [184, 84, 4, 40, 20]

/** Who was never moved gets the first place where nobody stands. */
function placesFor(sessionIds: readonly string[], kept: ReadonlyMap<string, Place>): ReadonlyMap<string, Place> {
  const places = new Map([...kept].map(([sessionId, place]) => [sessionId, onCanvas(place)] as const))
  let slot = 0
  for (const sessionId of sessionIds) {
    while (!places.has(sessionId)) {
      const place = slotAt(slot)
      slot += 1
      if (![...places.values()].some((other) => isOver(place, other))) places.set(sessionId, place)
    }
  }
  return places
}

const slotAt = (slot: number): Place =>
  onCanvas({ x: margin + (slot % columns) * columnWidth, y: margin + Math.floor(slot / columns) * rowHeight })

/** With a gap around. */
const isOver = (a: Place, b: Place): boolean =>
  Math.abs(a.x - b.x) < nodeSize.width + gap && Math.abs(a.y - b.y) < nodeSize.height + gap

export const onCanvas = ({ x, y }: Place): Place => ({
  x: Math.round(Math.min(canvasSize - nodeSize.width, Math.max(0, x))),
  y: Math.round(Math.min(canvasSize - nodeSize.height, Math.max(0, y))),
})
