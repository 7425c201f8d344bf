/** The other texts of /proc, one pure function each. */

/** `claude\0-p\0hello\0`. Undefined when empty: kernel threads and zombies have no arguments left. */
export function parseCmdline(text: string): readonly string[] | undefined {
  const end = text.endsWith('\0') ? text.length - 1 : text.length
  const argv = text.slice(0, end).split('\0')
  return argv.some((argument) => argument !== '') ? withoutPadding(argv) : undefined
}

/** A program that sets its own title (node) leaves the rest of its argument space as empty strings. */
function withoutPadding(argv: readonly string[]): readonly string[] {
  if (argv[1] !== '' || argv.slice(1).some((argument) => argument !== '')) return argv
  return argv.slice(0, 1)
}

const deletedMark = ' (deleted)'

export interface ExeLink {
  readonly exePath: string
  readonly isExeDeleted: boolean
}

/** `/opt/claude/versions/2.1.329 (deleted)`: the file was replaced or removed while the program runs. */
export function parseExeLink(target: string): ExeLink {
  const isExeDeleted = target.endsWith(deletedMark)
  return { exePath: isExeDeleted ? target.slice(0, -deletedMark.length) : target, isExeDeleted }
}

/** The working directory may be gone as well; its old name is still the best answer. */
export const parseCwdLink = (target: string): string => parseExeLink(target).exePath

/** The real user of `Uid:\t1000\t1000\t1000\t1000` in /proc/<pid>/status. */
export function parseUid(status: string): number | undefined {
  const uid = /^Uid:\t(\d+)/m.exec(status)?.[1]
  return uid === undefined ? undefined : Number(uid)
}

/** The pid in the innermost namespace: 7 of `NSpid:\t48213\t7`. Undefined where that is ours. */
export function parseInnerPid(status: string): number | undefined {
  const inner = /^NSpid:\t\d+(?:\t\d+)*\t(\d+)$/m.exec(status)?.[1]
  return inner === undefined ? undefined : Number(inner)
}

/**
 * The resident pages of /proc/<pid>/statm: `18118509 61386 21504 …`. The same figure in stat may be off by up to 32 MB on a
 * machine with many cores (the kernel sums its counters exactly for statm only, since 6.16).
 */
export function parseResidentPages(statm: string): number | undefined {
  const pages = /^\d+ (\d+) /.exec(statm)?.[1]
  return pages === undefined ? undefined : Number(pages)
}

/** `btime 1795198302` in /proc/stat: when the machine started, in seconds since the epoch by today's clock. */
export function parseBootTimeMs(text: string): number | undefined {
  const seconds = /^btime (\d+)$/m.exec(text)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

export interface KernelUnits {
  readonly pageBytes: number
  readonly ticksPerSecond: number
}

/** What nearly every Linux has, where the kernel would not say. */
export const usualUnits: KernelUnits = { pageBytes: 4096, ticksPerSecond: 100 }

/**
 * /proc/self/auxv, pairs of 64-bit words: AT_PAGESZ (6) is 4096 on most machines and 16384 or 65536 on some ARM ones,
 * AT_CLKTCK (17) is 100 nearly everywhere. So no `getconf` is needed.
 */
export function parseUnits(auxv: Buffer): KernelUnits {
  const values = new Map<number, number>()
  for (let at = 0; at + 16 <= auxv.length; at += 16) {
    values.set(Number(auxv.readBigUInt64LE(at)), Number(auxv.readBigUInt64LE(at + 8)))
  }
  return {
    pageBytes: values.get(6) ?? usualUnits.pageBytes,
    ticksPerSecond: values.get(17) ?? usualUnits.ticksPerSecond,
  }
}

/** The values of the named variables in `A=1\0B=2\0`, and of no others. */
export function parseEnviron(text: string, names: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const at = text.startsWith(`${name}=`) ? 0 : text.indexOf(`\0${name}=`) + 1
    if (at === 0 && !text.startsWith(`${name}=`)) continue
    const from = at + name.length + 1
    const end = text.indexOf('\0', from)
    found[name] = text.slice(from, end === -1 ? undefined : end)
  }
  return found
}
