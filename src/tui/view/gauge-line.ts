/** The context gauge: its colour says what the number beside it says. Pure. */
import { gauge } from '../../terminal/bars.ts'
import type { Glyphs, Line, Role } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'

export const gaugeRole = (share: number): Role => (share >= 0.8 ? 'bad' : share >= 0.5 ? 'warn' : 'chart')

export function gaugeLine(share: number | undefined, cells: number, glyphs: Glyphs): Line {
  const [full, empty] = gauge(share ?? 0, cells, glyphs)
  return [span(full, gaugeRole(share ?? 0)), span(empty, 'dim')]
}
