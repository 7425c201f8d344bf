/** The bus for one reader: `begin` or `resync` with its place in the stream, then events as they are on the bus. */
import type { BusEvent, EventId } from '../../core/events/event.ts'
import type { EventType } from '../../core/events/event-types.ts'
import { isState } from '../../core/events/event-types.ts'
import type { BusService } from '../../services/bus.ts'
import { fleetJson } from '../fleet-json.ts'
import { Frame } from './frame.ts'
import type { StreamSource } from './streams.ts'

/** Where a stream begins, again. A gap: facts before it can't be told. */
type Place = { readonly type: 'begin'; readonly id: EventId } | { readonly type: 'resync'; readonly id: EventId }

export interface BusReader {
  readonly types: readonly EventType[]
  readonly after?: EventId | undefined
  readonly isAttentive: boolean
  /** Said as well under the names of before: `processes` and `usage`, with their data alone. */
  readonly isInOldNames: boolean
}

/** Facts that wait for a slow reader; a state waits once, whoever is slow. */
const mostWaiting = 512

export function busSource(bus: BusService, reader: BusReader): StreamSource<BusEvent | Place> {
  let newestId = reader.after ?? 0
  const { types, after, isAttentive } = reader
  return {
    kind: 'bus',
    keyOf: ({ type }) => (type === 'begin' || type === 'resync' ? 'place' : isState(type) ? type : undefined),
    most: mostWaiting,
    resync: () => [{ type: 'resync', id: newestId }],
    begin(outbox) {
      const tell = (item: BusEvent | Place) => {
        newestId = item.id
        outbox.push(item)
      }
      return bus.follow<EventType>(types, tell, {
        after,
        isAttentive,
        onBegin: (id, isGap) => tell({ type: isGap ? 'resync' : 'begin', id }),
      })
    },
    frames: (item) => (reader.isInOldNames ? [frameOf(item), ...oldFrames(item)] : [frameOf(item)]),
  }
}

const frames = new WeakMap<BusEvent, Frame>()

/** Made once, however many read it. */
function frameOf(item: BusEvent | Place): Frame {
  if (item.type === 'begin' || item.type === 'resync') return new Frame(item.type, '{}', item.id)
  const known = frames.get(item)
  if (known !== undefined) return known
  const made = new Frame(item.type, eventJson(item), item.id)
  frames.set(item, made)
  return made
}

function eventJson(event: BusEvent): string {
  if (event.type !== 'fleet.changed') return JSON.stringify(event)
  const { data, ...head } = event
  return `${JSON.stringify(head).slice(0, -1)},"data":${fleetJson(data).text}}`
}

function oldFrames(item: BusEvent | Place): readonly Frame[] {
  if (item.type === 'fleet.changed') return [new Frame('processes', fleetJson(item.data).text, item.id)]
  return item.type === 'usage.changed' ? [new Frame('usage', '{}', item.id)] : []
}
