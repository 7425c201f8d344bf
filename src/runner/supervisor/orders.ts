/** What a supervisor is asked, as it comes in: read once, here, into what the rest works with. */
import type { SessionStart, TerminalColours, TerminalSize } from '../../core/terminals/session.ts'
import { isSessionId, isTerminalSize } from '../../core/terminals/session.ts'

export type Order =
  | { readonly op: 'start'; readonly start: SessionStart }
  | { readonly op: 'list' | 'retire' | 'stop' }
  | { readonly op: 'attach'; readonly attach: AttachOrder }
  | { readonly op: 'detach'; readonly channel: number }
  | { readonly op: 'size'; readonly channel: number; readonly size: TerminalSize; readonly take: boolean }
  | {
      readonly op: 'end'
      readonly id: string
      readonly exitKeys?: Buffer | undefined
      readonly graceMs?: number | undefined
    }
  | { readonly op: 'forget'; readonly id: string }
  | { readonly op: 'colours'; readonly colours: TerminalColours }

export interface AttachOrder {
  readonly channel: number
  readonly id: string
  /** What it saw, of which program. */
  readonly have?: { readonly spawn: string; readonly offset: number } | undefined
  readonly wantsHistory: boolean
  /** Names whoever types, also after a break. */
  readonly writer: string
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0
const isChannel = (value: unknown): value is number => isCount(value) && Number.isInteger(value) && value <= 0xffff_ffff

export function readJson(body: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Undefined: it is nothing that this supervisor can do. */
export function readOrder(fields: Fields): Order | undefined {
  const { op, id, channel } = fields
  switch (op) {
    case 'list':
    case 'retire':
    case 'stop':
      return { op }
    case 'start': {
      const start = readStart(fields['start'])
      return start && { op, start }
    }
    case 'attach': {
      const { have, wantsHistory, writer } = fields
      if (!isChannel(channel) || !isId(id) || !isText(writer) || writer.length > 100) return undefined
      return { op, attach: { channel, id, have: readHave(have), wantsHistory: wantsHistory === true, writer } }
    }
    case 'detach':
      return isChannel(channel) ? { op, channel } : undefined
    case 'size': {
      const size = readSize(fields['size'])
      return isChannel(channel) && size ? { op, channel, size, take: fields['take'] === true } : undefined
    }
    case 'end': {
      const { exitKeys, graceMs } = fields
      if (!isId(id)) return undefined
      const keys = isText(exitKeys) && exitKeys !== '' ? Buffer.from(exitKeys, 'base64') : undefined
      return { op, id, exitKeys: keys, graceMs: isCount(graceMs) ? Math.min(graceMs, 60_000) : undefined }
    }
    case 'forget':
      return isId(id) ? { op, id } : undefined
    case 'colours': {
      const { foreground, background } = isFields(fields['colours']) ? fields['colours'] : {}
      return isColour(foreground) && isColour(background) ? { op, colours: { foreground, background } } : undefined
    }
    default:
      return undefined
  }
}

const isId = (value: unknown): value is string => isText(value) && isSessionId(value)
const isColour = (value: unknown): value is string => isText(value) && /^#[\da-f]{6}$/i.test(value)

function readHave(value: unknown): AttachOrder['have'] {
  if (!isFields(value)) return undefined
  const { spawn, offset } = value
  return isText(spawn) && isCount(offset) ? { spawn, offset } : undefined
}

function readSize(value: unknown): TerminalSize | undefined {
  if (!isFields(value)) return undefined
  const { columns, rows } = value
  if (!isCount(columns) || !isCount(rows)) return undefined
  return isTerminalSize({ columns, rows }) ? { columns, rows } : undefined
}

function readStart(value: unknown): SessionStart | undefined {
  if (!isFields(value)) return undefined
  const { taskId, generation, argv, cwd, env } = value
  const size = readSize(value['size'])
  if (!isText(taskId) || !isCount(generation) || !isText(cwd) || size === undefined) return undefined
  if (!Array.isArray(argv) || !argv.every(isText) || !isFields(env) || !Object.values(env).every(isText))
    return undefined
  const [program, ...args] = argv
  if (program === undefined || program === '' || [program, ...args, cwd].some((text) => text.includes('\0')))
    return undefined
  return { taskId, generation, argv: [program, ...args], cwd, env: env as Record<string, string>, size }
}
