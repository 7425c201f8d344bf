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
export async function readAnswer(stdin: CliInput, signal?: AbortSignal): Promise<string> {
  return (await readLines(stdin, signal)).split(/\r?\n/)[0]?.trim() ?? ''
}

/**
 * A line that nobody sees: typed without an echo, or the next line of what is piped in. An end of input, Esc and Ctrl-C are none. What
 * was piped behind it is for the next question.
 */
export async function readHidden(stdin: CliInput, rest: { text: string }): Promise<string> {
  if (stdin.isTTY !== true) {
    if (!rest.text.includes('\n')) rest.text += await readLines(stdin)
    const [first = '', ...others] = rest.text.split(/\r?\n/)
    rest.text = others.join('\n')
    return first.trim()
  }
  let typed = ''
  return readRaw(stdin, (chunk) => {
    for (const key of chunk) {
      if (key === '\r' || key === '\n') return typed.trim()
      if (key === '\u0003' || key === '\u001b') return ''
      typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key
    }
    return undefined
  })
}

/** One key, without Enter. An end of input is none; a key within `restMs` was typed before it was known what for, and is none either. */
export function readKey(stdin: CliInput, restMs: number): Promise<string> {
  const fromMs = performance.now() + restMs
  return readRaw(stdin, (chunk) => (performance.now() < fromMs ? undefined : chunk.slice(0, 1)))
}

/** What comes up to a line's end, and what came with that; less where the input, or the question, ends before. */
function readLines(stdin: CliInput, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const finish = () => {
      stdin.off('data', onData)
      stdin.off('end', finish)
      signal?.removeEventListener('abort', finish)
      stdin.pause()
      resolve(text)
    }
    const onData = (chunk: Buffer | string) => {
      text += chunk.toString()
      if (text.includes('\n')) finish()
    }
    stdin.on('data', onData)
    stdin.on('end', finish)
    signal?.addEventListener('abort', finish)
    stdin.resume()
  })
}

/** Keys as they are pressed, without an echo, until `take` makes something of them. An end of input is ''. */
function readRaw(stdin: CliInput, take: (chunk: string) => string | undefined): Promise<string> {
  return new Promise((resolve) => {
    const finish = (answer: string) => {
      stdin.off('data', onData)
      stdin.off('end', onEnd)
      stdin.setRawMode?.(false)
      stdin.pause()
      resolve(answer)
    }
    const onData = (chunk: Buffer | string) => {
      const answer = take(chunk.toString())
      if (answer !== undefined) finish(answer)
    }
    const onEnd = () => finish('')
    stdin.setRawMode?.(true)
    stdin.on('data', onData)
    stdin.on('end', onEnd)
    stdin.resume()
  })
}
