/** Tasks with real stores, worktrees and a real supervisor, in a home of their own that goes with the test's process. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agents } from '../../src/agents/index.ts'
import { taskParts } from '../../src/app/open-tasks.ts'
import { settingsOf } from '../../src/core/settings/settings-table.ts'
import type { FenceSettings } from '../../src/core/tasks/fence.ts'
import type { TaskParts } from '../../src/services/local/tasks/parts.ts'
import { testEnvironment } from '../tools/left-overs.ts'
import { ownFolder } from '../tools/own-folder.ts'

export interface RealTasks {
  readonly home: string
  readonly dataDir: string
  readonly parts: TaskParts
  readonly env: Readonly<Record<string, string>>
  /** As config.toml says it. */
  config(text: string): void
  maxRunning: number
  sandbox: FenceSettings
  namingModel: string | undefined
}

export function realTasks(home = ownFolder('tce-tasks-')): RealTasks {
  const dataDir = join(home, 'data')
  const configFile = join(home, 'config.toml')
  const env = {
    ...{ HOME: home, PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TCE_RUN_DIR: join(home, 'run') },
    // As in a terminal of its user: nobody has to be asked for the PATH.
    ...{ TERM: 'xterm-256color', SHLVL: '1' },
    ...testEnvironment(),
  }
  const real: RealTasks = {
    ...{ home, dataDir, env, maxRunning: 6, sandbox: settingsOf({}).sandbox, namingModel: undefined },
    config: (text: string) => writeFileSync(configFile, text),
    parts: taskParts({
      config: { dataDir, configDir: join(home, 'config'), configFile },
      current: () => ({
        tasks: { maxRunning: real.maxRunning, namingModel: real.namingModel },
        sandbox: real.sandbox,
      }),
      shown: Object.values(agents),
      environment: { platform: 'linux', homeDir: home, env },
      machine: 'a-machine',
    }),
  }
  return real
}
