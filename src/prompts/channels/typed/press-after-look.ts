import type { Key, SeenPlace, TypedPlace } from './typed-host.ts'

export const bytesOf = (key: Key, times = 1): Buffer => Buffer.from((key === 'Enter' ? '\r' : '\u0015').repeat(times))

/** Where no host does both at once: the last look, and the key right after it. */
export async function pressAfterLook(
  { look, type }: Pick<TypedPlace, 'look' | 'type'>,
  key: Key,
  { words }: SeenPlace,
  times?: number,
): Promise<boolean> {
  const now = await look()
  if (now === undefined || !now.screen.includes(words)) return false
  await type(bytesOf(key, times))
  return true
}
