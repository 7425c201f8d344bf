/**
 * The process table of Linux, read from /proc in this process: no child process per look.
 *
 * A look has two stages. First every process by the cheapest reading that names it (stat, and the executable once); then,
 * for those that interest and everything below them, all the rest. A process keeps its file system reads to a minimum by
 * remembering what can't have changed:
 * - watched ones (interesting, or below one) and young ones are read at every look;
 * - the others in turn, each at every `turns`-th look. Nothing but an exec without a fork can make one of them interesting,
 *   and the registry names such a process to us sooner.
 * What is remembered belongs to a (pid, start) and one program image; a process that executes another program is read anew.
 */

import { childrenByParent, descendantsOf } from '../../core/process/descendants.ts'
import type { OsProcess, ProcessTable } from '../../core/process/process.ts'
import { createBootClock } from './boot-clock.ts'
import { type ProcFiles, procFiles } from './proc-files.ts'
import { parseCmdline, parseCwdLink, parseExeLink, parseInnerPid, parseResidentPages, parseUid } from './proc-text.ts'
import { type ProcStat, parseStat, programName } from './stat.ts'

/** An unwatched process is read again at every eighth look: 12 s at the quick pace. */
const turns = 8
/** `exec` comes soon after the start, if it comes. */
const youngForMs = 10_000

/** What one program image of a process is; read once per image, and anew for watched ones. */
interface Image {
  readonly exePath?: string | undefined
  readonly isExeDeleted?: boolean | undefined
  readonly argv?: readonly string[] | undefined
  readonly isOwn?: boolean | undefined
  readonly inner?: OsProcess['inner']
  readonly cwd?: string | undefined
  /** All of the above was asked for, not only what tells the process apart. */
  readonly isFull: boolean
}

interface Entry {
  readonly stat: ProcStat
  readonly image: Image
  readonly process: OsProcess
  readonly readAtLook: number
  isWatched: boolean
}

export interface LinuxTableOptions {
  readonly files?: ProcFiles
  readonly now?: () => number
  /** Whose processes are "own". */
  readonly uid?: number | undefined
}

export function createLinuxProcessTable({
  files = procFiles,
  now = Date.now,
  uid = process.getuid?.(),
}: LinuxTableOptions = {}): ProcessTable {
  const clock = createBootClock(files, now)
  /** Kernels that only look like Linux (gVisor, WSL 1) say 0 of everybody: then only a zombie is known to have no program. */
  const tellsImages = parseStat(files.line(process.pid, 'stat') ?? '')?.hasImage === true
  let known = new Map<number, Entry>()
  let look = 0

  return {
    async read(isInteresting) {
      look += 1
      if (clock.wasSet()) known = new Map()
      known = readAll()
      fillWatched(known, isInteresting)
      return Array.from(known.values(), (entry) => entry.process)
    },
    async inspect(pid) {
      const stat = readStat(pid)
      return stat && toProcess(stat, readFullImage(stat, known.get(pid)), readRssPages(stat))
    },
  }

  function readAll(): Map<number, Entry> {
    const nowMs = now()
    const entries = new Map<number, Entry>()
    for (const pid of files.pids()) {
      const before = known.get(pid)
      const entry = before !== undefined && !isDue(before, nowMs) ? before : readEntry(pid, before)
      if (entry !== undefined) entries.set(pid, entry)
    }
    return entries
  }

  function isDue({ isWatched, process }: Entry, nowMs: number): boolean {
    return isWatched || process.pid % turns === look % turns || nowMs - process.startedAtMs < youngForMs
  }

  function readEntry(pid: number, before: Entry | undefined): Entry | undefined {
    const stat = readStat(pid)
    if (stat === undefined) return undefined
    const image = before !== undefined && isSameImage(before.stat, stat) ? before.image : readTellingImage(stat)
    return { stat, image, process: toProcess(stat, image), readAtLook: look, isWatched: false }
  }

  function fillWatched(entries: Map<number, Entry>, isInteresting: (process: OsProcess) => boolean): void {
    const interesting: number[] = []
    for (const entry of entries.values()) {
      entry.isWatched = false
      if (isInteresting(entry.process)) interesting.push(entry.process.pid)
    }
    if (interesting.length === 0) return
    const children = childrenByParent(Array.from(entries.values(), ({ process }) => process))
    const filled = new Set<number>()
    for (const pid of interesting) {
      fill(entries, filled, pid, true)
      for (const child of descendantsOf(pid, children)) fill(entries, filled, child.pid, false)
    }
  }

  function fill(entries: Map<number, Entry>, filled: Set<number>, pid: number, isInteresting: boolean): void {
    if (filled.has(pid) && !isInteresting) return
    const entry = freshEntry(entries.get(pid), pid)
    if (entry === undefined) {
      entries.delete(pid)
      return
    }
    filled.add(pid)
    const image = readDueImage(entry, isInteresting)
    const process = toProcess(entry.stat, image, readRssPages(entry.stat))
    entries.set(pid, { ...entry, image, process, isWatched: true })
  }

  /** A process that became interesting just now may have been remembered from an earlier look. */
  function freshEntry(entry: Entry | undefined, pid: number): Entry | undefined {
    return entry === undefined || entry.readAtLook === look ? entry : readEntry(pid, entry)
  }

  /** A process changes its title rarely and a child its directory: they are read while it is young, and in its turn. */
  function readDueImage(entry: Entry, isInteresting: boolean): Image {
    const { stat, image } = entry
    const isDueWhole = !image.isFull || isDue({ ...entry, isWatched: false }, now())
    if (isDueWhole) return readFullImage(stat, entry)
    return isInteresting && stat.hasImage
      ? { ...image, ...readExe(stat.pid), cwd: readCwd(stat.pid) ?? image.cwd }
      : image
  }

  function readStat(pid: number): ProcStat | undefined {
    const stat = parseStat(files.line(pid, 'stat') ?? '')
    return stat === undefined || tellsImages ? stat : { ...stat, hasImage: stat.state !== 'zombie' }
  }

  /** As much as is needed to tell whether a process interests. */
  function readTellingImage(stat: ProcStat): Image {
    if (!stat.hasImage) return { isFull: false }
    const exe = readExe(stat.pid)
    return { ...exe, argv: isToolOfTheSystem(exe.exePath) ? undefined : readArgv(stat.pid), isFull: false }
  }

  /** A process that ends, or is defunct, tells nothing of itself any more: what it told before stands. */
  function readFullImage(stat: ProcStat, before: Entry | undefined): Image {
    const { pid, hasImage } = stat
    const known = before !== undefined && isSameImage(before.stat, stat) ? before.image : undefined
    const lasting = known?.isFull ? { isOwn: known.isOwn, inner: known.inner } : readLasting(pid)
    const exe = hasImage ? readExe(pid) : {}
    if (exe.exePath === undefined && (known !== undefined || !hasImage)) return { ...known, ...lasting, isFull: true }
    return { ...exe, argv: readArgv(pid), cwd: readCwd(pid), ...lasting, isFull: true }
  }

  /** What never changes while a process lives. */
  function readLasting(pid: number): Pick<Image, 'isOwn' | 'inner'> {
    const status = files.text(`${pid}/status`)
    if (status === undefined) return {}
    const owner = parseUid(status)
    const innerPid = parseInnerPid(status)
    return {
      isOwn: owner === undefined || uid === undefined ? undefined : owner === uid,
      inner: innerPid === undefined ? undefined : { pid: innerPid, namespace: files.link(pid, 'ns/pid') },
    }
  }

  function readExe(pid: number): Pick<Image, 'exePath' | 'isExeDeleted'> {
    const target = files.link(pid, 'exe')
    return target === undefined ? {} : parseExeLink(target)
  }

  function readCwd(pid: number): string | undefined {
    const target = files.link(pid, 'cwd')
    return target === undefined ? undefined : parseCwdLink(target)
  }

  function readRssPages({ pid, hasImage }: ProcStat): number | undefined {
    return hasImage ? parseResidentPages(files.line(pid, 'statm') ?? '') : undefined
  }

  function readArgv(pid: number): readonly string[] | undefined {
    const text = files.text(`${pid}/cmdline`)
    return text === undefined ? undefined : parseCmdline(text)
  }

  function toProcess(stat: ProcStat, image: Image, rssPages = stat.rssPages): OsProcess {
    const { exePath, isExeDeleted, argv, isOwn, inner, cwd } = image
    const { pageBytes, ticksPerSecond } = clock.units
    return {
      pid: stat.pid,
      ppid: stat.ppid,
      start: stat.start,
      startedAtMs: clock.startedAtMs(stat.start),
      name: programName(stat.name, exePath),
      state: stat.state,
      tty: stat.tty,
      cpuTimeMs: Math.round((stat.cpuTicks * 1000) / ticksPerSecond),
      rssBytes: stat.hasImage ? rssPages * pageBytes : undefined,
      exePath,
      isExeDeleted,
      argv,
      isOwn,
      inner,
      cwd,
    }
  }
}

function isSameImage(before: ProcStat, now: ProcStat): boolean {
  if (before.start !== now.start) return false
  return !now.hasImage || (before.imageMark === now.imageMark && before.name === now.name)
}

const systemFolder = /^\/(?:usr\/)?(?:bin|sbin|lib|lib64|libexec)\//
/** Programs that run other programs' scripts: only their arguments tell what they are. */
const interpreter = /\/(?:node|nodejs|bun|deno|python)[\d.]*$/

/** Most of a machine's processes; an agent hides behind an executable of the system only as an interpreter's script. */
function isToolOfTheSystem(exePath: string | undefined): boolean {
  return exePath !== undefined && systemFolder.test(exePath) && !interpreter.test(exePath)
}
