/** What a key leads to: another model, and what has to be done outside for it; and what the screens' keys share. Pure. */
import type { FleetAgentReport } from '../core/process/report.ts'
import type { EventCursor } from '../core/session/session-event.ts'
import type { Target } from '../terminal/target.ts'
import type { Key } from './key.ts'
import type { WatchModel } from './model.ts'
import { emptyFeed } from './model.ts'
import type { TaskEffect } from './tasks/task-effects.ts'

/** What the model can't do itself; controller.ts does it. */
export type Effect =
  | { readonly type: 'quit'; readonly exitCode: number }
  | { readonly type: 'watch'; readonly sessionId: string }
  | { readonly type: 'load-newest' }
  | { readonly type: 'load-older'; readonly before: EventCursor }
  | { readonly type: 'load-detail'; readonly cursor: EventCursor }
  | { readonly type: 'ask-kill'; readonly agentId: string }
  | { readonly type: 'kill'; readonly target: Target }
  | { readonly type: 'pin'; readonly agent: FleetAgentReport }
  | { readonly type: 'jump'; readonly agent: FleetAgentReport }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'task'; readonly effect: TaskEffect }
  | { readonly type: 'replay'; readonly does: 'toggle' | 'faster' | 'slower' }

export interface Update {
  readonly model: WatchModel
  readonly effects: readonly Effect[]
}

export const only = (model: WatchModel, ...effects: readonly Effect[]): Update => ({ model, effects })

export const watching = (model: WatchModel, sessionId: string): WatchModel => ({
  ...model,
  screen: 'session',
  sessionId,
  tabs: model.tabs.includes(sessionId) ? model.tabs : [...model.tabs, sessionId],
  state: undefined,
  feed: emptyFeed,
  overlay: undefined,
  typed: undefined,
  notice: undefined,
})

export const watch = (model: WatchModel, sessionId: string): Update =>
  model.replay === undefined ? only(watching(model, sessionId), { type: 'watch', sessionId }) : only(model)

/** Lines to move by; undefined when the key does not move. */
export function scrollOf(key: Key, page: number): number | undefined {
  switch (key.name) {
    case 'up':
      return -1
    case 'down':
      return 1
    case 'page-up':
      return 1 - page
    case 'page-down':
      return page - 1
    case 'home':
      return Number.NEGATIVE_INFINITY
    case 'end':
      return Number.POSITIVE_INFINITY
    case 'text':
      return key.text === 'j'
        ? 1
        : key.text === ' '
          ? page - 1
          : key.text === 'g'
            ? Number.NEGATIVE_INFINITY
            : key.text === 'G'
              ? Number.POSITIVE_INFINITY
              : undefined
    default:
      return undefined
  }
}
