/**
 * Events for TCE from JavaScript: one file without dependencies, for Node.js 18 or later, Deno, Bun, and browsers.
 *
 *   import { TceEvents } from './tce-events.js'
 *   const events = new TceEvents({ key: 'tce_…', source: 'my-app' })
 *   await events.post('startup', { message: 'it runs', level: 'info', data: { version: '1.0.0' } })
 *
 * `post` resolves with the event's id when it is on disk. With `spool: 'events.ndjson'` (not in a browser) an event that the server can't
 * take now is kept in that file, of which one process should be the writer, and `undefined` is the answer; what is kept is sent first, in
 * its order, by the next `post` or by `flush()`. Each event has an id of its own, so that one that is sent twice is stored once.
 */

/** What the server takes at once, with room to spare below its 5 MB. */
const mostAtOnce = 1000
const mostCharactersAtOnce = 2_000_000

/** The event or the key is wrong: sending it again does not help. */
export class Refused extends Error {
  name = 'Refused'
  /** @param {number} status @param {string} message @param {string} [field] */
  constructor(status, message, field) {
    super(message)
    this.status = status
    this.field = field
  }
}

/** No server, or one that can't store anything now, and no spool to keep the event in. */
export class Unavailable extends Error {
  name = 'Unavailable'
}

export class TceEvents {
  #options
  #fields
  /** One call after the other, so that events keep their order. */
  #last

  constructor({ key, source, url = 'http://127.0.0.1:5111', timeoutMs = 5000, spool, spoolMostBytes = 50_000_000 }) {
    const address = `${url.replace(/\/+$/, '')}/api/events`
    this.#options = { key, address, timeoutMs, spool, spoolMostBytes }
    this.#fields = source === undefined ? {} : { source }
    this.#last = { promise: Promise.resolve() }
  }

  /** A client that adds these fields (`session_id`, `trace_id`, `agent` …) to each event. */
  context(fields) {
    const other = new TceEvents({ key: '' })
    other.#options = this.#options
    other.#last = this.#last
    other.#fields = { ...this.#fields, ...fields }
    return other
  }

  /** One event; its id when it is on disk, or undefined when it waits in the spool. */
  async post(eventType, fields = {}) {
    const [id] = await this.batch([{ event_type: eventType, ...fields }])
    return id
  }

  /** Several; one id or undefined each. An event that is wrong rejects with `Refused` once the others are stored. */
  batch(events) {
    const complete = events.map((event) => this.#complete(event))
    return this.#inTurn(async () => {
      const { spool } = this.#options
      if (spool === undefined) return idsOf(await this.#sendAll(complete))
      // What waits goes first: later events never overtake earlier ones.
      if (await this.#flush()) {
        try {
          return idsOf(await this.#sendAll(complete))
        } catch (cause) {
          if (!(cause instanceof Unavailable)) throw cause
        }
      }
      await appendTo(spool, complete, this.#options.spoolMostBytes)
      return complete.map(() => undefined)
    })
  }

  /** Sends what waits; whether nothing waits any more. */
  flush() {
    return this.#inTurn(async () => this.#options.spool === undefined || this.#flush())
  }

  #inTurn(act) {
    const turn = this.#last.promise.then(act)
    this.#last.promise = turn.catch(() => undefined)
    return turn
  }

  #complete(event) {
    return { timestamp: new Date().toISOString(), id: crypto.randomUUID(), ...this.#fields, ...event }
  }

  async #flush() {
    const { spool } = this.#options
    let waiting = await readFrom(spool)
    while (waiting.length > 0) {
      const part = partOf(waiting)
      try {
        // One that is refused now is refused for ever: it goes, so that the others are not held up.
        await this.#send(part)
      } catch (cause) {
        if (cause instanceof Unavailable) return false
        throw cause
      }
      waiting = waiting.slice(part.length)
      await writeTo(spool, waiting)
    }
    return true
  }

  async #sendAll(events) {
    const results = []
    while (results.length < events.length) results.push(...(await this.#send(partOf(events.slice(results.length)))))
    return results
  }

  async #send(events) {
    const { key, address, timeoutMs } = this.#options
    const headers = { 'Content-Type': 'application/json', 'X-API-Key': key }
    const signal = AbortSignal.timeout(timeoutMs)
    let status
    let answer
    try {
      const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(events), signal })
      status = response.status
      answer = await response.json()
    } catch (cause) {
      throw new Unavailable(String(cause), { cause })
    }
    if (Array.isArray(answer.results)) return answer.results
    const { message = `HTTP ${status}`, field } = answer.error ?? {}
    if (status === 503 || status === 429) throw new Unavailable(message)
    throw new Refused(status, message, field)
  }
}

function idsOf(results) {
  const refused = results.find(({ status }) => status === 'refused')
  if (refused !== undefined) throw new Refused(422, refused.error.message, refused.error.field)
  return results.map(({ event_id }) => event_id)
}

/** As many of the first ones as go at once. */
function partOf(events) {
  let characters = 0
  const end = events.slice(0, mostAtOnce).findIndex((event, index) => {
    characters += JSON.stringify(event).length + 1
    return characters > mostCharactersAtOnce && index > 0
  })
  return events.slice(0, end < 0 ? mostAtOnce : end)
}

const files = () => import('node:fs/promises')
const linesOf = (events) => events.map((event) => `${JSON.stringify(event)}\n`).join('')

async function readFrom(path) {
  const { readFile } = await files()
  const text = await readFile(path, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return ''
    throw cause
  })
  return text.split('\n').flatMap((line) => {
    // A line that was torn by a crash is no event.
    try {
      return [JSON.parse(line)]
    } catch {
      return []
    }
  })
}

async function appendTo(path, events, mostBytes) {
  const { open, stat } = await files()
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  const text = linesOf(events)
  if (size + text.length > mostBytes) throw new Unavailable(`${path} is full: ${size} bytes wait already`)
  const file = await open(path, 'a', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeTo(path, events) {
  const { open, rename, rm } = await files()
  if (events.length === 0) return rm(path, { force: true })
  const draft = `${path}.tmp`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(linesOf(events))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}
