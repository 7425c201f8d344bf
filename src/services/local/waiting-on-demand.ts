/** Who waits, loaded when somebody asks, an agent does, or it is looked again: a command that looks once has nothing to do with it. */
import { once } from '../../core/once.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { createSessionTail } from './session-tail.ts'
import type { createWaiting, LocalWaiting } from './waiting.ts'

type Given = Parameters<typeof createWaiting>

interface Beside extends Omit<Given[1], 'records'> {
  readonly sessions: Parameters<typeof createSessionTail>[0]
}

export function waitingOnDemand(parts: Given[0], { sessions, ...beside }: Beside): LocalWaiting {
  let made: LocalWaiting | undefined
  const before: FleetReport[] = []
  const load = once(async () => {
    const [tail, waiting] = await Promise.all([import('./session-tail.ts'), import('./waiting.ts')])
    made = waiting.createWaiting(parts, { ...beside, records: tail.createSessionTail(sessions) })
    for (const fleet of before.splice(0)) made.noteFleet(fleet)
    return made
  })
  return {
    read: async () => (await load()).read(),
    answer: async (...order) => (await load()).answer(...order),
    markSeen: async (ids) => (await load()).markSeen(ids),
    putOff: async (ids) => (await load()).putOff(ids),
    desk: {
      ask: async (asked) => (await load()).desk.ask(asked),
      // Before anything was asked nothing is held that it could tell of.
      note: (...told) => made?.desk.note(...told),
    },
    askByHost: async (...ask) => (await load()).askByHost(...ask),
    noteFleet(fleet) {
      if (made !== undefined) return made.noteFleet(fleet)
      before.push(fleet)
      // Between two looks a turn may end.
      if (before.length > 1) load().catch((cause: unknown) => beside.reportError('Who waits could not be told', cause))
    },
    close: () => made?.close(),
  }
}
