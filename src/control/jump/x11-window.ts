/** A window of X11, by the process that opened it: `wmctrl -lp` → `0x03a00007  0 4711   host title`. Wayland gives others no such call. */
import type { OsProcess } from '../../core/process/process.ts'
import type { RunProgram } from '../../storage/run-program.ts'

export async function raiseWindowOf(ancestors: readonly OsProcess[], run: RunProgram): Promise<boolean> {
  const listed = await run('wmctrl', ['-lp'])
  if (listed === undefined) return false
  const windows = listed.split('\n').flatMap((line) => {
    const [id, , pid] = line.trim().split(/\s+/)
    return id === undefined || pid === undefined ? [] : [{ id, pid: Number(pid) }]
  })
  for (const { pid } of ancestors) {
    const of = windows.filter((window) => window.pid === pid)
    const [only] = of
    // One process of several windows does not tell which of them.
    if (of.length > 1) return false
    if (only !== undefined) return (await run('wmctrl', ['-ia', only.id])) !== undefined
  }
  return false
}
