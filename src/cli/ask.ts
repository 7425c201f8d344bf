/** One line from the keyboard. An end of input is an empty answer. */
import type { CliInput } from '../terminal/io.ts'

export function readAnswer(stdin: CliInput): Promise<string> {
  return new Promise((resolve) => {
    let typed = ''
    const finish = () => {
      stdin.off('data', onData)
      stdin.off('end', finish)
      stdin.pause()
      resolve(typed.split(/\r?\n/)[0]?.trim() ?? '')
    }
    const onData = (chunk: Buffer | string) => {
      typed += chunk.toString()
      if (typed.includes('\n')) finish()
    }
    stdin.on('data', onData)
    stdin.on('end', finish)
    stdin.resume()
  })
}

/** Only a clear yes is one. */
export const isYes = (answer: string): boolean => /^y(es)?$/i.test(answer)
