/** The files that a process holds open, by the names of its descriptors. */
import { readdirSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'

/** The paths of those in one folder; empty for a process that is gone or somebody else's. */
export type ReadHeldFiles = (pid: number, folder: string) => readonly string[]

export const readHeldFiles: ReadHeldFiles = (pid, folder) => {
  const dir = `/proc/${pid}/fd`
  return orNothing(() => readdirSync(dir)).flatMap((fd) => {
    const [path = ''] = orNothing(() => [readlinkSync(`${dir}/${fd}`)])
    return dirname(path) === folder ? [path] : []
  })
}

const expected = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL'])

function orNothing(read: () => readonly string[]): readonly string[] {
  try {
    return read()
  } catch (cause) {
    if (expected.has((cause as NodeJS.ErrnoException).code ?? '')) return []
    throw cause
  }
}
