/** A session as one JSON document: what the API tells of it, and each of its events whole. Pure. */

import { jsonText } from '../words/json.ts'
import { redactValues } from '../words/redact.ts'
import type { SessionWriter } from './session-format.ts'

export function jsonWriter(exportedAt: string): SessionWriter {
  let isFirst = true
  return {
    head: (session) =>
      `{"format":"tce-session","version":1,"exportedAt":${JSON.stringify(exportedAt)},"session":${jsonText(redactValues(session))},"events":[`,
    event(event) {
      const before = isFirst ? '\n' : ',\n'
      isFirst = false
      return `${before}${jsonText(event)}`
    },
    foot: () => '\n]}\n',
  }
}
