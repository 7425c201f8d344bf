/** Panes of tmux as places that prompts are typed into. */
import type { PlaceLook, TypedHost } from '../typed/typed-host.ts'
import type { Pane, PaneLook, Tmux } from './tmux.ts'

export const tmuxHost = (tmux: Tmux): TypedHost => ({
  id: 'tmux',
  async find({ tty }) {
    const pane = tty === undefined ? undefined : await tmux.find(tty)
    return tty === undefined || pane === undefined ? undefined : placeOf(tmux, pane, tty)
  },
})

const placeOf = (tmux: Tmux, pane: Pane, tty: string) => ({
  name: `tmux pane ${pane.id}`,
  async look(): Promise<PlaceLook | undefined> {
    const seen = await tmux.look(pane)
    return seen === undefined || seen.isDead || seen.tty !== tty ? undefined : { ...seen, obstacle: obstacleIn(seen) }
  },
  type: (bytes: Buffer) => tmux.type(pane, bytes),
  enterIf: (seen: Parameters<Tmux['enterIf']>[1]) => tmux.enterIf(pane, seen),
})

function obstacleIn({ isInMode, isInputOff, isSynchronized }: PaneLook): string | undefined {
  if (isInMode) return 'is in copy mode, which would take the keys'
  if (isInputOff) return 'takes no keys at the moment'
  return isSynchronized ? 'is synchronized: others would get the same keys' : undefined
}
