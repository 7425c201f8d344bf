/**
 * What an agent writes, with the little formatting that helps reading: paragraphs, lists, headings, code, bold, links. Nothing of the
 * text ever becomes markup: these are plain values that the view draws as text. Pure.
 */
import { plainLines } from '../../../../core/words/text.ts'

export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
  /** The words are the address itself, so that a link never says another place than it leads to. */
  | { readonly kind: 'link'; readonly text: string; readonly url: string }

export type Block =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly content: readonly Inline[] }
  | ListBlock
  /** `info`: what stands behind its first mark, where it says more than a language. */
  | { readonly kind: 'code'; readonly text: string; readonly info?: string }

interface ListBlock {
  readonly kind: 'list'
  readonly isOrdered: boolean
  readonly items: readonly (readonly Inline[])[]
  /** The number it begins with. @default 1 */
  readonly start?: number
  /** How far in it stands, at most 3. @default 0 */
  readonly depth?: number
}

const fence = /^\s{0,8}(```+|~~~+)\s*(.*)$/
const language = /^[\w+#.-]{0,20}$/
const heading = /^#{1,6}\s+(.*)$/
const bullet = /^\s*[-*+]\s+(.*)$/
const numbered = /^\s*\d{1,4}[.)]\s+(.*)$/
/** Of a list's item, below its first line. */
const furtherLine = /^\s{2,}\S/
const quoted = /^>\s?(.*)$/
const tableRow = /^\s*\|.*\|\s*$/

export function toBlocks(text: string): readonly Block[] {
  const lines = plainLines(text).split('\n')
  const blocks: Block[] = []
  let paragraph: string[] = []
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', content: toInline(paragraph.join('\n')) })
    paragraph = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const [, fenced, info = ''] = fence.exec(line) ?? []
    if (fenced !== undefined) {
      endParagraph()
      const end = endOfFence(lines, at + 1, fenced)
      const text = lines.slice(at + 1, end).join('\n')
      blocks.push({ kind: 'code', text, ...(!language.test(info) && { info }) })
      at = end
    } else if (tableRow.test(line)) {
      endParagraph()
      const end = endWhere(lines, at, (next) => !tableRow.test(next))
      blocks.push({ kind: 'code', text: lines.slice(at, end).join('\n') })
      at = end - 1
    } else if (bullet.test(line) || numbered.test(line)) {
      endParagraph()
      const { list, end } = listFrom(lines, at)
      blocks.push(list)
      at = end - 1
    } else if (line.trim() === '') {
      endParagraph()
    } else if (heading.test(line)) {
      endParagraph()
      blocks.push({ kind: 'heading', content: toInline(heading.exec(line)?.[1] ?? '') })
    } else if (quoted.test(line)) {
      endParagraph()
      blocks.push({ kind: 'quote', content: toInline(quoted.exec(line)?.[1] ?? '') })
    } else {
      paragraph.push(line)
    }
  }
  endParagraph()
  return blocks
}

/** Items of the same kind that stand as far in, each with its further lines. */
function listFrom(lines: readonly string[], at: number): { readonly list: ListBlock; readonly end: number } {
  const first = lines[at] ?? ''
  const isOrdered = !bullet.test(first)
  const pattern = isOrdered ? numbered : bullet
  const depth = depthOf(first)
  const items: string[] = []
  let end = at
  for (; end < lines.length; end++) {
    const line = lines[end] ?? ''
    if (pattern.test(line) && depthOf(line) === depth) items.push(pattern.exec(line)?.[1] ?? '')
    else if (isFurther(line)) items[items.length - 1] += ` ${line.trim()}`
    else break
  }
  const start = isOrdered ? Number.parseInt(first.trim(), 10) : 1
  const where = { ...(start !== 1 && { start }), ...(depth > 0 && { depth }) }
  return { list: { kind: 'list', isOrdered, items: items.map(toInline), ...where }, end }
}

const isFurther = (line: string): boolean =>
  furtherLine.test(line) && ![bullet, numbered, fence, tableRow].some((pattern) => pattern.test(line))

const depthOf = (line: string): number => Math.min(3, Math.floor(line.replace(/\t/g, '    ').search(/\S/) / 2))

/** A text that is still being written may lack the end of its code. */
function endOfFence(lines: readonly string[], from: number, mark: string): number {
  const end = lines.findIndex((line, index) => index >= from && line.trim().startsWith(mark))
  return end === -1 ? lines.length : end
}

function endWhere(lines: readonly string[], from: number, isEnd: (line: string) => boolean): number {
  let end = from
  while (end < lines.length && !isEnd(lines[end] ?? '')) end++
  return end
}

/** Each part is bounded, so that no text makes the pattern slow. */
const inlineParts =
  /`([^`\n]{1,400})`|\*\*([^*\n]{1,400})\*\*|\[([^\]\n]{1,200})\]\((https?:\/\/[^\s)]{1,1000})\)|(https?:\/\/[^\s<>"'`)\]]{1,1000})/g

export function toInline(text: string): readonly Inline[] {
  const parts: Inline[] = []
  let end = 0
  const addText = (until: number) => {
    if (until > end) parts.push({ kind: 'text', text: text.slice(end, until) })
  }
  for (const match of text.matchAll(inlineParts)) {
    addText(match.index)
    const [whole, code, strong, label, labelled, bare] = match
    end = match.index + whole.length
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong })
    else if (labelled !== undefined) {
      parts.push({ kind: 'text', text: `${label} (` }, ...linkTo(labelled), { kind: 'text', text: ')' })
    } else if (bare !== undefined) {
      const url = bare.replace(/[.,;:!?]+$/, '')
      parts.push(...linkTo(url))
      end -= bare.length - url.length
    }
  }
  addText(text.length)
  return parts
}

/** Only what a browser takes for an address of the web, without a name and password that would hide where it leads. */
function linkTo(url: string): readonly Inline[] {
  if (!URL.canParse(url)) return [{ kind: 'text', text: url }]
  const { protocol, username, password } = new URL(url)
  const isSafe = (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
  return isSafe ? [{ kind: 'link', text: url, url }] : [{ kind: 'text', text: url }]
}
