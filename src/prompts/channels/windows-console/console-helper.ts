/** The helper that types in consoles of Windows, started and asked: one line each way, in turn. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { consoleHelperArguments } from './console-script.ts'

export interface ConsoleHelper {
  /** Undefined: it ended, or was silent for too long and is ended; nobody knows then whether it did what it was asked. */
  ask(line: string): Promise<string | undefined>
  close(): void
}

/** What the helper runs as. */
export interface HelperProgram {
  readonly file: string
  readonly args: readonly string[]
}

const powerShell: HelperProgram = { file: 'powershell.exe', args: consoleHelperArguments }
/** PowerShell starts, and compiles the class. */
const firstWithinMs = 20_000
const withinMs = 3_000

export function startConsoleHelper({ file, args }: HelperProgram = powerShell): ConsoleHelper {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  const waiting: ((answer: string | undefined) => void)[] = []
  let isOver = false
  let patienceMs = firstWithinMs
  let last: Promise<unknown> = Promise.resolve()

  const end = () => {
    isOver = true
    for (const tell of waiting.splice(0)) tell(undefined)
    child.kill()
  }
  child.on('error', end)
  child.on('exit', end)
  // It may have ended before it read.
  child.stdin.on('error', end)
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line.trim()))

  async function askNow(line: string): Promise<string | undefined> {
    if (isOver) return undefined
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    waiting.push(resolve)
    const timer = setTimeout(end, patienceMs)
    child.stdin.write(`${line}\n`)
    const answer = await promise
    clearTimeout(timer)
    patienceMs = withinMs
    return answer
  }

  return {
    ask(line) {
      const answer = last.then(() => askNow(line))
      last = answer
      return answer
    },
    close: end,
  }
}
