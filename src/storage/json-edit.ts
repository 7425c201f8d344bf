/**
 * Changes a JSON text of somebody else's in places and leaves every other byte as it is. Pure. Only strict JSON is touched, and only by
 * insertions and removals; where a new part stands it is written as the text around it is. The only file that imports jsonc-parser.
 */
import { findNodeAtLocation, type JSONPath, type Node, type ParseError, parseTree } from 'jsonc-parser'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'

export type JsonPath = readonly (string | number)[]

/** Text that was put in: taking it out again gives the text of before. */
export interface Insertion {
  readonly offset: number
  readonly text: string
}

/** A text that is wholly an object, in which no name of the first two levels stands twice; or why it is none, for the end of a sentence. */
export function parseStrictObject(text: string): Result<Readonly<Record<string, unknown>>, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err(whatIsWrong(text))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err('it is no JSON object')
  const twice = nameTwice(treeOf(text))
  return twice === undefined ? ok(value as Readonly<Record<string, unknown>>) : err(`it names "${twice}" twice`)
}

/** Puts `value` under `name` at the end of the object at `path`, which has no such name. */
export function insertProperty(text: string, path: JsonPath, name: string, value: unknown): Insertion {
  return insertLast(text, nodeAt(text, path), (style) => `${JSON.stringify(name)}:${style.gap}`, value)
}

/** Puts `value` at the end of the list at `path`. */
export function insertItem(text: string, path: JsonPath, value: unknown): Insertion {
  return insertLast(text, nodeAt(text, path), () => '', value)
}

export const withInsertion = (text: string, { offset, text: added }: Insertion): string =>
  text.slice(0, offset) + added + text.slice(offset)

/** The text of the value at `path`, as it stands there; undefined where there is none. */
export function rawAt(text: string, path: JsonPath): string | undefined {
  const node = findNodeAtLocation(treeOf(text), path as JSONPath)
  return node && text.slice(node.offset, endOf(node))
}

/** Puts `raw` in the place of the value at `path`. */
export function replaceAt(text: string, path: JsonPath, raw: string): string {
  const node = nodeAt(text, path)
  return text.slice(0, node.offset) + raw + text.slice(endOf(node))
}

/** Takes a property or an item away, with the comma and the line that were its own. */
export function removeAt(text: string, path: JsonPath): string {
  const value = nodeAt(text, path)
  const child = value.parent?.type === 'property' ? value.parent : value
  const container = child.parent
  if (container === undefined) throw new Error('The whole of a text can’t be removed from it.')
  const siblings = container.children ?? []
  const at = siblings.indexOf(child)
  const [before, after] = [siblings[at - 1], siblings[at + 1]]
  if (before !== undefined) return cut(text, endOf(before), endOf(child))
  if (after !== undefined) return cut(text, child.offset, after.offset)
  return cut(text, container.offset + 1, endOf(container) - 1)
}

const cut = (text: string, from: number, to: number): string => text.slice(0, from) + text.slice(to)
const endOf = ({ offset, length }: Node): number => offset + length

function treeOf(text: string): Node {
  const tree = parseTree(text)
  if (tree === undefined) throw new Error('There is no JSON in the text.')
  return tree
}

function nodeAt(text: string, path: JsonPath): Node {
  const node = findNodeAtLocation(treeOf(text), path as JSONPath)
  if (node === undefined) throw new Error(`There is nothing at ${path.join('.')}.`)
  return node
}

interface Style {
  /** Between a name and its value. */
  readonly gap: string
  readonly lineEnd: string
  /** One step inwards. */
  readonly step: string
}

function insertLast(text: string, container: Node, label: (style: Style) => string, value: unknown): Insertion {
  const style = styleOf(text)
  const last = container.children?.at(-1)
  const isOnLines = last === undefined ? text.trim().includes('\n') || isRoot(container) : isOnOwnLine(text, last)
  if (!isOnLines) {
    const inline = `${label(style)}${JSON.stringify(value)}`
    return last === undefined
      ? { offset: container.offset + 1, text: inline }
      : { offset: endOf(last), text: `,${style.gap}${inline}` }
  }
  const outer = indentAt(text, container.offset)
  const indent = last === undefined ? outer + style.step : indentAt(text, last.offset)
  const written = JSON.stringify(value, undefined, style.step).replaceAll('\n', style.lineEnd + indent)
  const line = `${style.lineEnd}${indent}${label(style)}${written}`
  if (last !== undefined) return { offset: endOf(last), text: `,${line}` }
  const hasLine = text.slice(container.offset, endOf(container)).includes('\n')
  return { offset: container.offset + 1, text: hasLine ? line : `${line}${style.lineEnd}${outer}` }
}

const isRoot = ({ parent }: Node): boolean => parent === undefined

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

const isOnOwnLine = (text: string, { offset }: Node): boolean =>
  lineStart(text, offset) > 0 && /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset))

const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? ''

function styleOf(text: string): Style {
  return {
    gap: /"\s*:\s*\S/.test(text) && !/":\s/.test(text) ? '' : ' ',
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    step: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
  }
}

/** Readers take the second one for it, and what is looked up here is the first. */
function nameTwice({ type, children = [] }: Node, levels = 2): string | undefined {
  if (type !== 'object' || levels === 0) return undefined
  const names = children.map((property) => String(property.children?.[0]?.value))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  const inner = children.flatMap(({ children: pair }) => (pair?.[1] ? (nameTwice(pair[1], levels - 1) ?? []) : []))
  return twice ?? inner[0]
}

function whatIsWrong(text: string): string {
  if (text.startsWith('\uFEFF')) return 'it begins with a byte order mark'
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  if (first === undefined) return 'it is no JSON'
  const before = text.slice(0, first.offset)
  const isComment = /^\/[/*]/.test(text.slice(first.offset))
  return `line ${before.split('\n').length}: ${isComment ? 'a comment' : 'not JSON'}`
}
