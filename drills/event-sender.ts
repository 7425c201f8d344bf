/** A program that sends events to a server that may be gone at any moment, and remembers what it was promised. */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './drill.ts'

/** As it was sent; nobody else sends the same. */
export interface SentEvent {
  readonly source: string
  readonly event_type: string
  readonly message: string
  readonly data: { readonly n: number; readonly text: string }
  /** Half of the programs name their events, and send again what was not answered. */
  readonly id?: string
}

export interface SenderOptions {
  readonly name: string
  readonly namesEvents: boolean
  readonly random: Random
  readonly target: { readonly port: number; readonly key: string }
  /** It was answered as captured, or as captured before. */
  promised(event: SentEvent, eventId: number): void
  /** An answer that there should not be. */
  wrong(what: string): void
}

/** Sends until it is told to stop; at that moment nothing of it is under way any more. */
export function startSender(options: SenderOptions): { stop(): Promise<void> } {
  const { name, namesEvents, random } = options
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let isStopped = false
  let number = 0

  function newEvents(): readonly SentEvent[] {
    const count = random.isLess(0.7) ? 1 : random.between(2, 20)
    return Array.from({ length: count }, () => {
      number += 1
      const text = `${name} ${number} ${'x'.repeat(random.between(0, random.isLess(0.02) ? 20_000 : 400))}`
      const event = { source: name, event_type: 'drill.step', message: text, data: { n: number, text: `${number}` } }
      return namesEvents ? { ...event, id: `${name}-${number}` } : event
    })
  }

  async function sendAll(): Promise<void> {
    let events = newEvents()
    while (!isStopped) {
      const isThrough = await sendOnce(events, agent, options)
      if (isThrough || !namesEvents) events = newEvents()
      await sleep(isThrough ? random.between(0, 20) : random.between(20, 100))
    }
  }

  const done = sendAll()
  return {
    async stop() {
      isStopped = true
      await done
      agent.destroy()
    },
  }
}

/** Whether it was answered. */
async function sendOnce(events: readonly SentEvent[], agent: Agent, options: SenderOptions): Promise<boolean> {
  const answer = await post(events, agent, options.target)
  if (answer === undefined || answer.status === 503) return false
  if (answer.status !== 200) {
    options.wrong(`${options.name} was answered with ${answer.status}: ${answer.text.slice(0, 200)}`)
    return true
  }
  const { results } = JSON.parse(answer.text) as { readonly results: readonly Outcome[] }
  for (const [index, event] of events.entries()) {
    const outcome = results[index]
    if (outcome?.event_id === undefined) options.wrong(`${event.message.slice(0, 20)}: ${JSON.stringify(outcome)}`)
    else options.promised(event, outcome.event_id)
  }
  return true
}

interface Outcome {
  readonly status: string
  readonly event_id?: number
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** Undefined: there was no whole answer. */
function post(events: readonly SentEvent[], agent: Agent, { port, key }: SenderOptions['target']) {
  return new Promise<Answer | undefined>((resolve) => {
    const headers = { 'Content-Type': 'application/json', 'X-API-Key': key }
    const sending = request(
      { host: '127.0.0.1', port, path: '/events', method: 'POST', agent, headers },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => {
          text += piece
        })
        response.on('end', () => resolve(response.complete ? { status: response.statusCode ?? 0, text } : undefined))
        response.on('error', () => resolve(undefined))
      },
    )
    sending.on('error', () => resolve(undefined))
    sending.end(JSON.stringify(events))
  })
}
