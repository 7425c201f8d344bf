/** A line that ends with the file may be a whole one: an object whose `type` is a text. */
export function isWholeLine(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== 123 || bytes[end - 1] !== 125) return false
  try {
    const record: unknown = JSON.parse(bytes.toString('utf8', start, end))
    return typeof record === 'object' && record !== null && 'type' in record && typeof record.type === 'string'
  } catch {
    return false
  }
}
