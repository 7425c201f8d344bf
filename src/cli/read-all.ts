/** The whole standard input: what comes through a pipe. */
import type { CliInput } from '../terminal/io.ts'

export function allOf(stdin: CliInput): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    stdin.on('data', (chunk: Buffer | string) => {
      text += chunk.toString()
      stdin.resume()
    })
    stdin.on('end', () => resolve(text))
    stdin.resume()
  })
}
