/** What one session did when, by slots of time: what it holds and draws does not grow with its events, and one more does not look at those before. */
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { BlockKind } from '../session/timeline/steps.ts'
import { kindOfTool } from '../session/timeline/steps.ts'
import type { PageEvent } from './event.ts'
import { agentIdOf, atMsOf, projectOf, safeMessage } from './event.ts'

export interface LaneBlock {
  /** The newest of those that it stands for. */
  readonly eventId: number
  readonly kind: BlockKind
  readonly startMs: number
  readonly endMs: number
  readonly title: string
}

/** What is drawn of a slot: the same object for as long as it looks the same. */
export interface DrawnSlot {
  readonly place: number
  readonly blocks: readonly LaneBlock[]
}

/** The same object for as long as it stands for the same. */
export interface LaneFlag {
  readonly eventId: number
  readonly level: 'warn' | 'error'
  readonly atMs: number
  readonly title: string
}

export interface LaneWindowMs {
  readonly fromMs: number
  readonly toMs: number
}

/** About as wide as the narrowest block that is drawn. */
export const slotsOfWindow = 300
/** About as wide as a flag. */
const slotsOfFlag = 4
/** The newest of each slot, to be stepped through. */
const mostIdsOfSlot = 50

/** All of a kind that begin in one slot. */
interface Mark {
  readonly slot: Slot
  readonly kind: BlockKind
  readonly startMs: number
  endMs: number
  event: PageEvent
  eventStartMs: number
  count: number
  isOpen: boolean
}

interface Flag {
  event: PageEvent
  count: number
}

interface LevelFlag extends Flag {
  readonly level: LaneFlag['level']
  /** Where it stands: several slots share a flag. */
  readonly cell: number
}

/** With what it stands for: where that is the same nothing is written anew. */
interface DrawnFlag extends Flag {
  readonly drawn: LaneFlag
}

interface Slot {
  events: number
  readonly ids: number[]
  readonly marks: Map<BlockKind, Mark>
  readonly flags: Map<LaneFlag['level'], Flag>
  /** Until a mark of it changes; of what goes on up to the window's end also until that moves. */
  drawn?: (DrawnSlot & { readonly toMs: number | undefined }) | undefined
}

interface DrawnLane {
  readonly events: number
  readonly errors: number
  readonly slots: readonly DrawnSlot[]
  readonly flags: readonly LaneFlag[]
}

export class LaneSlots {
  agent: string | undefined
  /** The name of the folder that it tells itself. */
  project: string | undefined
  isWaiting = false
  readonly #slotMs: number
  readonly #slots = new Map<number, Slot>()
  readonly #calls = new Map<string, Mark>()
  #open: Mark[] = []
  #flags: ReadonlyMap<number, DrawnFlag> = new Map()
  #ordered: readonly (readonly [number, Slot])[] | undefined

  constructor(windowMs: number) {
    this.#slotMs = windowMs / slotsOfWindow
  }

  /** In the order in which they were captured. */
  add(event: PageEvent, fromMs: number): void {
    const atMs = atMsOf(event)
    this.agent ??= agentIdOf(event)
    this.project ??= projectOf(event, none)
    this.isWaiting = isWaiting(event)
    const slot = this.#slotAt(atMs)
    slot.events++
    slot.ids.push(event.id)
    if (slot.ids.length > mostIdsOfSlot) slot.ids.shift()
    if (event.level === 'warn' || event.level === 'error') {
      const count = slot.flags.get(event.level)?.count ?? 0
      slot.flags.set(event.level, { event, count: count + 1 })
    }
    if (!this.isWaiting) this.#end(atMs)
    this.#mark(event, atMs, fromMs)
  }

  /** False when nothing is left. */
  forgetBefore(fromMs: number): boolean {
    for (const [place, { marks }] of this.#slots) {
      if ((place + 1) * this.#slotMs >= fromMs) continue
      const isSeen = [...marks.values()].some(({ isOpen, endMs }) => isOpen || endMs >= fromMs)
      if (isSeen) continue
      this.#slots.delete(place)
      this.#ordered = undefined
      for (const [call, mark] of this.#calls) if (marks.get(mark.kind) === mark) this.#calls.delete(call)
    }
    return this.#slots.size > 0
  }

  drawn({ fromMs, toMs }: LaneWindowMs): DrawnLane {
    const inSight = this.#inOrder().filter(([place]) => place * this.#slotMs <= toMs)
    const counted = inSight.filter(([place]) => (place + 1) * this.#slotMs > fromMs)
    const flags = flagsOf(counted)
    return {
      events: counted.reduce((sum, [, { events }]) => sum + events, 0),
      errors: flags.reduce((sum, { level, count }) => sum + (level === 'error' ? count : 0), 0),
      slots: inSight.flatMap(([place, slot]) => (slot.marks.size === 0 ? [] : this.#drawnSlot(place, slot, toMs))),
      // An error stands above a warning.
      flags: this.#drawnFlags(flags.toSorted((a, b) => (a.level < b.level ? 1 : a.level > b.level ? -1 : 0))),
    }
  }

  #drawnSlot(place: number, slot: Slot, toMs: number): DrawnSlot {
    const known = slot.drawn
    if (known !== undefined && (known.toMs === undefined || known.toMs === toMs)) return known
    const marks = [...slot.marks.values()]
    const isOpen = marks.some((mark) => mark.isOpen)
    const blocks = drawnOf(marks, (place + 1) * this.#slotMs, toMs)
    slot.drawn = { place, blocks, toMs: isOpen ? toMs : undefined }
    return slot.drawn
  }

  #drawnFlags(flags: readonly LevelFlag[]): readonly LaneFlag[] {
    const all = new Map<number, DrawnFlag>()
    for (const flag of flags) {
      const { event, count } = flag
      const known = this.#flags.get(keyOf(flag))
      const isSame = known?.event === event && known.count === count
      all.set(keyOf(flag), isSame ? known : { event, count, drawn: flagOf(flag) })
    }
    this.#flags = all
    return [...all.values()].map(({ drawn }) => drawn)
  }

  ids(): readonly number[] {
    return this.#inOrder().flatMap(([, { ids }]) => ids)
  }

  has(id: number): boolean {
    return [...this.#slots.values()].some(({ ids }) => ids.includes(id))
  }

  #inOrder(): readonly (readonly [number, Slot])[] {
    this.#ordered ??= [...this.#slots].sort(([a], [b]) => a - b)
    return this.#ordered
  }

  #slotAt(ms: number): Slot {
    const place = Math.floor(ms / this.#slotMs)
    const known = this.#slots.get(place)
    if (known !== undefined) return known
    const slot: Slot = { events: 0, ids: [], marks: new Map(), flags: new Map() }
    this.#slots.set(place, slot)
    this.#ordered = undefined
    return slot
  }

  /** What had no end goes up to the next that happens. */
  #end(atMs: number): void {
    for (const mark of this.#open) {
      mark.isOpen = false
      mark.endMs = Math.max(mark.endMs, atMs)
      mark.slot.drawn = undefined
    }
    this.#open = []
  }

  /** A call from its begin to its end, what tells how long it took, and a wait until the next that happens. */
  #mark(event: PageEvent, atMs: number, fromMs: number): void {
    const call = event.tool_use_id
    if (isWaiting(event)) this.#open.push(this.#block('wait', event, atMs, atMs, true))
    else if (event.hook === 'PreToolUse' && call !== undefined) {
      const mark = this.#block(kindOf(event), event, atMs, atMs, true)
      this.#open.push(mark)
      this.#calls.set(call, mark)
    } else {
      const begun = isEndOfCall(event) && call !== undefined ? this.#calls.get(call) : undefined
      if (begun === undefined) {
        const startMs = Math.max(Math.min(fromMs, atMs), atMs - (event.duration_ms ?? 0))
        this.#block(kindOf(event), event, startMs, atMs, false)
      } else {
        begun.endMs = Math.max(begun.endMs, atMs)
        begun.slot.drawn = undefined
        this.#calls.delete(call ?? '')
      }
    }
  }

  #block(kind: BlockKind, event: PageEvent, startMs: number, endMs: number, isOpen: boolean): Mark {
    const slot = this.#slotAt(startMs)
    slot.drawn = undefined
    const { marks } = slot
    const mark = marks.get(kind)
    if (mark === undefined) {
      const made: Mark = { slot, kind, startMs, endMs, event, eventStartMs: startMs, count: 1, isOpen }
      marks.set(kind, made)
      return made
    }
    mark.endMs = Math.max(mark.endMs, endMs)
    mark.event = event
    mark.count++
    mark.isOpen ||= isOpen
    return mark
  }
}

const none: ReadonlyMap<string, string> = new Map()

/** One of a level where several would stand on one another: the newest, which counts the others. */
function flagsOf(slots: readonly (readonly [number, Slot])[]): readonly LevelFlag[] {
  const found = new Map<number, LevelFlag>()
  for (const [place, slot] of slots) {
    for (const [level, { event, count }] of slot.flags) {
      const cell = Math.floor(place / slotsOfFlag)
      const key = keyOf({ level, cell })
      found.set(key, { level, cell, event, count: count + (found.get(key)?.count ?? 0) })
    }
  }
  return [...found.values()]
}

const keyOf = ({ level, cell }: Pick<LevelFlag, 'level' | 'cell'>): number => cell * 2 + Number(level === 'error')

/** Of those no wider than their slot the newest would cover the others; a wait and what goes on beyond it are always seen. */
function drawnOf(marks: readonly Mark[], slotEndMs: number, toMs: number): readonly LaneBlock[] {
  const newestId = Math.max(...marks.map(({ event }) => event.id))
  return marks
    .filter(({ kind, isOpen, endMs, event }) => {
      return kind === 'wait' || isOpen || endMs > slotEndMs || event.id === newestId
    })
    .toSorted((a, b) => Number(a.kind === 'wait') - Number(b.kind === 'wait') || a.event.id - b.event.id)
    .map((mark) => blockOf(mark, toMs))
}

function blockOf({ kind, startMs, endMs, event, count, isOpen }: Mark, toMs: number): LaneBlock {
  const untilMs = isOpen ? Math.max(endMs, toMs) : endMs
  const title = count === 1 ? titleOf(event, untilMs - startMs) : withMore(event, count)
  return { eventId: event.id, kind, startMs, endMs: untilMs, title }
}

const flagOf = ({ level, event, count }: LevelFlag): LaneFlag => ({
  eventId: event.id,
  level,
  atMs: atMsOf(event),
  title: withMore(event, count),
})

const withMore = (event: PageEvent, count: number): string =>
  count === 1 ? titleOf(event) : `${titleOf(event)} (the newest of ${count})`

const waitingTypes = new Set(['PermissionRequest', 'agent.waiting'])
const isWaiting = ({ event_type: type }: PageEvent): boolean => waitingTypes.has(type)
const isEndOfCall = ({ hook }: PageEvent): boolean => hook === 'PostToolUse' || hook === 'PostToolUseFailure'

function kindOf({ tool_name: tool, event_type: type, hook }: PageEvent): BlockKind {
  if (tool !== undefined) return kindOfTool(tool)
  if (/api_request|thinking/.test(type)) return 'think'
  return hook === 'UserPromptSubmit' || hook === 'Stop' ? 'text' : 'other'
}

/** What stands in an event never changes. */
const words = new WeakMap<PageEvent, string>()

function titleOf(event: PageEvent, tookMs = 0): string {
  const took = tookMs > 0 ? `, ${formatDurationInWords(tookMs)}` : ''
  const known = words.get(event) ?? wordsOf(event)
  words.set(event, known)
  return `${known}${took}`
}

function wordsOf(event: PageEvent): string {
  const message = safeMessage(event)
  return plainText(`${event.event_type}${message === '' ? '' : `: ${message.slice(0, 120)}`}`)
}
