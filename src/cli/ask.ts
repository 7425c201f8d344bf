/** Questions in a terminal, each answered by one line from the keyboard. */
import type { CliInput } from '../terminal/io.ts'
import { type Line, line } from '../terminal/roles.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Only a clear yes is one; to all else it says what was left undone. */
export async function isAgreed(terminal: Terminal, question: Line, elseSaid: string): Promise<boolean> {
  terminal.prompt(question)
  const isYes = /^y(es)?$/i.test(await readAnswer(terminal.io.stdin))
  if (!isYes) terminal.print([line(elseSaid)])
  return isYes
}

/** An end of input, and the end of the question, is an empty answer. */
export function readAnswer(stdin: CliInput, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let typed = ''
    const finish = () => {
      stdin.off('data', onData)
      stdin.off('end', finish)
      signal?.removeEventListener('abort', finish)
      stdin.pause()
      resolve(typed.split(/\r?\n/)[0]?.trim() ?? '')
    }
    const onData = (chunk: Buffer | string) => {
      typed += chunk.toString()
      if (typed.includes('\n')) finish()
    }
    stdin.on('data', onData)
    stdin.on('end', finish)
    signal?.addEventListener('abort', finish)
    stdin.resume()
  })
}

/** One key, without Enter. An end of input is none; a key within `restMs` was typed before it was known what for, and is none either. */
export function readKey(stdin: CliInput, restMs: number): Promise<string> {
  return new Promise((resolve) => {
    const fromMs = performance.now() + restMs
    const finish = (key: string) => {
      stdin.off('data', onData)
      stdin.off('end', onEnd)
      stdin.setRawMode?.(false)
      stdin.pause()
      resolve(key)
    }
    const onData = (chunk: Buffer | string) => {
      if (performance.now() >= fromMs) finish(chunk.toString().slice(0, 1))
    }
    const onEnd = () => finish('')
    stdin.setRawMode?.(true)
    stdin.on('data', onData)
    stdin.on('end', onEnd)
    stdin.resume()
  })
}
