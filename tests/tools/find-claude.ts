/** Where the genuine Claude Code lies, for the tests that run it. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `TCE_CLAUDE`, else where .ci/run installs it. Undefined when there is none. */
export function claudeProgram(env: NodeJS.ProcessEnv = process.env, home = homedir()): string | undefined {
  const program = env['TCE_CLAUDE'] || join(home, '.cache', 'tce-ci', 'claude-code', 'node_modules', '.bin', 'claude')
  return existsSync(program) ? program : undefined
}
