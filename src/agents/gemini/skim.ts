/** Lines of Gemini CLI's chats that need not be parsed for the ledger: all messages again, which a resume writes. Pure. */
import type { SkimmedLine } from '../agent.ts'
import { quiet, type SkimLine } from '../skim.ts'

/** Source: {"$set":{"messages":[{"id":"…","timestamp":"…","type":"user","content":[… */
const start = /^\{"\$set":\{"messages":\[\{"/
const summary = '"summary":'

export const skimChat = (line: SkimLine): SkimmedLine | undefined =>
  start.test(line.head) && !line.includes(summary) && line.isOneRecord() ? { atMs: undefined, draft: quiet } : undefined
