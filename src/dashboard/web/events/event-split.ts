/** Counts of events as bars: which kinds a bar is made of, and how many of each. Pure. */
import type { EventCount, SplitKey } from '../../../core/captured/event-counts.ts'
import type { BarKind, TimeBin } from './bars.ts'
import { levelKinds } from './bars.ts'

export interface CountedKind extends BarKind {
  readonly events: number
}

export interface EventSplit {
  readonly bins: readonly TimeBin[]
  /** From below, only those that there are. */
  readonly kinds: readonly CountedKind[]
  readonly events: number
}

/** As many as there are hues beside the one of the rest. */
const mostKinds = 7
/** As the server calls those that it does not name. */
const others = '…'

export function splitOf(counts: readonly EventCount[], by: SplitKey): EventSplit {
  const totals = new Map<string, number>()
  for (const { name, events } of counts) totals.set(name, (totals.get(name) ?? 0) + events)
  const kindOf = by === 'level' ? levelKindOf : kindsByFrequency(totals)
  const bins = new Map<number, Record<string, number>>()
  const kinds = new Map<BarKind, number>()
  for (const { fromMs, name, events } of counts) {
    const kind = kindOf(name)
    const bin = bins.get(fromMs) ?? {}
    bins.set(fromMs, bin)
    bin[kind.key] = (bin[kind.key] ?? 0) + events
    kinds.set(kind, (kinds.get(kind) ?? 0) + events)
  }
  const order = by === 'level' ? levelKinds : [...kinds.keys()].sort((a, b) => (a.key < b.key ? -1 : 1))
  return {
    bins: [...bins].sort(([a], [b]) => a - b).map(([fromMs, each]) => ({ fromMs, counts: each })),
    kinds: order.flatMap((kind) => {
      const events = kinds.get(kind)
      return events === undefined ? [] : [{ ...kind, events }]
    }),
    events: [...kinds.values()].reduce((sum, events) => sum + events, 0),
  }
}

const levelKindOf = (name: string): BarKind =>
  levelKinds.find(({ key }) => key === (name || 'none')) ?? (levelKinds[1] as BarKind)

function kindsByFrequency(totals: ReadonlyMap<string, number>): (name: string) => BarKind {
  const rest: BarKind = { key: 's8', name: 'others', hue: 's8' }
  const named = [...totals].filter(([name]) => name !== others).sort(([, a], [, b]) => b - a)
  const kinds = new Map(
    named.slice(0, mostKinds).map(([name], index) => {
      const hue = `s${index + 1}`
      return [name, { key: hue, name: name === '' ? 'none' : name, hue }] as const
    }),
  )
  return (name) => kinds.get(name) ?? rest
}
