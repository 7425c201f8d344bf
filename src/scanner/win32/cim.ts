/**
 * One question to Windows for everything: `Get-CimInstance Win32_Process` as JSON. ps-list gives pid, parent and name only
 * there (and throws on ARM64), pidusage starts a PowerShell per call; so this is one PowerShell per look, and no more.
 *   [{"ProcessId":18244,"ParentProcessId":17012,"Name":"claude.exe","ExecutablePath":"C:\\…\\claude.exe",
 *     "CommandLine":"\"C:\\…\\claude.exe\" -p hi","Started":"134347736001820000","KernelModeTime":15625000,
 *     "UserModeTime":46875000,"WorkingSetSize":321654784}]
 */
import type { OsProcess } from '../../core/process/process.ts'
import { splitWindows } from '../argv.ts'

const properties = [
  'ProcessId',
  'ParentProcessId',
  'Name',
  'ExecutablePath',
  'CommandLine',
  'KernelModeTime',
  'UserModeTime',
  'WorkingSetSize',
  // A FILETIME has 18 digits: as a number JSON would round it.
  "@{n='Started';e={if($_.CreationDate){$_.CreationDate.ToFileTimeUtc().ToString()}}}",
]

/** Arguments for powershell.exe. With a pid it asks about that process alone. */
export function cimQuery(pid?: number): readonly string[] {
  const filter = pid === undefined ? '' : ` -Filter 'ProcessId=${Math.trunc(pid)}'`
  const script = [
    '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
    `@(Get-CimInstance Win32_Process${filter} | Select-Object ${properties.join(',')}) | ConvertTo-Json -Compress`,
  ].join(';')
  return ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', script]
}

/** Throws when the text is no JSON: PowerShell said something else, and the caller tells the user what. */
export function parseCim(text: string): readonly OsProcess[] {
  const json = text.replace(/^\uFEFF/, '').trim()
  if (json === '') return []
  const value: unknown = JSON.parse(json)
  const processes = (Array.isArray(value) ? value : [value]).flatMap(decodeProcess)
  return withTrueParents(processes)
}

/** A process without a start (the idle process) has no identity. Windows knows neither stopped nor defunct ones. */
function decodeProcess(value: unknown): readonly OsProcess[] {
  if (typeof value !== 'object' || value === null) return []
  const row = value as Readonly<Record<string, unknown>>
  const pid = row['ProcessId']
  const start = row['Started']
  if (typeof pid !== 'number' || pid <= 0 || typeof start !== 'string' || !/^\d+$/.test(start)) return []
  const kernelTime = row['KernelModeTime']
  const userTime = row['UserModeTime']
  const commandLine = textOf(row['CommandLine'])
  return [
    {
      pid,
      ppid: typeof row['ParentProcessId'] === 'number' ? row['ParentProcessId'] : 0,
      start,
      startedAtMs: fileTimeToMs(start),
      name: textOf(row['Name']) ?? '',
      exePath: textOf(row['ExecutablePath']),
      argv: commandLine === undefined ? undefined : splitWindows(commandLine),
      state: 'unknown',
      // In units of 100 ns.
      cpuTimeMs:
        typeof kernelTime === 'number' && typeof userTime === 'number'
          ? Math.round((kernelTime + userTime) / 10_000)
          : undefined,
      rssBytes: typeof row['WorkingSetSize'] === 'number' ? row['WorkingSetSize'] : undefined,
    },
  ]
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** 100 ns since 1601. */
export const fileTimeToMs = (fileTime: string): number => Number(BigInt(fileTime) / 10_000n - 11_644_473_600_000n)

/** Windows keeps the pid of a parent that is gone, and gives it to somebody else: a parent is older than its child. */
function withTrueParents(processes: readonly OsProcess[]): readonly OsProcess[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]))
  return processes.map((process) => {
    const parent = byPid.get(process.ppid)
    return parent !== undefined && parent.startedAtMs > process.startedAtMs ? { ...process, ppid: 0 } : process
  })
}
