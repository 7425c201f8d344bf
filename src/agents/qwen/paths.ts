/** Where Qwen Code keeps its files, on every system. */
import type { AgentEnvironment } from '../agent.ts'
import { homeFolder } from '../home-folder.ts'

/** What it writes may be sent elsewhere than its settings; what was written before stays where it was. */
export function configDirs(environment: AgentEnvironment): readonly string[] {
  const home = homeFolder(environment, ['.qwen'], 'QWEN_HOME')
  const runtime = homeFolder(environment, ['.qwen'], 'QWEN_RUNTIME_DIR')
  const isElsewhere = environment.env['QWEN_RUNTIME_DIR']?.trim() && withoutEnd(runtime) !== withoutEnd(home)
  return isElsewhere ? [home, runtime] : [home]
}

const withoutEnd = (dir: string): string => dir.replace(/[/\\]+$/, '')
