/**
 * Who listens on a port, for "port 5111 is in use by …". Linux: the socket's inode in /proc/net/tcp, then whose descriptor it is;
 * macOS one `lsof`, Windows one `netstat`. Undefined when the system doesn't tell, as for another user's program.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { plainText } from '../core/words/text.ts'

export interface PortOwner {
  readonly pid: number
  readonly name: string
}

const run = promisify(execFile)

export async function findPortOwner(
  port: number,
  platform: NodeJS.Platform = process.platform,
): Promise<PortOwner | undefined> {
  if (platform === 'linux') return findOnLinux(port)
  if (platform === 'win32') return findOnWindows(port)
  return parseLsof(await outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']))
}

/** `Port 5111 is in use by node (pid 42).`, and what to do. */
export function portInUseMessage(port: number, owner: PortOwner | undefined): string {
  const by =
    owner === undefined ? 'by a program that the system does not name to us' : `by ${owner.name} (pid ${owner.pid})`
  return `Port ${port} is in use ${by}. End it, or choose another port with --port or CLAUDE_MONITOR_PORT.`
}

/**
 * The inodes of the sockets that listen on a port, from /proc/net/tcp or tcp6 (port in hexadecimal, state 0A = listen):
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    0: 0100007F:13F7 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 81236 1 …
 */
export function listeningInodes(table: string, port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    return local?.endsWith(`:${hexPort}`) && state === '0A' && inode !== undefined ? [inode] : []
  })
}

async function findOnLinux(port: number): Promise<PortOwner | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  )
  const sockets = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`))
  if (sockets.size === 0) return undefined
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await holdsOneOf(entry, sockets))) {
      return { pid: Number(entry), name: (await nameOnLinux(entry)) || 'a program' }
    }
  }
  return undefined
}

/** The kernel's name, 15 characters; Node.js calls itself MainThread there, and its program is known by another name. */
async function nameOnLinux(pid: string): Promise<string> {
  const name = plainText(await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''))
  if (name !== 'MainThread') return name
  return plainText(basename(await readlink(`/proc/${pid}/exe`).catch(() => name)))
}

async function holdsOneOf(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const dir = `/proc/${pid}/fd`
  // Another user's descriptors may not be listed.
  for (const fd of await readdir(dir).catch(() => [])) {
    if (sockets.has(await readlink(`${dir}/${fd}`).catch(() => ''))) return true
  }
  return false
}

/**
 * lsof -Fpc, one field per line, a process begins with p:
 *   p812
 *   cControlCenter
 *   f11
 */
export function parseLsof(output: string): PortOwner | undefined {
  const pid = /^p(\d+)$/m.exec(output)?.[1]
  const name = /^c(.+)$/m.exec(output)?.[1]
  return pid === undefined ? undefined : { pid: Number(pid), name: plainText(name ?? '') || 'a program' }
}

async function findOnWindows(port: number): Promise<PortOwner | undefined> {
  const pid = parseNetstat(await outputOf('netstat', ['-ano', '-p', 'TCP']), port)
  if (pid === undefined) return undefined
  const name = parseTasklist(await outputOf('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']))
  return { pid, name: name ?? 'a program' }
}

/**
 * netstat -ano; the word for "listening" depends on the system's language, a foreign port of 0 does not:
 *   TCP    127.0.0.1:5111         0.0.0.0:0              LISTENING       4312
 */
export function parseNetstat(output: string, port: number): number | undefined {
  for (const line of output.split(/\r?\n/)) {
    const [protocol, local, foreign, , pid] = line.trim().split(/\s+/)
    if (protocol !== 'TCP' || !local?.endsWith(`:${port}`) || !foreign?.endsWith(':0')) continue
    if (pid !== undefined && /^[1-9]\d*$/.test(pid)) return Number(pid)
  }
  return undefined
}

/** `"node.exe","4312","Console","1","61,204 K"`; a line without quotes says that there is none. */
export const parseTasklist = (output: string): string | undefined => /^"([^"]+)","\d+"/m.exec(output)?.[1]

/** A program that is missing, fails or hangs tells nothing. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, [...args], { timeout: 5_000, windowsHide: true })).stdout
  } catch {
    return ''
  }
}
