/** Terminals of TCE's own as places for prompts: whose they are by process or by terminal. Nothing of it is loaded where there is no supervisor. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { once } from '../core/once.ts'
import { isSameProcess, type ProcessTable } from '../core/process/process.ts'
import { err } from '../core/result.ts'
import type { TaskTerminals } from '../prompts/channels/task/task-host.ts'

export interface OpenTaskTerminals extends TaskTerminals {
  close(): Promise<void>
}

export function taskTerminals(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  table: Pick<ProcessTable, 'inspect'>,
): OpenTaskTerminals {
  const terminals = once(async () => (await import('./own-terminals.ts')).openOwnTerminals({ dataDir, env }))
  let isOpen = false
  const open = () => {
    isOpen = true
    return terminals()
  }
  return {
    async find({ pid, start, tty }) {
      // A supervisor keeps what it holds there from its first session on.
      if (!existsSync(join(dataDir, 'terminals'))) return undefined
      const sessions = (await (await open()).supervisors()).flatMap((one) => one.sessions)
      for (const { id, process, exit } of sessions) {
        if (exit !== undefined || process === undefined) continue
        if (process.pid === pid && process.start === start) return id
        if (tty === undefined) continue
        // A wrapper or a fence stands between them: each of these terminals is one session's alone.
        const holder = await table.inspect(process.pid)
        if (holder !== undefined && isSameProcess(holder, process) && holder.tty === tty) return id
      }
      return undefined
    },
    async open(id) {
      if (!isOpen) return err('no supervisor was asked yet')
      return (await import('../runner/watched-terminal.ts')).watchTerminal(await terminals(), id)
    },
    async close() {
      if (isOpen) (await terminals()).close()
    },
  }
}
