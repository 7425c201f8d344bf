/** Other programs of this computer's desktop, as a task is shown in them. */
import { basename } from 'node:path'
import type { AgentEnvironment } from '../agents/agent.ts'
import { openOutside, startOutside } from '../control/open-outside.ts'
import { findAgentWindow } from '../control/windows/agent-window.ts'
import { isOnPath } from '../control/windows/open-window.ts'
import { err, ok } from '../core/result.ts'
import { wordsOf } from '../core/tasks/backend.ts'
import { terminalEditors, windowEditors } from '../core/tasks/open-rules.ts'
import type { OutsideParts } from '../services/local/tasks/parts.ts'

export function outsideParts({ platform, env }: Pick<AgentEnvironment, 'platform' | 'env'>): OutsideParts {
  const said = (by: string, why: string | undefined) => (why === undefined ? ok(by) : err(why))

  /** What its user named, else the first of those that are known and there. */
  function editor(): readonly string[] | undefined {
    for (const named of [env['VISUAL'], env['EDITOR']]) {
      const words = named === undefined ? [] : wordsOf(named)
      if (words[0] !== undefined && words[0] !== '') return words
    }
    const found = windowEditors.find((program) => isOnPath(program, env))
    return found === undefined ? undefined : [found]
  }

  async function inTerminal(argv: readonly string[], dir: string) {
    const window = await findAgentWindow({ platform, env })
    return window === undefined
      ? err('TCE runs where it can open no terminal: without a display, and no tmux runs')
      : window.open(argv, dir)
  }

  return {
    openByDesktop: async (target) => said('the desktop', await openOutside(target, { platform, env })),
    openTerminal: (dir) => inTerminal([env['SHELL'] ?? '/bin/sh', '-i'], dir),
    async openEditor(dir, file) {
      const words = editor()
      const [program, ...args] = words ?? []
      if (program === undefined)
        return err(
          `no editor is named in VISUAL or EDITOR, and none of ${windowEditors.slice(0, 4).join(', ')} is on the PATH`,
        )
      if (terminalEditors.has(basename(program))) return inTerminal([program, ...args, file ?? dir], dir)
      const targets = file === undefined ? [dir] : [dir, file]
      return said(basename(program), await startOutside(program, [...args, ...targets], { env, cwd: dir }))
    },
  }
}
