/** The whole screen of a model: as many lines as there are rows, none wider than the columns. Pure. */
import { isUnseen } from '../../core/session/unseen-session.ts'
import type { Line } from '../../terminal/roles.ts'
import { truncateLine } from '../../terminal/table.ts'
import type { WatchModel } from '../model.ts'
import { screens } from '../screens.ts'
import { detailScreen } from './detail-screen.ts'
import { keysScreen } from './keys-screen.ts'
import { killScreen, messageScreen } from './kill-screen.ts'
import type { Frame } from './layout.ts'
import { entriesOf } from './session-screen.ts'

export function screenLines(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  return whole(model, nowMs, frame)
    .slice(0, frame.rows)
    .map((spans) => truncateLine(spans, frame.columns, frame.glyphs.ellipsis))
}

function whole(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  const { overlay } = model
  switch (overlay?.kind) {
    case 'keys':
      return keysScreen(frame)
    case 'kill':
      return killScreen(overlay, frame)
    case 'message':
      return messageScreen(overlay.lines, frame)
    case 'detail': {
      const row = entriesOf(model, frame).find(({ event }) => event.cursor === overlay.event.cursor)?.row
      return detailScreen({ event: overlay.event, row, state: model.state, top: overlay.top }, frame)
    }
    case undefined:
      return screens[model.screen].lines(model, nowMs, frame)
    default:
      return overlay satisfies never
  }
}

/** Something on the screen moves by itself: a time that counts on, a step or a subagent that runs, where it is seen. */
export function isMoving(model: WatchModel, frame: Frame): boolean {
  if (model.overlay !== undefined) return false
  // "last record 4 s ago" counts on.
  if (model.screen === 'overview') return (model.fleet?.sessionsWithoutProcess ?? []).length > 0
  if (model.state === undefined) return false
  if (model.replay === undefined && isUnseen(model.state)) return true
  if (!frame.isSplit && model.pane !== 'state') return false
  const { steps, subagents, status } = model.state
  if (status === 'ended') return false
  return (
    steps.some((step) => step.status === 'pending' && step.lane === 'main') ||
    (frame.isWide && subagents.some((one) => one.status === 'pending'))
  )
}
