/** Ink's keys as ours. */
import type { Key as InkKey } from 'ink'
import type { Key } from './key.ts'

export function keyOf(input: string, key: InkKey): Key | undefined {
  if (key.ctrl && input === 'c') return { name: 'interrupt' }
  if (key.ctrl) return /^[a-z[\\\]^_]$/.test(input) ? { name: 'ctrl', text: input } : undefined
  if (key.meta && !key.escape) return undefined
  if (key.upArrow) return { name: 'up' }
  if (key.downArrow) return { name: 'down' }
  if (key.leftArrow) return { name: 'left' }
  if (key.rightArrow) return { name: 'right' }
  if (key.pageUp) return { name: 'page-up' }
  if (key.pageDown) return { name: 'page-down' }
  if (key.home) return { name: 'home' }
  if (key.end) return { name: 'end' }
  if (key.return) return { name: 'enter' }
  if (key.escape) return { name: 'escape' }
  if (key.tab) return { name: key.shift ? 'back-tab' : 'tab' }
  if (key.backspace || key.delete) return { name: 'backspace' }
  return input === '' ? undefined : { name: 'text', text: input }
}
