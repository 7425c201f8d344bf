/** The server is killed at random moments while twenty programs send events, four follow them, and others are cleaned away. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Drill, DrillOptions, DrillResult } from './drill.ts'
import type { SentEvent } from './event-sender.ts'
import { startSender } from './event-sender.ts'
import { startSweeper, sweptSource } from './event-sweeper.ts'
import { type EventWatcher, watchSocket, watchStream } from './event-watcher.ts'
import { type DrillServer, drillServer } from './server.ts'

const senders = 20
/** Some are killed before they listen. */
const shareKilledEarly = 0.1
const longestLifeMs = 600
/** Of those that follow, before they are taken to be told no more. */
const longestSilenceMs = 30_000
const saidEvery = 50
const mostFaults = 20

export const drill: Drill = {
  proves:
    'every event that was acknowledged is there once and as it was sent, ids grow, who follows sees each once, and what was cleaned away is gone',
  times: 1_000,
  unit: 'kills',
  canBreak: true,
  run,
}

async function run({ times, random, isBroken, say }: DrillOptions): Promise<DrillResult> {
  const server = await drillServer({ isBroken })
  const promises = new Map<number, SentEvent>()
  const faults: string[] = []
  const wrong = (what: string) => void (faults.length < mostFaults && faults.push(what))
  const { port, key } = server
  server.start()
  await server.listens()
  const running = Array.from({ length: senders }, (_, index) =>
    startSender({
      name: `program-${index}`,
      namesEvents: index % 2 === 0,
      random,
      target: { port, key },
      wrong,
      promised(event, eventId) {
        const before = promises.get(eventId)
        if (before !== undefined && before !== event) wrong(`${eventId} was promised to two events.`)
        promises.set(eventId, event)
      },
    }),
  )
  const watchers = [watchStream, watchStream, watchSocket, watchSocket].map((watch) => watch({ port, key, wrong }))

  const sweeper = startSweeper(server)
  let killed = 0
  for (; killed < times && faults.length === 0; killed += 1) {
    await killOnce(server, { random })
    if ((killed + 1) % saidEvery === 0) say(`${killed + 1} kills, ${promises.size.toLocaleString('en')} acknowledged`)
  }
  await server.listens()
  await Promise.all([...running.map((sender) => sender.stop()), sweeper.stop()])
  const { swept, isDone } = await sweeper.sweepAll()
  if (!isDone) wrong('What was to be cleaned away could not be.')
  const stored = await readAll(server)
  await untilSeen(watchers, stored.at(-1)?.id ?? 0)
  for (const watcher of watchers) watcher.stop()
  checkStored(stored, promises, wrong)
  await checkTotals(server, stored, wrong)
  for (const { seen } of watchers) checkSeen(seen, stored, wrong)
  const isToBeLookedAt = faults.length > 0 && !isBroken
  await server.close(isToBeLookedAt)
  if (isToBeLookedAt) faults.push(`Its files are kept: ${server.dataDir}`)
  return {
    figures: {
      kills: killed,
      acknowledged: promises.size,
      stored: stored.length,
      'cleaned away beside': swept,
      'told to each that follows': watchers[0]?.seen.length ?? 0,
    },
    faults,
  }
}

async function killOnce(server: DrillServer, { random }: Pick<DrillOptions, 'random'>): Promise<void> {
  if (!random.isLess(shareKilledEarly)) await server.listens()
  await sleep(random.between(0, longestLifeMs))
  server.signal('SIGKILL')
  await server.ended()
  server.start()
}

type Stored = Omit<SentEvent, 'id'> & { readonly id: number }

/** Everything, oldest first, as any program asks for it. */
async function readAll({ port, key }: DrillServer): Promise<readonly Stored[]> {
  const all: Stored[] = []
  let cursor: number | undefined = 0
  while (cursor !== undefined) {
    const address = `http://127.0.0.1:${port}/events?source=${sourceNames}&order=oldest&limit=1000&cursor=${cursor}`
    const answer = await fetch(address, { headers: { 'X-API-Key': key } })
    if (!answer.ok) throw new Error(`The events could not be read: ${answer.status} ${await answer.text()}`)
    const page = (await answer.json()) as { readonly events: readonly Stored[]; readonly nextCursor?: number }
    all.push(...page.events)
    cursor = page.nextCursor
  }
  return all
}

const sourceNames = Array.from({ length: senders }, (_, index) => `program-${index}`).join(',')

/** Who follows has missed most of it, as no server lived long: it is waited for as long as it is told more. */
async function untilSeen(watchers: readonly EventWatcher[], newestId: number): Promise<void> {
  const isBehind = ({ seen }: EventWatcher) => (seen.at(-1) ?? 0) < newestId
  let seenInAll = 0
  for (let moreUntilMs = Date.now() + longestSilenceMs; watchers.some(isBehind) && Date.now() < moreUntilMs; ) {
    const nowInAll = watchers.reduce((sum, { seen }) => sum + seen.length, 0)
    if (nowInAll > seenInAll) moreUntilMs = Date.now() + longestSilenceMs
    seenInAll = nowInAll
    await sleep(50)
  }
}

function checkStored(
  stored: readonly Stored[],
  promises: ReadonlyMap<number, SentEvent>,
  wrong: (what: string) => void,
) {
  const byId = new Map(stored.map((event) => [event.id, event]))
  for (const [id, promised] of promises) {
    const kept = byId.get(id)
    if (kept === undefined) wrong(`${id} was acknowledged and is not there.`)
    else if (contentOf(kept) !== contentOf(promised)) wrong(`${id} is another event than was sent.`)
  }
  const contents = new Set<string>()
  let lastId = 0
  for (const event of stored) {
    const content = contentOf(event)
    if (contents.has(content)) wrong(`${event.message.slice(0, 20)} is there twice, the second time as ${event.id}.`)
    contents.add(content)
    if (event.id <= lastId) wrong(`${event.id} comes after ${lastId}.`)
    lastId = event.id
  }
}

/** The counts by source are kept beside the events, in the same commits. */
async function checkTotals({ port, key }: DrillServer, stored: readonly Stored[], wrong: (what: string) => void) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/events/totals`, { headers: { 'X-API-Key': key } })
  const { sources } = (await answer.json()) as { readonly sources: readonly { source: string; events: number }[] }
  const counted = new Map(sources.map(({ source, events }) => [source, events]))
  for (const [source, events] of Map.groupBy(stored, (event) => event.source)) {
    if (counted.get(source) !== events.length)
      wrong(`${source} counts ${counted.get(source)}; it has ${events.length}.`)
  }
  if ((counted.get(sweptSource) ?? 0) > 0)
    wrong(`${counted.get(sweptSource)} that were cleaned away are counted still.`)
}

const contentOf = ({
  source,
  event_type,
  message,
  data,
}: Pick<SentEvent, 'source' | 'event_type' | 'message' | 'data'>) =>
  JSON.stringify([source, event_type, message, data.n, data.text])

/** In the order of their ids, each once, all of them; others than those of the drill may be among them. */
function checkSeen(seen: readonly number[], stored: readonly Stored[], wrong: (what: string) => void): void {
  for (const [index, id] of seen.entries()) {
    if (index > 0 && id <= (seen[index - 1] ?? 0)) wrong(`Who follows was told ${id} after ${seen[index - 1]}.`)
  }
  const told = new Set(seen)
  for (const { id } of stored) if (!told.has(id)) wrong(`Who follows was never told ${id}.`)
}
