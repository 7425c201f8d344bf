/** The processes of a session: what its program started, and what carries its mark, wherever it went. */
import { childrenByParent, descendantsOf } from '../../core/process/descendants.ts'
import type { OsProcess, ProcessRef, ProcessTable } from '../../core/process/process.ts'
import { isSameProcess } from '../../core/process/process.ts'
import { spawnMark } from '../../core/terminals/environment.ts'

/** What it takes to look at processes and to signal them; each is looked at again before a signal. */
export interface ProcessTools {
  readonly table: ProcessTable
  /** Of the environment of a process: these names alone. Nothing where it can't be read. */
  readonly marksOf: (pid: number, names: readonly string[]) => Readonly<Record<string, string>>
  readonly signal: (pid: number, signal: 'SIGCONT' | 'SIGTERM' | 'SIGKILL') => 'sent' | 'gone' | 'refused'
  readonly wait: (ms: number) => Promise<void>
}

/** Without the program itself, and never this process or one above it. */
export async function ownProcesses(
  { table, marksOf }: Pick<ProcessTools, 'table' | 'marksOf'>,
  spawn: string,
  program: ProcessRef | undefined,
): Promise<readonly ProcessRef[]> {
  const all = await table.read(() => false)
  const spared = ancestorsOf(process.pid, all)
  const below = program === undefined ? [] : descendantsOf(program.pid, childrenByParent(all))
  const isBelow = new Set(below.map(({ pid }) => pid))
  return all
    .filter(({ pid, state }) => pid > 1 && state !== 'zombie' && !spared.has(pid))
    .filter((one) => program === undefined || !isSameProcess(one, program))
    .filter(({ pid }) => isBelow.has(pid) || marksOf(pid, [spawnMark])[spawnMark] === spawn)
    .map(({ pid, start }) => ({ pid, start }))
}

function ancestorsOf(pid: number, all: readonly OsProcess[]): ReadonlySet<number> {
  const parents = new Map(all.map((one) => [one.pid, one.ppid]))
  const found = new Set([pid])
  for (let at = parents.get(pid); at !== undefined && at > 0 && !found.has(at); at = parents.get(at)) found.add(at)
  return found
}

export async function isRunning({ table }: Pick<ProcessTools, 'table'>, ref: ProcessRef): Promise<boolean> {
  const found = await table.inspect(ref.pid)
  return found !== undefined && isSameProcess(found, ref) && found.state !== 'zombie'
}

export interface Swept {
  readonly swept: readonly ProcessRef[]
  readonly left: readonly ProcessRef[]
}

/** First politely, then firmly; each only while it is the same process. */
export async function sweep(refs: readonly ProcessRef[], tools: ProcessTools, politeMs: number): Promise<Swept> {
  const running = async (those: readonly ProcessRef[]) => {
    const are = await Promise.all(those.map((ref) => isRunning(tools, ref)))
    return those.filter((_, index) => are[index])
  }
  const before = await running(refs)
  let left = before
  for (const [signal, patienceMs] of [
    ['SIGTERM', politeMs],
    ['SIGKILL', 1_000],
  ] as const) {
    for (const ref of left) if (await isRunning(tools, ref)) tools.signal(ref.pid, signal)
    for (let waitedMs = 0; left.length > 0 && waitedMs < patienceMs; waitedMs += 50) {
      await tools.wait(50)
      left = await running(left)
    }
  }
  return { swept: before.filter((ref) => !left.includes(ref)), left }
}
