/** `tce events --follow` in a terminal: keys and events in, a screen that is redrawn in place out. */
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import { EventPulse } from '../../core/captured/event-pulse.ts'
import type { CommandContext } from '../context.ts'
import { followView } from '../views/events-follow-view.ts'
import { Following, type FollowingOptions } from './events-following.ts'
import { endOfWatch, screenOf } from './live-display.ts'

const everyMs = 1_000
/** Between two pictures where much comes. */
const paceMs = 100

export interface FollowScreenOptions extends FollowingOptions {
  /** Of the last minutes, for the head. */
  readonly recent: readonly CapturedEvent[]
}

/** Until q, Ctrl-C or a signal; the exit code. */
export async function followOnScreen(options: FollowScreenOptions, context: CommandContext): Promise<number> {
  const { terminal, nowMs, signals } = context
  const screen = screenOf(terminal)
  const pulse = new EventPulse()
  for (const event of options.recent) pulse.add(event)
  const follow = new Following(options, pulse, nowMs, () => paint.soon())
  const draw = () =>
    screen.show(followView(follow.state, pulse.at(nowMs()), nowMs(), terminal.look(), (terminal.io.rows() ?? 24) - 1))
  const paint = paced(draw)
  const end = endOfWatch(terminal, signals, (keys) => follow.press(keys))
  const ticking = setInterval(draw, everyMs)
  screen.open()
  try {
    await follow.begin(options.first.at(-1)?.id)
    draw()
    return await end.reached
  } finally {
    clearInterval(ticking)
    paint.stop()
    follow.end()
    end.release()
    screen.close()
  }
}

function paced(draw: () => void) {
  let timer: NodeJS.Timeout | undefined
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined
        draw()
      }, paceMs)
    },
    stop: () => clearTimeout(timer),
  }
}
