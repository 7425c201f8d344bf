import { countOf, isRecord, stringOf } from '../json-fields.ts'
import { recordIn } from '../json-line.ts'
import type { PromptHistory } from '../prompt-history.ts'

export const promptHistory: PromptHistory = {
  file: 'history.jsonl',
  /**
   * Source: {"display":"look at [Pasted text #1 +2 lines]","pastedContents":{"1":{"id":1,"type":"text","content":"…"}},
   * "timestamp":1795199001531,"project":"/home/dev/proj","sessionId":"215258f8-…"}
   */
  read(line) {
    const record = recordIn(line)
    const display = stringOf(record?.['display'])
    const atMs = countOf(record?.['timestamp'])
    if (record === undefined || display === undefined || atMs === undefined) return undefined
    return {
      text: withPasted(display, record['pastedContents']),
      atMs,
      sessionId: stringOf(record['sessionId']),
      cwd: stringOf(record['project']),
    }
  },
}

/** As it was sent. What was pasted may be kept elsewhere: then its place stays. */
function withPasted(display: string, pasted: unknown): string {
  if (!isRecord(pasted)) return display
  return display.replaceAll(/\[Pasted text #(\d+)(?: \+\d+ lines?)?\]/g, (place, number: string) => {
    const one = pasted[number]
    return (isRecord(one) ? stringOf(one['content']) : undefined) ?? place
  })
}
