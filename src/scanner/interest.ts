/** Which processes might be an agent's, asked once for each name and command line: most of a machine's never change. */
import type { Agent } from '../agents/agent.ts'
import type { OsProcess } from '../core/process/process.ts'

interface Told {
  readonly name: string
  readonly exePath: string | undefined
  readonly isInteresting: boolean
}

/** Of names that come and go (`kworker/0:1-events`) not all are kept. */
const mostNames = 5_000

export function createInterest(agents: readonly Pick<Agent, 'mayBe'>[]): (process: OsProcess) => boolean {
  /** A table gives the same object for a process it did not read again, and the same command line for one that still runs its program. */
  const ofProcess = new WeakMap<OsProcess, boolean>()
  const ofArguments = new WeakMap<readonly string[], Told>()
  const ofName = new Map<string, boolean>()

  const ask = (process: OsProcess): boolean => agents.some((agent) => agent.mayBe(process))

  function byArguments(process: OsProcess, argv: readonly string[]): boolean {
    const { name, exePath } = process
    const before = ofArguments.get(argv)
    if (before?.name === name && before.exePath === exePath) return before.isInteresting
    const isInteresting = ask(process)
    ofArguments.set(argv, { name, exePath, isInteresting })
    return isInteresting
  }

  function byName(process: OsProcess): boolean {
    const key = `${process.name}\n${process.exePath ?? ''}`
    const answer = ofName.get(key) ?? ask(process)
    if (ofName.size >= mostNames) ofName.clear()
    ofName.set(key, answer)
    return answer
  }

  return (process) => {
    const known = ofProcess.get(process)
    if (known !== undefined) return known
    const answer = process.argv === undefined ? byName(process) : byArguments(process, process.argv)
    ofProcess.set(process, answer)
    return answer
  }
}
