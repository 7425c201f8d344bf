/** The writing side: one store, its batches, and its upkeep in small steps between them. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CaptureOutcome } from '../core/captured/captured-event.ts'
import type { GivenBack } from '../core/captured/event-retention.ts'
import type { PointsTaken } from '../core/otlp/series-point.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import { openKeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { isBusy, isStorageProblem } from '../storage/sqlite.ts'
import { createCheckpoints } from './event-checkpoints.ts'
import { createEventCleaner } from './event-cleaner.ts'
import { rebuildDerived } from './event-rebuild.ts'
import { eventMigrations } from './event-schema.ts'
import { freeBytesIn, giveBack, indexTexts, stepSize } from './event-upkeep.ts'
import { EventWriter } from './event-writer.ts'
import { SeriesWriter } from './series-writer.ts'
import type { KeeperState, ThreadCall } from './thread-messages.ts'

export interface EventKeeper {
  answer(call: ThreadCall): Promise<unknown>
  /** Why the disk takes nothing, where that is what went wrong. */
  whyUnwritable(cause: unknown): string | undefined
  readonly state: KeeperState
}

/** Between two steps of upkeep whoever captures has the store to itself. */
const restMs = 15
/** What was captured waits so long for its place in the index: each step is a commit, and many go into one. */
const behindMs = 150
/** Whoever captures may wait for a step of it. */
const indexForMs = 6
/** Nothing was left to do: what comes is noticed with the next capture, what grows old by this look. */
const lookAgainMs = 60_000

class Unwritable extends Error {}

/** Also of one that is gone since. */
const newestIdOf = (database: Database): number =>
  (database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'").pluck().get() as number | undefined) ?? 0

export function openEventKeeper(path: string, machine: string): EventKeeper {
  let store: KeptStore | undefined
  let writer: { readonly of: Database; readonly writer: EventWriter } | undefined
  const checkpoints = createCheckpoints({ path, machine })
  const cleaner = createEventCleaner()
  const indexing = stepSize(indexForMs)
  let givesBackSpace = true
  let upkeep: NodeJS.Timeout | undefined
  let upkeepAtMs = 0
  let isClosed = false

  function opened(): KeptStore {
    if (store !== undefined) return store
    const result = openKeptStore({
      path,
      migrations: eventMigrations,
      isCheckedFirst: false,
      givesBackSpace: true,
      afterCarryingOver: rebuildDerived,
    })
    if (!result.ok) throw new Unwritable(result.error.message)
    store = result.value
    return store
  }

  async function write<T>(change: (database: Database) => T): Promise<T> {
    const kept = opened()
    const value = await kept.write(change)
    await kept.read(checkpoints.after)
    return value
  }

  function writerOn(database: Database): EventWriter {
    if (writer?.of !== database) writer = { of: database, writer: new EventWriter(database, machine) }
    return writer.writer
  }

  async function capture(call: Extract<ThreadCall, { do: 'capture' }>): Promise<readonly CaptureOutcome[]> {
    try {
      const outcomes = await write((database) => writerOn(database).insert(call.events, call.capturedMs))
      workSoon(behindMs)
      return outcomes
    } catch (cause) {
      // Names that it gave numbers to were rolled back with everything else.
      writer = undefined
      throw cause
    }
  }

  async function addPoints({ points, nowMs }: Extract<ThreadCall, { do: 'add-points' }>): Promise<PointsTaken> {
    const taken = await write((database) => new SeriesWriter(database, machine).add(points, nowMs))
    workSoon(behindMs)
    return taken
  }

  /** At the latest: who captures without end puts nothing off. */
  function workSoon(afterMs: number): void {
    const atMs = performance.now() + afterMs
    if (isClosed || (upkeep !== undefined && upkeepAtMs <= atMs)) return
    clearTimeout(upkeep)
    upkeepAtMs = atMs
    upkeep = setTimeout(() => {
      upkeep = undefined
      workOnce().then(
        (isMore) => workSoon(isMore ? restMs : lookAgainMs),
        // The disk takes nothing: the next capture says so to its sender, and this is tried again.
        (cause: unknown) => {
          cleaner.stop(cause)
          workSoon(lookAgainMs)
        },
      )
    }, afterMs)
  }

  /** Whether there is more to do. Neither texts that come without end nor cleaning keeps the other waiting. */
  async function workOnce(): Promise<boolean> {
    const { most } = indexing
    const indexed = await write((database) =>
      indexing.timed(
        () => indexTexts(database, most),
        (rows) => rows === most,
      ),
    )
    const isCleaning = await write(cleaner.step)
    if (indexed === most || isCleaning) return true
    return givesBackSpace && opened().read(giveBack)
  }

  /** All that is free, in steps between which others write. */
  async function giveBackAll(): Promise<GivenBack> {
    const kept = opened()
    const before = await kept.read(freeBytesIn)
    while (await kept.read(giveBack)) await pause(restMs)
    // The file itself becomes shorter with its log only.
    await checkpoints.now()
    return { bytes: before - (await kept.read(freeBytesIn)) }
  }

  async function close(): Promise<void> {
    isClosed = true
    clearTimeout(upkeep)
    cleaner.stop()
    await checkpoints.end()
    await store?.close()
  }

  return {
    get state() {
      return { problems: store?.problems ?? [], isUnchecked: store?.isUnchecked ?? false }
    },
    whyUnwritable(cause) {
      if (cause instanceof Unwritable) return cause.message
      if (!isStorageProblem(cause) && !isBusy(cause)) return undefined
      return `${path} takes no more: ${cause instanceof Error ? cause.message : String(cause)}.`
    },
    async answer(call) {
      switch (call.do) {
        case 'open':
          workSoon(restMs)
          return opened().read(newestIdOf)
        case 'capture':
          return capture(call)
        case 'add-points':
          return addPoints(call)
        case 'keep-for':
          cleaner.keepFor(call.retention)
          givesBackSpace = call.retention.givesBackSpace ?? true
          return workSoon(restMs)
        case 'prune':
          workSoon(restMs)
          return cleaner.prune(call.order)
        case 'give-back':
          return giveBackAll()
        case 'carry-over':
          await checkpoints.end()
          return opened().carryOver(call.message)
        case 'back-up':
          return opened().backUp(call.path)
        case 'close':
          return close()
        default:
          throw new Error(`The keeper of the events does not ${call.do}.`)
      }
    },
  }
}
