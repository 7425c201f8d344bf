/** By what the text of a prompt is known again, wherever it was kept: however its blanks stand. */
import { createHash } from 'node:crypto'

const bytesOfPrint = 6

export function promptPrint(text: string): number {
  // `!ls` is kept as it was typed, and as it ran.
  const plain = text.trim().replaceAll(/\s+/g, ' ').replace(/^! /, '!')
  return createHash('sha256').update(plain).digest().readUIntBE(0, bytesOfPrint)
}
