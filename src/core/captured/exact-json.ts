/** JSON whose numbers stay as they were written: 12345678901234567890 is no double, and senders use such numbers as ids. */

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
/** ES2026; the types that come with the compiler do not know it yet. */
const exactJson = JSON as unknown as { rawJSON(text: string): unknown; isRawJSON(value: unknown): boolean }
const rawJson = exactJson.rawJSON

/** What a double may not hold exactly: many digits, or an exponent. */
const needsCare = /\d{16}|\d[eE][+-]?\d{2}/

/** Throws a SyntaxError as JSON.parse does. What it returns is to be written with JSON.stringify. */
export function parseExact(text: string): unknown {
  if (!needsCare.test(text)) return JSON.parse(text)
  const keep: Reviver = (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && JSON.stringify(value) !== source ? rawJson(source) : value
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown)
}

/** A number that no double holds, among what `parseExact` returned. */
export const isExactNumber = (value: unknown): boolean => exactJson.isRawJSON(value)
