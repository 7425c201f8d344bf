/** A sandbox that an agent has itself. */
import type { FenceRules } from '../core/tasks/fence.ts'

export interface OwnFence {
  /** For people. */
  readonly name: string
  /** Programs that it needs; undefined: it has none on that system. */
  readonly needs: Readonly<Record<'linux' | 'darwin' | 'win32', readonly string[] | undefined>>
  /** What stands behind its program. */
  words(rules: FenceRules): readonly string[]
}
