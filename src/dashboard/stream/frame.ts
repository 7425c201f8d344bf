/** One word of a stream, as it goes over either wire. Each text is made when somebody first needs it, once however many read it. */
const encoder = new TextEncoder()

export class Frame {
  readonly type: string
  readonly #json: string
  readonly #id: string | number | undefined
  #serverSent: Uint8Array | undefined
  #message: Uint8Array | undefined

  /** `id`: its place in the stream. Without one the reader keeps the last that it saw. */
  constructor(type: string, json: string, id?: string | number) {
    this.type = type
    this.#json = json
    this.#id = id
  }

  /** A server-sent event. JSON has no line breaks, so one data line holds it. */
  get serverSent(): Uint8Array {
    const id = this.#id === undefined ? '' : `id: ${this.#id}\n`
    this.#serverSent ??= encoder.encode(`event: ${this.type}\n${id}data: ${this.#json}\n\n`)
    return this.#serverSent
  }

  /** The text of a WebSocket's message: the same as an object. */
  get message(): Uint8Array {
    const head = JSON.stringify({ type: this.type, id: this.#id })
    this.#message ??= encoder.encode(`${head.slice(0, -1)},"data":${this.#json}}`)
    return this.#message
  }
}
