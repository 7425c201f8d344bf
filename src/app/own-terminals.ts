/** Terminals of TCE's own on this machine, for the server and for commands. No supervisor is started before a session is. */
import { extname, join } from 'node:path'
import { createTerminals } from '../runner/client/create-terminals.ts'
import { launchSupervisor } from '../runner/client/launch.ts'
import type { Terminals } from '../runner/terminals.ts'
import { runFolder } from './folders.ts'
import { processTools } from './process-tools.ts'

export interface OwnTerminalsOptions {
  readonly dataDir: string
  readonly env?: NodeJS.ProcessEnv
}

export function openOwnTerminals({ dataDir, env = process.env }: OwnTerminalsOptions): Terminals {
  // Beside this file, in src/ as in dist/.
  const program = join(import.meta.dirname, `tce${extname(import.meta.filename)}`)
  return createTerminals({
    runDir: runFolder(env),
    dataDir,
    tools: processTools(),
    launch: () =>
      launchSupervisor({
        command: [process.execPath, program, 'supervisor', 'run'],
        dataDir,
        env: { ...env, TCE_DATA_DIR: dataDir },
      }),
  })
}
