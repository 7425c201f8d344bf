/**
 * JSON that came from elsewhere unasked, as it may be kept: without its secrets, each text and the whole of a bounded size. Pure.
 */
import { redactNamed } from '../words/redact.ts'

export interface SafeDataRules {
  /** Of the whole, as JSON. */
  readonly maxBytes: number
  /** Hides secrets in a text. */
  readonly redact: (text: string) => string
}

type Fields = Readonly<Record<string, unknown>>

/** What one text may have, the first that makes the whole small enough. */
const textLengths = [64 * 1024, 4 * 1024, 200]
const listLength = 1_000
/** As deep as a posted event may be. */
const deepest = 100
/** Only its name tells that it is a secret: those are short. */
const namedLength = 500

/** The same object with less in it; empty when even its shortest is too much. */
export function safeData(value: Fields, { maxBytes, redact }: SafeDataRules): Fields {
  for (const textLength of textLengths) {
    const safe = cleaner(textLength, redact).fields(value, deepest)
    if (new TextEncoder().encode(JSON.stringify(safe)).byteLength <= maxBytes) return safe
  }
  return {}
}

function cleaner(textLength: number, redact: (text: string) => string) {
  function text(value: string, name: string): string {
    // Read a little further than is kept: half a secret is none that anybody knows.
    const start = value.length > textLength + 2_000 ? value.slice(0, textLength + 2_000) : value
    const safe = start.length > namedLength ? redact(start) : redactNamed(name, redact(start))
    const isCut = safe.length > textLength || start.length < value.length
    return isCut ? `${safe.slice(0, textLength)}… (${value.length} characters)` : safe
  }

  function any(value: unknown, name: string, levelsLeft: number): unknown {
    if (typeof value === 'string') return text(value, name)
    if (typeof value !== 'object' || value === null) return value
    if (levelsLeft === 0) return '…'
    return Array.isArray(value)
      ? value.slice(0, listLength).map((item) => any(item, name, levelsLeft - 1))
      : fields(value as Fields, levelsLeft - 1)
  }

  function fields(value: Fields, levelsLeft: number): Fields {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, any(item, name, levelsLeft)]))
  }

  return { fields }
}
