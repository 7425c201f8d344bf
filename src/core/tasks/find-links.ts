/** Addresses in a text of a terminal: those that stand there, and those that words hide (OSC 8). Pure. */

export interface FoundLink {
  readonly url: string
  readonly host: string
  readonly words?: string | undefined
}

/** `ESC ] 8 ; parameters ; address ST words ESC ] 8 ; ; ST` */
const hidden =
  /\u001b\]8;[^;\u0007\u001b]*;([^\u0007\u001b]+)(?:\u0007|\u001b\\)([\s\S]{0,2000}?)\u001b\]8;;(?:\u0007|\u001b\\)/g
const sequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g
const plain = /https?:\/\/[^\s\u0000-\u0020\u007f-\u00a0<>"'`{}|\\^\u2500-\u25ff]+/gi

/** In the order in which they stand there, each once. */
export function findLinks(text: string): readonly FoundLink[] {
  const found = new Map<string, FoundLink>()
  const take = (address: string, words?: string): void => {
    const link = linkOf(address)
    if (link === undefined) return
    const shown = words?.trim()
    const isOther = shown !== undefined && shown !== '' && shown !== address && shown !== link.url
    if (!found.has(link.url)) found.set(link.url, isOther ? { ...link, words: shown.slice(0, 200) } : link)
  }
  for (const [, address = '', words = ''] of text.matchAll(hidden)) take(address, words.replace(sequence, ''))
  for (const [address] of text.replace(sequence, '').matchAll(plain)) take(withoutEnd(address))
  return [...found.values()]
}

/** Undefined: it is none that we open. A name before `@` hides where it leads. */
export function linkOf(address: string): Omit<FoundLink, 'words'> | undefined {
  if (!URL.canParse(address) || address.length > 2_000) return undefined
  const { protocol, username, password, host, href } = new URL(address)
  const isOurs = (protocol === 'http:' || protocol === 'https:') && username === '' && password === '' && host !== ''
  return isOurs ? { url: href, host } : undefined
}

/** What ends a sentence is no part of it, nor a bracket that it did not open. */
function withoutEnd(address: string): string {
  let text = address
  for (;;) {
    const shorter = text.replace(/[.,;:!?*…]+$/, '')
    const last = shorter.at(-1)
    const opens = last === ')' ? '(' : last === ']' ? '[' : undefined
    const count = (mark: string) => shorter.split(mark).length - 1
    const isLoose = opens !== undefined && last !== undefined && count(last) > count(opens)
    const next = isLoose ? shorter.slice(0, -1) : shorter
    if (next === text) return text
    text = next
  }
}
