/** The canvas as the server has it, joined with the agents as they are now; and what is done to it. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { Place, TeamGraph } from '../../../core/team/graph.ts'
import type { TeamChange } from '../../../services/team.ts'
import { announce } from '../announcer.tsx'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { isLive, liveFleet, teamVersion } from '../live/live-store.ts'
import { orSay } from '../parts/or-say.ts'
import { computed, effect, signal } from '../store.ts'

export const graph = signal<TeamGraph | undefined>(undefined)
export const graphProblem = signal<ApiProblem | undefined>(undefined)

/** Where the pointer put them, until the server has that. */
export const moved = signal<ReadonlyMap<string, Place>>(new Map())

export interface TeamNode extends Place {
  readonly sessionId: string
  readonly name: string
  readonly agent: FleetAgentReport
  /** Its group among all, from 0; undefined: it stands alone. */
  readonly group: number | undefined
}

export const nodes = computed((): readonly TeamNode[] => {
  const { nodes: kept = [], groups = [] } = graph.value ?? {}
  const agents = liveFleet.value?.processes ?? []
  return kept.flatMap((node) => {
    const agent = agents.find(({ sessionId }) => sessionId === node.sessionId)
    if (agent === undefined) return []
    const group = groups.findIndex((one) => one.includes(node.sessionId))
    return [{ ...node, ...moved.value.get(node.sessionId), agent, group: group < 0 ? undefined : group }]
  })
})

/** Who runs with a session, in a word that changes when they do. */
const whoRuns = computed(() =>
  (liveFleet.value?.processes ?? [])
    .flatMap(({ sessionId }) => sessionId ?? [])
    .toSorted()
    .join(' '),
)

/** Until what it returns is called. */
export const followGraph = (): (() => void) =>
  effect(() => {
    void [whoRuns.value, teamVersion.value]
    if (isLive.value) void readGraph()
  })

let asked = 0
/** Of two answers the one to the later question counts. */
export async function readGraph(): Promise<void> {
  asked += 1
  const own = asked
  const answer = await ask(api.team.graph.$get())
  if (own !== asked) return
  if (answer.ok) take(answer.value as TeamGraph)
  graphProblem.value = answer.ok ? undefined : answer.error
}

function take(next: TeamGraph): void {
  graph.value = next
  moved.value = new Map()
}

async function change(asking: TeamChange): Promise<boolean> {
  const changed = orSay(await ask(api.team.graph.$post({ json: asking as never })))
  if (changed !== undefined) take(changed as TeamGraph)
  return changed !== undefined
}

export const isConnected = (a: string, b: string): boolean =>
  (graph.value?.connections ?? []).some(([from, to]) => (from === a && to === b) || (from === b && to === a))

export const connect = (a: string, b: string, isOn: boolean): Promise<boolean> =>
  change({ do: isOn ? 'connect' : 'disconnect', a, b })

/** At once on the screen; kept when it is put down. */
export function move(sessionId: string, place: Place): void {
  moved.value = new Map(moved.peek()).set(sessionId, place)
}

export async function keepPlaces(): Promise<void> {
  const places = [...moved.peek()].map(([sessionId, place]) => ({ sessionId, ...place }))
  if (places.length === 0) return
  if (await change({ do: 'place', places })) announce('Kept where it stands.')
  else moved.value = new Map()
}

export const nameOf = (sessionId: string): string =>
  graph.value?.nodes.find((node) => node.sessionId === sessionId)?.name ?? sessionId
