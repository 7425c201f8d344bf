/** Hashes. Node.js' module for them is loaded with the first one: most commands need none, and it costs a start more than their work. */
export const hashed = (
  algorithm: 'sha1' | 'sha256',
  of: string | Uint8Array,
  encoding: 'base64' | 'base64url' | 'hex',
): string => process.getBuiltinModule('node:crypto').hash(algorithm, of, encoding)

/** The same as long as the facts are: with it their user confirms what he saw. */
export const digestOf = (facts: unknown): string => hashed('sha256', JSON.stringify(facts), 'hex').slice(0, 16)
