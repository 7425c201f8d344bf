/**
 * Values as OTLP writes them in JSON (opentelemetry-proto, JSON mapping), as plain ones. What came as protobuf has the same form by then
 * (dashboard/otlp/protobuf.ts), so both say the same. Pure; anything may be missing or of another type.
 */

export type Fields = Readonly<Record<string, unknown>>
export type Attributes = Fields

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** `[{"key": "model", "value": {"stringValue": "…"}}]` as `{model: "…"}`; the last of a name counts. */
export function attributesOf(list: unknown): Attributes {
  const pairs = listOf(list).map((pair) => {
    const { key, value } = fieldsOf(pair)
    return [typeof key === 'string' ? key : '', plainValue(value)] as const
  })
  return Object.fromEntries(pairs.filter(([key, value]) => key !== '' && value !== undefined))
}

/** Undefined: an empty value, or one of a kind that nobody knows yet. */
export function plainValue(any: unknown): unknown {
  const value = fieldsOf(any)
  if (typeof value['stringValue'] === 'string') return value['stringValue']
  if (typeof value['boolValue'] === 'boolean') return value['boolValue']
  if (value['intValue'] !== undefined) return wholeNumber(value['intValue'])
  if (value['doubleValue'] !== undefined) return anyNumber(value['doubleValue'])
  if (value['arrayValue'] !== undefined) return listOf(fieldsOf(value['arrayValue'])['values']).map(plainValue)
  if (value['kvlistValue'] !== undefined) return attributesOf(fieldsOf(value['kvlistValue'])['values'])
  return typeof value['bytesValue'] === 'string' ? value['bytesValue'] : undefined
}

/** 64 bits come as text or as a number; what no double holds stays the text it was. */
function wholeNumber(value: unknown): unknown {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !/^-?\d+$/.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** JSON has no word of its own for what is no number: it is written `"NaN"`, `"Infinity"`. */
function anyNumber(value: unknown): unknown {
  const number = numberIn(value)
  return number === undefined || Number.isFinite(number) ? number : String(number)
}

/** Written as a number or as text; undefined where it is none. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number
}

/** Finite and not negative; else undefined. */
export function countIn(value: unknown): number | undefined {
  const number = numberIn(value)
  return number !== undefined && Number.isFinite(number) && number >= 0 ? number : undefined
}

/** Nanoseconds since 1970 as milliseconds with their fraction; 0 says that nobody knows. */
export function millisecondsOf(nanoseconds: unknown): number | undefined {
  const text = typeof nanoseconds === 'number' ? String(nanoseconds) : nanoseconds
  if (typeof text !== 'string' || !/^\d{1,20}$/.test(text) || /^0*$/.test(text)) return undefined
  const whole = Number(text.slice(0, -6) || '0')
  return whole + Number(text.slice(-6)) / 1e6
}

/** A trace's or span's id in hexadecimal digits; one of zeros is none. */
export function hexIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{1,64}$/i.test(value) && !/^0+$/.test(value)
    ? value.toLowerCase()
    : undefined
}

/** A text that becomes a column or a name: short, on one line. */
export function nameIn(value: unknown, characters = 200): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  return text === '' ? undefined : text.slice(0, characters)
}
