/** What the readers of the record types share. Pure. */

import type { TextKeeper } from '../event-text.ts'
import { isRecord, stringOf } from '../json-fields.ts'

export interface ContentBlocks {
  readonly text: string
  readonly images: number
}

/** A content as text: a string, or the texts of its blocks; what is no text is counted or named. */
export function textOfContent(content: unknown): ContentBlocks {
  if (typeof content === 'string') return { text: content, images: 0 }
  if (!Array.isArray(content)) return { text: '', images: 0 }
  const texts: string[] = []
  let images = 0
  for (const block of content) {
    if (typeof block === 'string') texts.push(block)
    if (!isRecord(block)) continue
    if (block['type'] === 'image') images++
    else if (typeof block['text'] === 'string') texts.push(block['text'])
    else if (block['type'] === 'document') texts.push('[document]')
    else if (block['type'] === 'tool_reference') texts.push(stringOf(block['tool_name']) ?? '')
  }
  return { text: texts.join('\n'), images }
}

export interface ReadContext {
  readonly keeper: TextKeeper
}
