/** The text of an event as lines: prompts and answers as they are, a call's input by field, an edit as a diff. Pure. */

import type { DiffHunk, SessionEvent } from '../../core/session/session-event.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Role } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { wrapText } from './cells.ts'

/** A screen of 60 rows has to be scrolled 300 times to see them all; what is more is said to be missing. */
const mostLines = 20_000

export function wrapDetail(event: SessionEvent, width: number): readonly Line[] {
  const lines = partsOf(event).flatMap((part, index) => [
    ...(index === 0 ? [] : [emptyLine]),
    ...partLines(part, width),
  ])
  if (lines.length === 0) return [line(' ', span('It has no text.', 'dim'))]
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), line(' ', span(`and ${lines.length - mostLines} more lines`, 'dim'))]
}

interface Part {
  readonly head?: string | undefined
  readonly text: string
  readonly roleOf?: ((line: string) => Role | undefined) | undefined
}

function partLines({ head, text, roleOf }: Part, width: number): readonly Line[] {
  const body = text.split('\n').flatMap((one) => {
    const role = roleOf?.(one)
    return wrapText(plainLine(one), width).map((piece): Line => [span(` ${piece}`, role)])
  })
  return head === undefined ? body : [line(' ', span(head, 'dim')), ...body]
}

/** One line of foreign text, its indentation kept. */
function plainLine(text: string): string {
  const indent = /^[ \t]*/.exec(text)?.[0] ?? ''
  return `${indent.replaceAll('\t', '  ')}${plainText(text)}`
}

function partsOf(event: SessionEvent): readonly Part[] {
  switch (event.kind) {
    case 'tool-call':
      return inputParts(event.input)
    case 'tool-result':
      return event.diff === undefined || event.diff.length === 0
        ? nonEmpty([{ text: event.text }, ...imagesPart(event.images)])
        : event.diff.map(hunkPart)
    case 'prompt':
      return nonEmpty([{ text: event.text }, ...imagesPart(event.images)])
    case 'subagent-start':
      return nonEmpty([{ head: event.type, text: event.description ?? '' }])
    case 'subagent-end':
      return nonEmpty([{ text: event.summary ?? '' }])
    case 'pr-link':
      return [{ text: event.url }]
    case 'mode':
      return [{ head: event.of, text: event.value }]
    case 'cost':
      return [{ text: `$${event.costUsd}` }]
    case 'queue':
      return nonEmpty([{ head: event.operation, text: event.text ?? '' }])
    case 'hook':
      return nonEmpty([{ head: event.hook, text: event.text ?? '' }])
    case 'attachment':
      return nonEmpty([{ head: event.type, text: event.text ?? '' }])
    case 'other':
      return [{ text: event.type }]
    case 'turn-end':
      return []
    case 'thinking':
    case 'text':
    case 'interrupt':
    case 'compaction':
    case 'api-error':
    case 'retry':
    case 'command':
    case 'task':
    case 'title':
    case 'notice':
      return nonEmpty([{ text: event.text ?? '' }])
    default:
      return event satisfies never
  }
}

const nonEmpty = (parts: readonly Part[]): readonly Part[] =>
  parts.filter(({ text, head }) => text.trim() !== '' || head !== undefined)

const imagesPart = (images: number): readonly Part[] =>
  images === 0 ? [] : [{ text: images === 1 ? '[1 image]' : `[${images} images]` }]

/** Every field of the input by its name; what is no object is shown as it is. */
function inputParts(input: string): readonly Part[] {
  let value: unknown
  try {
    value = JSON.parse(input)
  } catch {
    return nonEmpty([{ text: input }])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return nonEmpty([{ text: input }])
  return Object.entries(value).map(([name, field]): Part => ({ head: plainText(name), text: fieldText(field) }))
}

const fieldText = (field: unknown): string =>
  typeof field === 'string' ? field : (JSON.stringify(field, undefined, 2) ?? '')

const hunkPart = ({ oldStart, newStart, lines }: DiffHunk): Part => ({
  head: `@@ ${oldStart} → ${newStart} @@`,
  text: lines.join('\n'),
  roleOf: (one) => (one.startsWith('+') ? 'ok' : one.startsWith('-') ? 'bad' : undefined),
})
