/** `tce watch` over the fixtures of the design, as a program for a real terminal. What it is asked to do comes in by environment. */
import { appendFileSync, writeSync } from 'node:fs'
import type { FleetReport } from '../../src/core/process/report.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionChange, SessionWatch } from '../../src/core/session/session-watch.ts'
import { glyphsFor, wantsColor } from '../../src/terminal/roles.ts'
import { openScreen } from '../../src/tui/open.ts'
import { fakeServices } from '../cli/fake-services.ts'
import { twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { events, nowMs, sessionId, state } from '../fixtures/watch/payments-api.ts'

const { env } = process
const services = fakeServices()
const listeners = new Set<(change: SessionChange) => void>()

function watchOf(id: string): SessionWatch | undefined {
  if (id !== sessionId) {
    const agent = twentyAgents.processes.find((one) => one.sessionId === id)
    if (agent === undefined) return undefined
    const other = { ...state, sessionId: id, project: agent.project, name: agent.name, status: 'busy' as const }
    return { ...watch, sessionId: id, state: () => other, events: async () => ({ events: [] }) }
  }
  return watch
}

const watch: SessionWatch = {
  sessionId,
  state: () => state,
  events: async ({ before } = {}) => ({ events: before === undefined ? events : [] }),
  event: async (cursor) => events.find((event) => event.cursor === cursor),
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  close() {},
}

process.on('SIGQUIT', () => {
  throw new Error('thrown on purpose')
})

/** One more event for every SIGUSR2: "live 1", "live 2" … */
let live = 0
process.on('SIGUSR2', () => {
  live += 1
  const event: SessionEvent = {
    kind: 'text',
    lane: 'main',
    cursor: `main@${1_000_000 + live}.0`,
    at: new Date(nowMs + live * 1000).toISOString(),
    text: `live ${live}`,
  }
  for (const listener of listeners) listener({ type: 'events', events: [event] })
})

/** Told twice a second, past everything that may hold the output back. */
let ticks = 0
if (env['WATCH_TICKS'] !== undefined) setInterval(() => writeSync(1, `\u001b]2;tick ${++ticks}\u0007`), 500).unref()

/** One second later for every SIGUSR1. */
let passedMs = 0
process.on('SIGUSR1', () => {
  passedMs += 1000
})
const startedMs = Date.now()
const clock = () => nowMs + passedMs + (env['WATCH_CLOCK_RUNS'] === undefined ? 0 : Date.now() - startedMs)
const fleet: FleetReport = twentyAgents
process.exitCode = await openScreen({
  services: {
    ...services,
    fleet: {
      ...services.fleet,
      read: async () => fleet,
      kill: async (request, actor) => {
        appendFileSync(env['WATCH_KILLS'] ?? '/dev/null', `${JSON.stringify(request)}\n`)
        return services.fleet.kill(request, actor)
      },
    },
    usage: { ...services.usage, report: () => Promise.reject(new Error('no ledger in this fixture')) },
    sessions: { ...services.sessions, watch: async (id) => watchOf(id) },
  },
  sessionId: env['WATCH_OVERVIEW'] === undefined ? sessionId : undefined,
  glyphs: glyphsFor(env, process.platform),
  isColored: wantsColor(env, true),
  nowMs: clock,
})
