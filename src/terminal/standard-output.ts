/**
 * Standard output, written without Node.js' stream of it where it is a file or a pipe: to open that stream loads sockets, terminals and all of
 * streams, which takes a tenth of a start. It would write at once, too (process I/O in Node.js' documentation), but on Windows.
 */
import { fstatSync, writeSync } from 'node:fs'

export interface CliOutput {
  write(text: string): unknown
}

/** What is no device is no terminal, and needs none of the module that knows them. */
export function isTerminal(fd: 0 | 1 | 2): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd)
  } catch {
    return false // closed
  }
}

export function standardOutput(): CliOutput {
  return process.platform === 'win32' || isTerminal(1) ? standardStream() : written
}

/** In the order in which it was asked for: once the stream has some, it gets the rest. */
let stream: NodeJS.WriteStream | undefined

const written: CliOutput = { write: (text) => (stream === undefined ? writeAtOnce(text) : stream.write(text)) }

function writeAtOnce(text: string): void {
  let left: Uint8Array = Buffer.from(text)
  try {
    while (left.length > 0) left = left.subarray(writeSync(1, left))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EPIPE') readerIsGone()
    // A pipe that does not wait: somebody made it so, and it is full.
    if (code !== 'EAGAIN') throw cause
    standardStream().write(left)
  }
}

function standardStream(): NodeJS.WriteStream {
  stream ??= process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE') readerIsGone()
    throw cause
  })
  return stream
}

/** (head, less) That is no failure. */
const readerIsGone = () => process.exit(0)
