/**
 * One question over HTTP/1.1 to this machine and its answer, on a connection of its own: what a command needs of it. `node:http` and what it
 * makes for each question take a start longer than the question itself; it is loaded for streams alone (server-client.ts).
 */
import type { Socket } from 'node:net'

export interface Question {
  readonly port: number
  readonly method?: string | undefined
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

export interface WholeAnswer {
  readonly status: number
  readonly text: string
}

const largestHeadBytes = 64 * 1024
const largestAnswerBytes = 64 * 1024 * 1024

/** Rejects with the reason in words: nobody listens, no answer in time, none of HTTP, one that breaks off or is too large. */
export function exchange(question: Question, timeoutMs: number): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const text = textOf(question)
    // Loaded with the first question: whoever finds no server asks none.
    const socket: Socket = process.getBuiltinModule('node:net').connect(question.port, '127.0.0.1')
    const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    const answer = new AnswerBytes()
    socket.on('error', fail)
    socket.on('end', () => take(() => answer.atEnd()))
    socket.on('data', (piece) => take(() => answer.with(piece)))
    socket.write(text)

    function take(read: () => WholeAnswer | undefined): void {
      try {
        const whole = read()
        if (whole === undefined) return
        settle()
        resolve(whole)
      } catch (cause) {
        fail(cause as Error)
      }
    }
    function fail(cause: Error): void {
      settle()
      reject(cause)
    }
    function settle(): void {
      clearTimeout(timer)
      socket.removeAllListeners('data').removeAllListeners('end').destroy()
    }
  })
}

/** What could end a line, or is no text of HTTP: a value never writes a header of its own. */
const isSafe = (text: string) => /^[\t\x20-\x7e]*$/.test(text)

function textOf({ port, method = 'GET', path, headers = {}, body }: Question): string {
  const all = Object.entries({
    Host: `127.0.0.1:${port}`,
    Connection: 'close',
    ...headers,
    ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
  })
  if (!/^\/[\x21-\x7e]*$/.test(path) || !all.every(([name, value]) => isSafe(name) && isSafe(value))) {
    throw new Error('the question has characters that HTTP does not take')
  }
  return `${method} ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body ?? ''}`
}

interface Head {
  readonly status: number
  readonly bodyAt: number
  /** Undefined: until the connection ends. */
  readonly bodyBytes: number | undefined
  readonly isChunked: boolean
}

class AnswerBytes {
  #pieces: Buffer[] = []
  #bytes = 0
  #head: Head | undefined

  /** The answer, once it is whole. */
  with(piece: Buffer): WholeAnswer | undefined {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    this.#head ??= headIn(this.#all())
    if (this.#head === undefined) return undefined
    const { status, bodyAt, bodyBytes, isChunked } = this.#head
    if (Math.max(bodyBytes ?? 0, this.#bytes - bodyAt) > largestAnswerBytes) {
      throw new Error('the answer is larger than 64 MiB')
    }
    if (isChunked) {
      // Whether all is there is looked at only where it may be.
      const mayBeAll = piece.length < lastChunk.length || piece.subarray(-lastChunk.length).equals(lastChunk)
      return mayBeAll ? this.#joined(status, bodyAt) : undefined
    }
    if (bodyBytes === undefined || this.#bytes < bodyAt + bodyBytes) return undefined
    return { status, text: this.#all().toString('utf8', bodyAt, bodyAt + bodyBytes) }
  }

  /** The connection ended before the answer was known to be whole. */
  atEnd(): WholeAnswer {
    const head = this.#head
    if (head === undefined) throw new Error('socket hang up')
    const { status, bodyAt, bodyBytes, isChunked } = head
    const rest = () => ({ status, text: this.#all().toString('utf8', bodyAt) })
    const whole = isChunked ? this.#joined(status, bodyAt) : bodyBytes === undefined ? rest() : undefined
    if (whole === undefined) throw new Error('aborted')
    return whole
  }

  #joined(status: number, bodyAt: number): WholeAnswer | undefined {
    const body = unchunked(this.#all().subarray(bodyAt))
    return body && { status, text: body.toString() }
  }

  #all(): Buffer {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)]
    return this.#pieces[0] ?? Buffer.alloc(0)
  }
}

/** An empty one, with nothing after it. */
const lastChunk = Buffer.from('0\r\n\r\n')

/** Undefined as long as it is not whole. */
function headIn(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (!'HTTP/1.'.startsWith(bytes.toString('latin1', 0, 7))) throw new Error('what came is no HTTP')
  if (end < 0) {
    if (bytes.length > largestHeadBytes) throw new Error('the head of the answer is too large')
    return undefined
  }
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1])
  if (!Number.isInteger(status) || status < 200) throw new Error('what came is no HTTP')
  const fields = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const length = fields.get('content-length')
  const isChunked = fields.get('transfer-encoding')?.toLowerCase() === 'chunked'
  if (length !== undefined && !/^\d{1,15}$/.test(length)) throw new Error('what came is no HTTP')
  const bodyBytes = status === 204 || status === 304 ? 0 : length === undefined ? undefined : Number(length)
  return { status, bodyAt: end + 4, bodyBytes, isChunked: isChunked && bodyBytes !== 0 }
}

/** Undefined as long as its last chunk is not there. */
function unchunked(bytes: Buffer): Buffer | undefined {
  const found: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = /^([\da-f]{1,8})(?:;|$)/i.exec(bytes.toString('latin1', at, lineEnd))?.[1]
    if (size === undefined) throw new Error('what came is no HTTP')
    const from = lineEnd + 2
    const to = from + Number.parseInt(size, 16)
    if (to === from) return bytes.indexOf('\r\n', from) < 0 ? undefined : Buffer.concat(found)
    if (to + 2 > bytes.length) return undefined
    found.push(bytes.subarray(from, to))
    at = to + 2
  }
}
