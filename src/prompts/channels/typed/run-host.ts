/** The command by which a terminal is asked and told: arguments as they are, no shell between. */
import { execFile } from 'node:child_process'
import type { SeenPlace, TypedPlace } from './typed-host.ts'

/** Its output; undefined where it is not there, fails or takes too long. */
export type RunHost = (program: string, args: readonly string[], input?: Buffer) => Promise<string | undefined>

const patienceMs = 3_000

export const runHost: RunHost = (program, args, input) =>
  new Promise((resolve) => {
    const options = { timeout: patienceMs, maxBuffer: 16_000_000 }
    const child = execFile(program, [...args], options, (error, stdout) => resolve(error === null ? stdout : undefined))
    // It may have ended before it read.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })

/** What it answers as JSON. */
export function jsonOf(answer: string | undefined): unknown {
  try {
    return answer === undefined ? undefined : JSON.parse(answer)
  } catch {
    return undefined
  }
}

/** Where no host does both at once: the last look, and Enter right after it. */
export async function enterAfterLook(
  { look, type }: Pick<TypedPlace, 'look' | 'type'>,
  { words }: SeenPlace,
): Promise<boolean> {
  const now = await look()
  if (now === undefined || !now.screen.includes(words)) return false
  await type(Buffer.from('\r'))
  return true
}
