/** Texts of a transcript as events keep them: bounded, and free of the line they were cut from. Pure. */
import type { LogDetail } from './agent.ts'

/** How much of one text an event keeps; read again by its cursor it is whole. */
export const keptTextLength = 8_000
export const keptDiffLines = 200

export interface TextLimits {
  readonly textLength: number
  readonly diffLines: number
  /** The events are looked at and thrown away: a cut text may hold on to its line until then. */
  readonly isFleeting?: boolean | undefined
}

export const keptLimits: TextLimits = { textLength: keptTextLength, diffLines: keptDiffLines }
export const briefLimits: TextLimits = { textLength: 400, diffLines: 0, isFleeting: true }
export const wholeLimits: TextLimits = {
  textLength: Number.POSITIVE_INFINITY,
  diffLines: Number.POSITIVE_INFINITY,
}

export const limitsOf: Readonly<Record<LogDetail, TextLimits>> = {
  brief: briefLimits,
  kept: keptLimits,
  whole: wholeLimits,
}

/** Cuts texts of one record to the limits and remembers whether it had to. */
export interface TextKeeper {
  readonly limits: TextLimits
  isCut: boolean
}

export const createTextKeeper = (limits: TextLimits): TextKeeper => ({ limits, isCut: false })

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A cut text is copied: a slice would hold the whole line in memory for as long as it lives. */
export function keepText(keeper: TextKeeper, text: string): string {
  if (text.length <= keeper.limits.textLength) return text
  keeper.isCut = true
  const start = text.slice(0, keeper.limits.textLength)
  return keeper.limits.isFleeting === true ? start : copied(start)
}

/** A short text of one line. */
export function keepLine(text: string, length = 200): string {
  const line = firstLine(text)
  if (line.length > length) return copied(`${line.slice(0, length - 1)}…`)
  return text.length > 1024 ? copied(line) : line
}

function firstLine(text: string): string {
  const trimmed = text.length > 4096 ? text.slice(0, 4096).trim() : text.trim()
  const end = trimmed.search(/[\r\n]/)
  return end === -1 ? trimmed : trimmed.slice(0, end).trimEnd()
}

const copied = (text: string): string => decoder.decode(encoder.encode(text))

/** Lines of a text; the last one may lack its line end. */
export function countLines(text: string): number {
  if (text === '') return 0
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return text.endsWith('\n') ? lines : lines + 1
}

/** The text between `<name>` and `</name>`; undefined where there is none. */
export function tagText(text: string, name: string): string | undefined {
  const start = text.indexOf(`<${name}>`)
  if (start === -1) return undefined
  const from = start + name.length + 2
  const end = text.indexOf(`</${name}>`, from)
  const inner = (end === -1 ? text.slice(from) : text.slice(from, end)).trim()
  return inner === '' ? undefined : inner
}
