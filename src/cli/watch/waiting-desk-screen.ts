/** `tce waiting -i`: keys and the list in, a screen that is redrawn in place out. */
import type { Services } from '../../services/services.ts'
import type { CommandContext } from '../context.ts'
import { shortHere } from '../short-path.ts'
import { deskView } from '../views/waiting-desk-view.ts'
import { endOfWatch, screenOf } from './live-display.ts'
import { WaitingDesk } from './waiting-desk.ts'

const everyMs = 1_000

/** Until q, Ctrl-C or a signal; the exit code. */
export async function deskOnScreen(
  { waiting, fleet, bus }: Pick<Services, 'waiting' | 'fleet' | 'bus'>,
  context: CommandContext,
): Promise<number> {
  const { terminal, nowMs, signals } = context
  const { rows } = terminal.io
  const screen = screenOf(terminal)
  const desk = new WaitingDesk({ waiting, fleet }, nowMs, () => draw())
  function draw(): void {
    const view = deskView(desk.state, { nowMs: nowMs(), shortPath: shortHere }, terminal.look(), (rows() ?? 24) - 1)
    desk.unseenLines = view.unseenLines
    screen.show(view.lines)
  }
  const end = endOfWatch(terminal, signals, (keys) => desk.press(keys))
  const ticking = setInterval(draw, everyMs)
  screen.open()
  const stopFollowing = bus.follow(['waiting.changed'], ({ data }) => desk.take(data), { isAttentive: true })
  try {
    desk.take(await waiting.read())
    return await end.reached
  } finally {
    stopFollowing()
    clearInterval(ticking)
    end.release()
    screen.close()
  }
}
