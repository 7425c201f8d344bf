/** One line from the keyboard. An end of input, and the end of the question, is an empty answer. */
import type { CliInput } from '../terminal/io.ts'

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

/** Only a clear yes is one. */
export const isYes = (answer: string): boolean => /^y(es)?$/i.test(answer)
