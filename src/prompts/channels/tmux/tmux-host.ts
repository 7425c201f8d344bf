/** Panes of tmux as places that prompts are typed into. */
import type { TypedHost, TypedPlace } from '../typed/typed-host.ts'
import type { Pane, PaneLook, Tmux } from './tmux.ts'

export const tmuxHost = (tmux: Tmux): TypedHost => ({
  id: 'tmux',
  async find({ tty }) {
    const pane = tty === undefined ? undefined : await tmux.find(tty)
    return tty === undefined || pane === undefined ? undefined : placeOf(tmux, pane, tty)
  },
})

const placeOf = (tmux: Tmux, pane: Pane, tty: string): TypedPlace => ({
  name: `tmux pane ${pane.id}`,
  async look() {
    const seen = await tmux.look(pane)
    return seen === undefined || seen.isDead || seen.tty !== tty ? undefined : { ...seen, obstacle: obstacleIn(seen) }
  },
  type: (bytes) => tmux.type(pane, bytes),
  pressIf: (...keys) => tmux.pressIf(pane, ...keys),
})

function obstacleIn({ isInMode, isInputOff, isSynchronized }: PaneLook): string | undefined {
  if (isInMode) return 'is in copy mode, which would take the keys'
  if (isInputOff) return 'takes no keys at the moment'
  return isSynchronized ? 'is synchronized: others would get the same keys' : undefined
}
