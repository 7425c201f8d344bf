import { countOf, stringOf } from '../json-fields.ts'
import { recordIn } from '../json-line.ts'
import type { PromptHistory } from '../prompt-history.ts'

export const promptHistory: PromptHistory = {
  file: 'history.jsonl',
  /** Source: {"session_id":"01a20000-…","ts":1795170000,"text":"fix the flaky test"} */
  read(line) {
    const record = recordIn(line)
    const text = stringOf(record?.['text'])
    const seconds = countOf(record?.['ts'])
    if (text === undefined || seconds === undefined) return undefined
    return { text, atMs: seconds * 1_000, sessionId: stringOf(record?.['session_id']) }
  },
}
