/** Git as TCE asks it: to read, and to reach for no other machine. */
import { runProgram } from './run-program.ts'

/** Its output; undefined where it refused. */
export type Git = (...args: string[]) => Promise<string | undefined>

/** No program of the repository's is run to look, nothing is fetched, and nothing is written. */
export const gitIn =
  (dir: string): Git =>
  (...args) =>
    runProgram('git', [
      ...['--no-pager', '--no-optional-locks', '--literal-pathspecs', '-C', dir],
      ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'diff.external='],
      ...['-c', 'protocol.allow=never', '-c', 'log.showSignature=false'],
      ...args,
    ])
