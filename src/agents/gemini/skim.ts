/** Lines of Gemini CLI's chats that need not be parsed for the ledger: all messages again, which a resume writes. Pure. */
import type { SkimmedLine } from '../agent.ts'
import { headOf, isOneRecord, quiet } from '../skim.ts'

/** Source: {"$set":{"messages":[{"id":"…","timestamp":"…","type":"user","content":[… */
const start = /^\{"\$set":\{"messages":\[\{"/
const summary = Buffer.from('"summary":')

export const skimChat = (line: Buffer): SkimmedLine | undefined =>
  start.test(headOf(line, 32)) && !line.includes(summary) && isOneRecord(line)
    ? { atMs: undefined, draft: quiet }
    : undefined
