/** The writing side: one store, its batches, and its upkeep in small steps between them. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CaptureOutcome } from '../core/captured/captured-event.ts'
import type { GivenBack, Pruned, PruneOrder } from '../core/captured/event-retention.ts'
import type { PointsTaken } from '../core/otlp/series-point.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import { openKeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { isBusy, isStorageProblem, removeWithCompanions } from '../storage/sqlite.ts'
import { createCheckpoints } from './event-checkpoints.ts'
import { createEventCleaner } from './event-cleaner.ts'
import { removeFiguresOf } from './event-projects.ts'
import { rebuildDerived } from './event-rebuild.ts'
import { eventMigrations } from './event-schema.ts'
import {
  freeBytesIn,
  giveBack,
  indexOnlyWhenTold,
  indexTexts,
  mergeTexts,
  type StepSize,
  stepSize,
} from './event-upkeep.ts'
import { EventWriter } from './event-writer.ts'
import { holdBeforeMigration, type MigrationCopy } from './migration-copy.ts'
import { SeriesWriter } from './series-writer.ts'
import type { KeeperState, ThreadCall } from './thread-messages.ts'

export interface EventKeeper {
  answer(call: ThreadCall): Promise<unknown>
  /** Why the disk takes nothing, where that is what went wrong. */
  whyUnwritable(cause: unknown): string | undefined
  readonly state: KeeperState
}

type Turn = 'index' | 'merge' | 'clean'
const nextTurn = { index: 'merge', merge: 'clean', clean: 'index' } as const
/** Pieces of the index are put together before more of them is taken away: one of which nearly all is gone takes long at once. */
const mostMerges = 8

/** Between two steps of upkeep whoever captures has the store to itself. */
const restMs = 6
/** What was captured waits so long for its place in the index: each step is a commit, and many go into one. */
const behindMs = 150
/** Nothing was left to do: what comes is noticed with the next capture, what grows old by this look. */
const lookAgainMs = 60_000

class Unwritable extends Error {}

/** Also of one that is gone since. */
const newestIdOf = (database: Database): number =>
  (database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'").pluck().get() as number | undefined) ?? 0

function goOnBehind(database: Database, id: number): void {
  database.exec("DELETE FROM sqlite_sequence WHERE name = 'events'")
  database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)").run(id)
}

export function openEventKeeper(path: string, machine: string): EventKeeper {
  let store: KeptStore | undefined
  let opening: Promise<KeptStore> | undefined
  let copied: Promise<void> | undefined
  let copyProblem: string | undefined
  /** Of a file that was emptied: its last. */
  let idsAfter = 0
  let known: Database | undefined
  let writer: { readonly of: Database; readonly writer: EventWriter } | undefined
  const checkpoints = createCheckpoints({ path, machine })
  const cleaner = createEventCleaner()
  const indexing = stepSize()
  // Most of what there is to put together is small: that says nothing of the next.
  const merging = stepSize({ least: 1, first: 8, greatest: 16 })
  const cleaning = stepSize()
  const givingBack = stepSize()
  let givesBackSpace = true
  let upkeep: NodeJS.Timeout | undefined
  let upkeepAtMs = 0
  let turn: Turn = 'index'
  let merges = 0
  let isMoreBehind = false
  /** Since the index was looked after last. */
  let hasNews = false
  let isClosed = false

  /** One that failed is tried again with the next question. */
  async function opened(): Promise<KeptStore> {
    if (store !== undefined) return store
    opening ??= open().finally(() => {
      opening = undefined
    })
    return opening
  }

  async function open(): Promise<KeptStore> {
    const copy = await holdBeforeMigration({ path, machine })
    const result = openKeptStore({
      path,
      migrations: eventMigrations,
      isCheckedFirst: false,
      isCopiedFirst: copy === undefined,
      givesBackSpace: true,
      afterCarryingOver: rebuildDerived,
    })
    if (!result.ok) {
      await copy?.end()
      throw new Unwritable(result.error.message)
    }
    copied = copy && copyBeside(copy)
    store = result.value
    if (idsAfter > 0) await store.write((database) => goOnBehind(database, idsAfter))
    idsAfter = 0
    return store
  }

  async function copyBeside(copy: MigrationCopy): Promise<void> {
    copyProblem = await copy.make()
  }

  async function write<T>(change: (database: Database) => T): Promise<T> {
    const kept = await opened()
    const value = await kept.write(change)
    // Who waits is answered first.
    setImmediate(() => {
      if (kept === store && !isClosed) void kept.read(checkpoints.after).catch(leftToNextWrite)
    })
    return value
  }

  /** What is wrong with the disk is found by it, and said to who sent it. */
  function leftToNextWrite(cause: unknown): void {
    if (!isStorageProblem(cause) && !isBusy(cause)) throw cause
  }

  async function tidy<T>(change: (database: Database) => T): Promise<T> {
    const kept = await opened()
    const value = await kept.tidy(change)
    await kept.read(checkpoints.after)
    return value
  }

  /** Also of the file that took the place of a damaged one. */
  function prepared(database: Database): Database {
    if (database !== known) indexOnlyWhenTold(database)
    known = database
    return database
  }

  function writerOn(database: Database): EventWriter {
    if (writer?.of !== database) writer = { of: database, writer: new EventWriter(database, machine) }
    return writer.writer
  }

  async function capture(call: Extract<ThreadCall, { do: 'capture' }>): Promise<readonly CaptureOutcome[]> {
    try {
      const outcomes = await write((database) => writerOn(database).insert(call.events, call.capturedMs))
      workBehind()
      return outcomes
    } catch (cause) {
      // Names that it gave numbers to were rolled back with everything else.
      writer = undefined
      throw cause
    }
  }

  async function addPoints({ points, nowMs }: Extract<ThreadCall, { do: 'add-points' }>): Promise<PointsTaken> {
    const taken = await write((database) => new SeriesWriter(database, machine).add(points, nowMs))
    workBehind()
    return taken
  }

  function workBehind(): void {
    hasNews = true
    workSoon(behindMs)
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
        (isMore) => workSoon(isMore ? restMs : hasNews ? behindMs : lookAgainMs),
        // The disk takes nothing: the next capture says so to its sender, and this is tried again.
        (cause: unknown) => {
          cleaner.stop(cause)
          workSoon(lookAgainMs)
        },
      )
    }, afterMs)
  }

  /** One piece of work in a turn, so that whoever captures comes between any two; whether there is more to do. */
  async function workOnce(): Promise<boolean> {
    const isMore = await works[turn]()
    isMoreBehind ||= isMore
    merges = turn === 'merge' ? merges + 1 : 0
    if (turn !== 'merge' || !isMore || merges >= mostMerges) turn = nextTurn[turn]
    if (turn !== 'index') return true
    const goesOn = isMoreBehind
    isMoreBehind = false
    return goesOn || (givesBackSpace && giveBackSome())
  }

  async function indexSome(): Promise<boolean> {
    const { most } = indexing
    hasNews = false
    const indexed = await indexing.timed(
      () => tidy((database) => indexTexts(prepared(database), most)),
      (rows) => rows === most,
    )
    return indexed === most
  }

  /** Neither texts that come without end nor cleaning keeps the other waiting. */
  const works = {
    index: indexSome,
    merge: () => inStep(merging, mergeTexts),
    clean: () => inStep(cleaning, cleaner.step),
  }
  const giveBackSome = () => inStep(givingBack, giveBack)

  /** Whether there is more; only then was it a whole step. */
  const inStep = (size: StepSize, work: (database: Database, most: number) => boolean): Promise<boolean> =>
    size.timed(
      () => tidy((database) => work(database, size.most)),
      (isMore) => isMore,
    )

  /** All that is free, in steps between which others write. */
  async function giveBackAll(): Promise<GivenBack> {
    const kept = await opened()
    const before = await kept.read(freeBytesIn)
    while (await giveBackSome()) await pause(restMs)
    // The file itself becomes shorter with its log only.
    await checkpoints.now()
    return { bytes: before - (await kept.read(freeBytesIn)) }
  }

  /** As before a power cut could take some of it back. */
  async function prune(order: PruneOrder): Promise<Pruned> {
    workSoon(restMs)
    const pruned = await cleaner.prune(order)
    const { of } = order
    while (of !== undefined && (await tidy((database) => removeFiguresOf(database, of)))) await pause(restMs)
    await checkpoints.now()
    return pruned
  }

  /** The file goes as a whole, so that it also goes where the disk takes nothing more. Ids grow on: who follows misses nothing. */
  async function clear(): Promise<void> {
    const kept = await opened()
    idsAfter = await kept.read(newestIdOf)
    store = undefined
    writer = undefined
    opening = emptied(kept).finally(() => {
      opening = undefined
    })
    await opening
    workSoon(restMs)
  }

  async function emptied(kept: KeptStore): Promise<KeptStore> {
    cleaner.stop()
    turn = 'index'
    await copied
    copyProblem = undefined
    await checkpoints.end()
    await kept.close()
    removeWithCompanions(path)
    return open()
  }

  async function close(): Promise<void> {
    isClosed = true
    clearTimeout(upkeep)
    cleaner.stop()
    await copied
    await checkpoints.end()
    await store?.close()
  }

  return {
    get state() {
      const problems = [...(store?.problems ?? []), ...(copyProblem === undefined ? [] : [copyProblem])]
      return { problems, isUnchecked: store?.isUnchecked ?? false }
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
          return (await opened()).read(newestIdOf)
        case 'capture':
          return capture(call)
        case 'add-points':
          return addPoints(call)
        case 'keep-for':
          cleaner.keepFor(call.retention)
          givesBackSpace = call.retention.givesBackSpace ?? true
          return workSoon(restMs)
        case 'prune':
          return prune(call.order)
        case 'give-back':
          return giveBackAll()
        case 'clear':
          return clear()
        case 'carry-over':
          await checkpoints.end()
          return (await opened()).carryOver(call.message)
        case 'back-up':
          return (await opened()).backUp(call.path)
        case 'close':
          return close()
        default:
          throw new Error(`The keeper of the events does not ${call.do}.`)
      }
    },
  }
}
