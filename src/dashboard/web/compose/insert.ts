import { put, text, write } from './compose-state.ts'

/** A command stands at the beginning: what is written already comes behind it. */
export function insert(entry: string): void {
  const written = text.peek().trimStart()
  if (!entry.startsWith('/')) put(entry)
  else write(`${entry} ${written.startsWith('/') ? written.replace(/^\S+\s*/, '') : written}`)
}
