/** Which keys are the page's while the terminal has the focus; all others are the program's. Pure. */

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>

const pageKeys = { k: 'palette', y: 'allow', '\\': 'leave', arrowup: 'before', arrowdown: 'next' } as const
export type PageKey = (typeof pageKeys)[keyof typeof pageKeys]

/** Ctrl K, Ctrl Y, Ctrl \, Ctrl ↑, Ctrl ↓. */
export function pageKeyOf({ key, ctrlKey, altKey, shiftKey, metaKey }: Key): PageKey | undefined {
  if (!ctrlKey || altKey || shiftKey || metaKey) return undefined
  return (pageKeys as Readonly<Record<string, PageKey>>)[key.toLowerCase()]
}

export const isPageKey = (key: Key): boolean => pageKeyOf(key) !== undefined

/** What moves who has scrolled back, in pages; `end`: to where it is live. */
export function scrollKey({ key, ctrlKey, altKey, metaKey }: Key): number | 'end' | undefined {
  if (ctrlKey || altKey || metaKey) return undefined
  if (key === 'End' || key === 'Escape') return 'end'
  if (key === 'PageUp') return -1
  if (key === 'PageDown') return 1
  return undefined
}
