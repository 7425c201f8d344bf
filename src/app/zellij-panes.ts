/**
 * In which pane of zellij a process has its keyboard. zellij gives the number of its pane and the name of its session to the shell that it
 * starts there, and whatever is started in that shell has them, too, also in a terminal of another program. So they count only where zellij
 * itself opened the terminal of this process, and for that very session, which no other server of zellij calls itself.
 */
import { ancestorsOf } from '../core/process/ancestors.ts'
import type { OsProcess, ProcessTable } from '../core/process/process.ts'
import type { ZellijPaneOf } from '../prompts/channels/zellij/zellij-host.ts'
import type { ReadChildMarks } from '../scanner/linux/child-marks.ts'

const paneMark = 'ZELLIJ_PANE_ID'
const sessionMark = 'ZELLIJ_SESSION_NAME'
/** All processes are read for it. */
const aloneForMs = 5_000

export function createZellijPanes(
  table: ProcessTable,
  marksOf: ReadChildMarks,
  clock: () => number = Date.now,
): ZellijPaneOf {
  const alone = new Map<string, { readonly isAlone: boolean; readonly atMs: number }>()

  async function isAlone(session: string): Promise<boolean> {
    const before = alone.get(session)
    if (before !== undefined && Math.abs(clock() - before.atMs) < aloneForMs) return before.isAlone
    const servers = (await table.read(isZellij)).filter((process) => sessionServedBy(process) === session)
    alone.set(session, { isAlone: servers.length === 1, atMs: clock() })
    return servers.length === 1
  }

  return async (pid) => {
    const { [paneMark]: id, [sessionMark]: session } = marksOf(pid, [paneMark, sessionMark])
    if (session === undefined || id === undefined || !/^\d{1,9}$/.test(id)) return undefined
    const opener = await openerOfTerminal(pid, table)
    if (opener === undefined || sessionServedBy(opener) !== session || !(await isAlone(session))) return undefined
    return { session, id: Number(id) }
  }
}

const isZellij = ({ name }: Pick<OsProcess, 'name'>): boolean => name === 'zellij'

/** `zellij --server /run/user/1000/zellij/0.44.1/shop` serves "shop". */
function sessionServedBy(process: OsProcess): string | undefined {
  const { argv = [] } = process
  const at = argv.indexOf('--server')
  return at < 0 || !isZellij(process) ? undefined : argv[at + 1]?.replace(/^.*\//, '')
}

/** Who started the first process on the terminal of this one. */
async function openerOfTerminal(pid: number, table: Pick<ProcessTable, 'inspect'>): Promise<OsProcess | undefined> {
  const ancestors = await ancestorsOf(pid, table)
  const tty = ancestors[0]?.tty
  return tty === undefined ? undefined : ancestors.find((process) => process.tty !== tty)
}
