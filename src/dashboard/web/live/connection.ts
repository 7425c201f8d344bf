/**
 * What the page knows of its server, and how that changes. Pure: the events come from live-store.ts, the clock with them.
 * Disconnected, the last state stays (greyed by the views) and the next try waits longer each time.
 */
import type { FleetReport } from '../../../core/process/report.ts'
import type { TrayReport } from '../../../core/tray/tray-state.ts'
import type { WaitingReport } from '../../../core/waiting/waiting-report.ts'
import type { TrendHistory } from './trends.ts'
import { addToTrends } from './trends.ts'

export interface Connection {
  readonly phase: 'connecting' | 'live' | 'offline' | 'signed-out'
  readonly fleet?: FleetReport | undefined
  readonly tray?: TrayReport | undefined
  readonly waiting?: WaitingReport | undefined
  /** When the last word from the server came. */
  readonly receivedAtMs?: number | undefined
  readonly offlineSinceMs?: number | undefined
  readonly nextTryAtMs?: number | undefined
  readonly failedTries: number
  readonly trends: TrendHistory
  /** Grows with every change of usage: views that show usage ask again. */
  readonly usageVersion: number
  /** The same for the queue of prompts. */
  readonly queueVersion: number
  /** The same for messages between agents, and ideas. */
  readonly teamVersion: number
  /** The same for plan limits. */
  readonly limitsVersion: number
  /** The same for tasks, projects and backends. */
  readonly tasksVersion: number
  /** Why a sign-in that was tried did not work. */
  readonly refusal?: string | undefined
}

export type ConnectionEvent =
  | { readonly type: 'opened'; readonly atMs: number }
  | { readonly type: 'fleet'; readonly fleet: FleetReport; readonly atMs: number }
  | { readonly type: 'tray'; readonly tray: TrayReport; readonly atMs: number }
  | { readonly type: 'waiting'; readonly waiting: WaitingReport; readonly atMs: number }
  | { readonly type: 'usage'; readonly atMs: number }
  | { readonly type: 'queue' | 'team' | 'limits' | 'tasks'; readonly atMs: number }
  | { readonly type: 'heartbeat'; readonly atMs: number }
  | { readonly type: 'lost'; readonly atMs: number }
  | { readonly type: 'refused'; readonly message?: string | undefined }

export const initialConnection: Connection = {
  phase: 'connecting',
  failedTries: 0,
  trends: new Map(),
  usageVersion: 0,
  queueVersion: 0,
  teamVersion: 0,
  limitsVersion: 0,
  tasksVersion: 0,
}

export function nextConnection(state: Connection, event: ConnectionEvent): Connection {
  switch (event.type) {
    case 'opened':
      return {
        ...state,
        phase: 'live',
        receivedAtMs: event.atMs,
        failedTries: 0,
        offlineSinceMs: undefined,
        nextTryAtMs: undefined,
        refusal: undefined,
        // What happened meanwhile is not known: views that show usage, or the queue, ask again.
        usageVersion: state.usageVersion + 1,
        queueVersion: state.queueVersion + 1,
        teamVersion: state.teamVersion + 1,
        limitsVersion: state.limitsVersion + 1,
        tasksVersion: state.tasksVersion + 1,
      }
    case 'fleet':
      return {
        ...state,
        fleet: event.fleet,
        receivedAtMs: event.atMs,
        trends: addToTrends(state.trends, event.fleet, event.atMs),
      }
    case 'tray':
      return { ...state, tray: event.tray, receivedAtMs: event.atMs }
    case 'waiting':
      return { ...state, waiting: event.waiting, receivedAtMs: event.atMs }
    case 'usage':
      return { ...state, receivedAtMs: event.atMs, usageVersion: state.usageVersion + 1 }
    case 'team':
      return { ...state, receivedAtMs: event.atMs, teamVersion: state.teamVersion + 1 }
    case 'limits':
      return { ...state, receivedAtMs: event.atMs, limitsVersion: state.limitsVersion + 1 }
    case 'tasks':
      return { ...state, receivedAtMs: event.atMs, tasksVersion: state.tasksVersion + 1 }
    case 'queue':
      return { ...state, receivedAtMs: event.atMs, queueVersion: state.queueVersion + 1 }
    case 'heartbeat':
      return { ...state, receivedAtMs: event.atMs }
    case 'lost':
      return {
        ...state,
        phase: 'offline',
        offlineSinceMs: state.offlineSinceMs ?? event.atMs,
        failedTries: state.failedTries + 1,
        nextTryAtMs: event.atMs + retryAfterMs(state.failedTries),
      }
    case 'refused':
      return {
        ...state,
        phase: 'signed-out',
        nextTryAtMs: undefined,
        offlineSinceMs: undefined,
        refusal: event.message,
      }
    default:
      return event satisfies never
  }
}

/** 1, 2, 4, 8, 16, then every 30 seconds. */
export const retryAfterMs = (failedTries: number): number => Math.min(30_000, 1000 * 2 ** Math.min(failedTries, 5))
