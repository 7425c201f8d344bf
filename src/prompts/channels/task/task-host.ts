/**
 * Terminals that TCE's own supervisors hold: the keyboard of a task's agent. What its user types there at that moment goes to the same box, as
 * anywhere else; the last look and a key are two words to the supervisor.
 */
import type { Result } from '../../../core/result.ts'
import { type ShownTerminal, shownTerminals } from '../attach/shown-terminals.ts'
import type { Whereabouts } from '../channel.ts'
import type { TypedHost } from '../typed/typed-host.ts'

export interface TaskTerminals {
  /** The id of the terminal that a process runs in; undefined: it is none of these. */
  find(where: Whereabouts): Promise<string | undefined>
  open(id: string): Promise<Result<ShownTerminal, string>>
}

export function taskHost({ find, open }: TaskTerminals): TypedHost {
  const shown = shownTerminals<string>((id) => id, open)
  return {
    id: 'task',
    isLookApart: true,
    async find(where) {
      const id = await find(where)
      return id === undefined ? undefined : shown.placeOf(id, 'the terminal of its task')
    },
  }
}
