/** Compares secrets in a time that tells neither where they differ nor how long the right one is. */
import { createHash, timingSafeEqual } from 'node:crypto'

export const isSameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
