/**
 * How a viewer and the server speak of a task's terminal, over one WebSocket: `/api/tasks/{id}/attach`. What is said is JSON in text
 * messages; what the program wrote and what was typed are bytes. The viewer speaks first: `attach`. Offsets count the bytes that
 * the program wrote since its start. Pure; the server and the page share it.
 */
import type { TerminalSize } from './session.ts'

/** What a viewer says. */
export type AttachOrder =
  | {
      readonly type: 'attach'
      /** Names whoever types, the same after a break: what was not acknowledged may be sent again under its number. */
      readonly writer: string
      /** It saw all before this of that very program, and wants the rest. */
      readonly have?: SeenBefore | undefined
      /** How large it is shown; looking never resizes. */
      readonly size?: TerminalSize | undefined
      /** The rows above the screen too, after it. */
      readonly history?: boolean | undefined
      /** These rows come in slices, between which the program's output does; else with the picture in one. */
      readonly slices?: boolean | undefined
      /** Of a page: what only our page knows, without which it may look alone. */
      readonly csrf?: string | undefined
    }
  /** It is shown so large; `take`: and wants to be whose size counts. */
  | { readonly type: 'size'; readonly size: TerminalSize; readonly take?: boolean | undefined }
  /** So many bytes of output and pictures were drawn, since it attached. */
  | { readonly type: 'drawn'; readonly bytes: number }
  /** Asks anew whether it may type, after a sign-in. */
  | { readonly type: 'may'; readonly csrf: string }

export interface SeenBefore {
  readonly spawn: string
  readonly offset: number
}

/** What the server says. */
export type AttachNews =
  | {
      readonly type: 'begin'
      /** Of the terminal: `t7k2f9.2`. */
      readonly run: string
      readonly spawn: string
      readonly size: TerminalSize
      /** False: its program has ended, its last screen follows, and `over`. */
      readonly isLive: boolean
      /** The highest number that arrived from this writer before. */
      readonly lastTyped: number
      readonly mayType: boolean
      /** Why not, in a sentence. */
      readonly whyNot?: string | undefined
      /** `sign-in-again`: a sign-in would do. */
      readonly code?: string | undefined
    }
  | {
      readonly type: 'may'
      readonly mayType: boolean
      readonly whyNot?: string | undefined
      readonly code?: string | undefined
    }
  /** All up to this number was given to the program's terminal. */
  | { readonly type: 'typed'; readonly number: number }
  | { readonly type: 'not-typed'; readonly number: number; readonly kind: string; readonly message: string }
  /** From this offset on it has another size. */
  | { readonly type: 'size'; readonly size: TerminalSize; readonly offset: number }
  | { readonly type: 'over'; readonly at?: string | undefined; readonly isClean: boolean; readonly words: string }
  /** Nothing more comes. */
  | { readonly type: 'refused'; readonly kind: string; readonly message: string }

/** What the program wrote, or a picture with which a viewer begins anew. */
export type AttachBytes =
  | { readonly kind: 'output'; readonly offset: number; readonly bytes: Uint8Array }
  | {
      readonly kind: 'picture'
      readonly offset: number
      readonly size: TerminalSize
      /** With the rows above the screen. */
      readonly hasHistory: boolean
      readonly bytes: Uint8Array
    }
  /** What the next picture with history begins with; what is drawn goes on meanwhile. Of one that is first all before it is void. */
  | { readonly kind: 'slice'; readonly isFirst: boolean; readonly bytes: Uint8Array }

const kinds = { output: 2, picture: 4, slice: 5 } as const
const heads = { output: 9, picture: 14, slice: 2 } as const

/**
 * `u8 2 | f64 offset | bytes`, `u8 4 | f64 offset | u16 columns | u16 rows | u8 with history | bytes`, or `u8 5 | u8 first | bytes`; big
 * endian.
 */
export function bytesMessage(news: AttachBytes): Uint8Array<ArrayBuffer> {
  const head = heads[news.kind]
  const message = new Uint8Array(head + news.bytes.length)
  const view = new DataView(message.buffer)
  view.setUint8(0, kinds[news.kind])
  if (news.kind === 'slice') view.setUint8(1, news.isFirst ? 1 : 0)
  else view.setFloat64(1, news.offset)
  if (news.kind === 'picture') {
    view.setUint16(9, news.size.columns)
    view.setUint16(11, news.size.rows)
    view.setUint8(13, news.hasHistory ? 1 : 0)
  }
  message.set(news.bytes, head)
  return message
}

/** Undefined: it is none that is known here. */
export function readBytesMessage(message: Uint8Array): AttachBytes | undefined {
  const kind = (['output', 'picture', 'slice'] as const).find((one) => kinds[one] === message[0])
  if (kind === undefined || message.length < heads[kind]) return undefined
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const bytes = message.subarray(heads[kind])
  if (kind === 'slice') return { kind, isFirst: view.getUint8(1) === 1, bytes }
  const offset = view.getFloat64(1)
  if (kind === 'output') return { kind, offset, bytes }
  const size = { columns: view.getUint16(9), rows: view.getUint16(11) }
  return { kind, offset, size, hasHistory: view.getUint8(13) === 1, bytes }
}

/** Of one message; a longer text goes in several. */
export const mostTypedBytes = 8 * 1024

/** `u32 number | bytes`, the number one more than that before. */
export function typedMessage(number: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(4 + bytes.length)
  new DataView(message.buffer).setUint32(0, number)
  message.set(bytes, 4)
  return message
}

export function readTypedMessage(
  message: Uint8Array,
): { readonly number: number; readonly bytes: Uint8Array } | undefined {
  if (message.length <= 4) return undefined
  const number = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0)
  return number === 0 ? undefined : { number, bytes: message.subarray(4) }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined: it is no order. */
export function readOrder(text: string): AttachOrder | undefined {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(said)) return undefined
  switch (said['type']) {
    case 'attach': {
      const { writer, have, size, history, slices, csrf } = said
      if (typeof writer !== 'string' || !/^[\w-]{8,64}$/.test(writer)) return undefined
      return {
        ...{ type: 'attach', writer, have: readHave(have), size: readSize(size), history: history === true },
        slices: slices === true,
        csrf: typeof csrf === 'string' ? csrf : undefined,
      }
    }
    case 'size': {
      const size = readSize(said['size'])
      return size && { type: 'size', size, take: said['take'] === true }
    }
    case 'drawn': {
      const { bytes } = said
      return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0
        ? { type: 'drawn', bytes }
        : undefined
    }
    case 'may':
      return typeof said['csrf'] === 'string' ? { type: 'may', csrf: said['csrf'] } : undefined
    default:
      return undefined
  }
}

function readHave(value: unknown): SeenBefore | undefined {
  if (!isObject(value)) return undefined
  const { spawn, offset } = value
  return typeof spawn === 'string' && typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0
    ? { spawn, offset }
    : undefined
}

function readSize(value: unknown): TerminalSize | undefined {
  if (!isObject(value)) return undefined
  const { columns, rows } = value
  const isSide = (side: unknown): side is number =>
    typeof side === 'number' && Number.isInteger(side) && side >= 2 && side <= 1_000
  return isSide(columns) && isSide(rows) ? { columns, rows } : undefined
}
