/** Reads single fields of an answer that may come from another version: what is missing or of another type is undefined. Pure. */
export type JsonObject = Readonly<Record<string, unknown>>

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textsOf = (value: unknown): readonly string[] => listOf(value).filter((item) => typeof item === 'string')
export const oneOf = <const T extends string>(value: unknown, known: readonly T[], otherwise: T): T =>
  known.find((word) => word === value) ?? otherwise

/** The items that can be decoded; the others are left out. */
export const decodeAll = <T>(value: unknown, decode: (item: JsonObject) => T | undefined): readonly T[] =>
  listOf(value).flatMap((item) => {
    const decoded = isJsonObject(item) ? decode(item) : undefined
    return decoded === undefined ? [] : [decoded]
  })
