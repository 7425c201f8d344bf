import type { SeenPlace, TypedPlace } from './typed-host.ts'

/** Where no host does both at once: the last look, and Enter right after it. */
export async function enterAfterLook(
  { look, type }: Pick<TypedPlace, 'look' | 'type'>,
  { words }: SeenPlace,
): Promise<boolean> {
  const now = await look()
  if (now === undefined || !now.screen.includes(words)) return false
  await type(Buffer.from('\r'))
  return true
}
