/**
 * The events' file in threads of their own, so that a server's loop never waits for a disk: `keep` writes and does the upkeep, `ask`
 * answers questions beside it, `checkpoint` puts the log into the file, `check` reads the whole file once after a crash, `copy` lays it
 * beside before a migration.
 */
import { workerData } from 'node:worker_threads'
import { checkFile } from '../storage/kept-store.ts'
import type { Database, HeldFile } from '../storage/sqlite.ts'
import { holdFile, openForCheckpoints, openForReading } from '../storage/sqlite.ts'
import { answerCalls } from '../storage/worker-calls.ts'
import { putLogIntoFile } from './event-checkpoints.ts'
import { countEvents } from './event-counts.ts'
import { openEventKeeper } from './event-keeper.ts'
import { eventsOfProject } from './event-projects.ts'
import { askEvents, findEvent } from './event-reader.ts'
import { prunableOf, retentionOf } from './event-retention.ts'
import { histogram, namesOf, totals } from './event-totals.ts'
import { pointsOf, seriesOf } from './series-reader.ts'
import type { ThreadAnswer, ThreadCall, ThreadData } from './thread-messages.ts'
import { toldBySession } from './told-usage.ts'

const { role, path, machine } = workerData as ThreadData
const keeper = role === 'keep' ? openEventKeeper(path, machine) : undefined
let ownDatabase: Database | undefined
let held: HeldFile | undefined

function database(): Database {
  if (ownDatabase !== undefined) return ownDatabase
  const opened = role === 'checkpoint' ? openForCheckpoints(path) : openForReading(path)
  if (!opened.ok) throw new Error(opened.error.message)
  ownDatabase = opened.value
  return ownDatabase
}

async function answer(call: ThreadCall): Promise<unknown> {
  switch (call.do) {
    case 'ask':
      return askEvents(database(), call.question)
    case 'find':
      return findEvent(database(), call.id)
    case 'names':
      return namesOf(database(), call.of)
    case 'histogram':
      return histogram(database(), call.question)
    case 'count':
      return countEvents(database(), call.question)
    case 'totals':
      return totals(database(), call.nowMs)
    case 'retention':
      return retentionOf(database(), path, call.retention, call.nowMs)
    case 'prunable':
      return prunableOf(database(), call.order)
    case 'of-project':
      return eventsOfProject(database(), call.of)
    case 'series':
      return seriesOf(database(), call.question)
    case 'points':
      return pointsOf(database(), call.question)
    case 'told':
      return toldBySession(database(), call.sessionId)
    case 'check':
      return checkFile(path)
    case 'checkpoint':
      return putLogIntoFile(database())
    case 'hold':
      held = holdFile(path)
      return undefined
    case 'copy':
      return held?.copy(Date.now())
    default:
      return keeper?.answer(call)
  }
}

answerCalls(
  async (call: ThreadCall): Promise<ThreadAnswer> => {
    try {
      return { value: await answer(call), state: keeper?.state }
    } catch (cause) {
      const unwritable = keeper?.whyUnwritable(cause)
      if (unwritable === undefined) throw cause
      return { unwritable, state: keeper?.state }
    }
  },
  () => ownDatabase?.close(),
)
