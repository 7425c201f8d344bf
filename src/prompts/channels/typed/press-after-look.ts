import { screenRows } from '../../../core/prompts/screen.ts'
import type { Key, PlaceLook, SeenPlace, TypedPlace } from './typed-host.ts'

const bytes: Readonly<Record<Key, string>> = { Enter: '\r', 'C-u': '\u0015', Escape: '\u001b', BTab: '\u001b[Z' }

export const bytesOf = (key: Key, times = 1): Buffer => Buffer.from(bytes[key].repeat(times))

/** Whether its words stand where they were seen. */
export function isAsSeen({ screen }: Pick<PlaceLook, 'screen'>, { words, row }: Omit<SeenPlace, 'cursor'>): boolean {
  return row === undefined
    ? screen.includes(words)
    : screenRows(screen).findIndex(({ text }) => text.includes(words)) === row
}

/** Where no host does both at once: the last look, and the key right after it. */
export async function pressAfterLook(
  { look, type }: Pick<TypedPlace, 'look' | 'type'>,
  key: Key,
  seen: SeenPlace,
  times?: number,
): Promise<boolean> {
  const now = await look()
  if (now === undefined || !isAsSeen(now, seen)) return false
  await type(bytesOf(key, times))
  return true
}
