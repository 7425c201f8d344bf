/** A program of the user's own: arguments as they are, no shell between, the message as JSON on stdin. */
import { execFile } from 'node:child_process'
import type { Channel, Sent } from '../channel.ts'

const patienceMs = 10_000

export const command: Channel = {
  takesResolved: true,
  send(message, values) {
    const [program = '', ...args] = values['argv'] as readonly string[]
    return new Promise<Sent>((resolve) => {
      const options = { timeout: patienceMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024, windowsHide: true } as const
      const child = execFile(program, args, options, (error) =>
        resolve(error === null ? { ok: true } : outcomeOf(error)),
      )
      // It may have ended before it read.
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(`${JSON.stringify(message)}\n`)
    })
  },
}

/** What it wrote is not kept: it may hold anything. */
function outcomeOf(error: Error & { code?: unknown; killed?: boolean }): Sent {
  const isFinal = error.code === 'ENOENT' || error.code === 'EACCES'
  const message =
    error.killed === true
      ? 'it did not end within 10 s'
      : typeof error.code === 'number'
        ? `it ended with ${error.code}`
        : error.code === 'ENOENT'
          ? 'there is no such program'
          : `it could not be run: ${String(error.code)}`
  return { ok: false, isFinal, message }
}
