/** Sessions that run without a terminal, shown by their agent's own command in a terminal of ours. */
import type { Result } from '../../../core/result.ts'
import type { AttachCommand } from '../channel.ts'
import type { TypedHost } from '../typed/typed-host.ts'
import { type ShownTerminal, shownTerminals } from './shown-terminals.ts'

export interface AttachParts {
  /** Why none can be opened here. */
  readonly problem: () => Promise<string | undefined>
  readonly open: (command: AttachCommand) => Promise<Result<ShownTerminal, string>>
}

export function attachHost({ problem, open }: AttachParts): TypedHost {
  const shown = shownTerminals<AttachCommand>(({ label }) => label, open)
  return {
    id: 'attach',
    find: async ({ attach }) =>
      attach === undefined || (await problem()) !== undefined
        ? undefined
        : shown.placeOf(attach, `a terminal of TCE (${attach.label})`),
  }
}
