/**
 * `tce statusline`, as an agent runs it where there is no sh to count on, and as a person may: what the script does, by itself. What is
 * loaded here is waited for with every drawing.
 */
import { mkdirSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { statusLinePid } from '../agents/status-line-pid.ts'
import { isTerminal, standardOutput } from '../terminal/standard-output.ts'

const ownLineMs = 1_000
const lineGoodForSeconds = 60

export async function statusLineNow(dataDir: string, key: string): Promise<void> {
  const dir = join(dataDir, 'statusline')
  const pid = /^\d{1,10}$/.exec(process.env[statusLinePid] ?? '')?.[0] ?? String(process.ppid)
  const left = lineLeft(dir, pid)
  // Loaded while the agent writes, and where a server left a line not at all.
  const maker = left === undefined ? import('./status-line-alone.ts') : undefined
  const given = await standardInput()
  keep(dir, pid, given)
  const own = textOf(join(dir, `own${key}`))
  const printed = own === undefined ? '' : await runOwn(own, given)
  const stdout = standardOutput()
  stdout.write(printed)
  const ours = left ?? (await maker)?.lineOf(given)
  if (ours === undefined || ours === '') return
  if (printed !== '' && !printed.endsWith('\n')) stdout.write('\n')
  stdout.write(`${ours}\n`)
}

function keep(dir: string, pid: string, given: Buffer): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const draft = join(dir, `.in.${process.pid}`)
    writeFileSync(draft, given, { mode: 0o600 })
    renameSync(draft, join(dir, `${pid}.json`))
  } catch (cause) {
    // A full disk: the line is drawn all the same.
    if (!(cause instanceof Error && 'code' in cause)) throw cause
  }
}

/** Read at once: a stream would be loaded for as long as all the rest takes. Where that can't be, by the stream what is left of it. */
async function standardInput(): Promise<Buffer> {
  if (isTerminal(0)) return Buffer.alloc(0)
  const pieces: Buffer[] = []
  try {
    for (;;) {
      const piece = Buffer.alloc(16 * 1024)
      const bytes = readSync(0, piece)
      if (bytes === 0) return Buffer.concat(pieces)
      pieces.push(piece.subarray(0, bytes))
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    // What Windows says at the end of a pipe.
    if (code === 'EOF') return Buffer.concat(pieces)
    if (code !== 'EAGAIN') throw cause
  }
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece as Uint8Array))
  return Buffer.concat(pieces)
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The user's own command, as the agent would run it: in a shell. */
async function runOwn(command: string, given: Buffer): Promise<string> {
  const { spawn } = await import('node:child_process')
  return new Promise((resolve) => {
    let out = ''
    const child = spawn(command.trim(), { shell: true, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
    const end = () => {
      clearTimeout(timer)
      child.kill()
      resolve(out)
    }
    const timer = setTimeout(end, ownLineMs)
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString('utf8')
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(given)
    child.on('error', end)
    child.on('close', end)
  })
}

function lineLeft(dir: string, pid: string): string | undefined {
  const [until = '', line] = (textOf(join(dir, `${pid}.line`)) ?? '').split('\n')
  const left = Number(until) - Math.floor(Date.now() / 1000)
  return left > 0 && left <= lineGoodForSeconds ? line : undefined
}
