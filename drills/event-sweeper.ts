/** A program that sends what nobody keeps, and cleans it away again while the others send: retention at work, whenever a kill comes. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { DrillServer } from './server.ts'

export const sweptSource = 'swept'
const atOnce = 500

export interface Sweeper {
  stop(): Promise<void>
  /** Once more, to the end, where the server can; how many went in all, as far as it was answered. */
  sweepAll(): Promise<{ readonly swept: number; readonly isDone: boolean }>
}

export function startSweeper(server: DrillServer): Sweeper {
  let isStopped = false
  let swept = 0
  const address = `http://127.0.0.1:${server.port}`

  async function send(path: string, credential: string, body: unknown): Promise<Response | undefined> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${credential}` }
    // A server that is gone answers nothing, one that ends answers half.
    return fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => undefined)
  }

  async function sweep(): Promise<boolean> {
    const answer = await send('/api/events/prune', server.token() ?? '', { older: '0s', sources: [sweptSource] })
    if (answer?.ok !== true) return false
    const told = (await answer.json().catch(() => undefined)) as { readonly events: number } | undefined
    swept += told?.events ?? 0
    return told !== undefined
  }

  async function work(): Promise<void> {
    const events = Array.from({ length: atOnce }, (_, n) => ({
      source: sweptSource,
      event_type: 'drill.chaff',
      message: `chaff ${n} ${'y'.repeat(100)}`,
    }))
    while (!isStopped) {
      await send('/events', server.key, events)
      await sweep()
      await sleep(20)
    }
  }

  const done = work()
  return {
    async stop() {
      isStopped = true
      await done
    },
    async sweepAll() {
      for (let attempt = 0; attempt < 50; attempt += 1) {
        if (await sweep()) return { swept, isDone: true }
        await sleep(200)
      }
      return { swept, isDone: false }
    },
  }
}
