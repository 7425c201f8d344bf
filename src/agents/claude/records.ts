/** Claude Code's transcripts, as the ledger reads them. */
import type { LineRecords } from '../records.ts'
import { projectsDir } from './paths.ts'
import { scanProgram } from './scanned-lines.ts'
import { decodeSubagentMeta } from './session-log-facts-file.ts'
import { createScanner, uuidOfLine } from './transcript-lines.ts'
import { transcriptPlace } from './transcript-place.ts'

const descriptionEnding = '.meta.json'

export const transcripts: LineRecords = {
  kind: 'lines',
  name: 'transcripts',
  folders: (dataDir) => [projectsDir(dataDir)],
  skippedFolders: new Set(['tool-results', 'memory', 'file-history']),
  // 1: advisors, relays with one id, times in milliseconds.
  version: 1,
  isFile: (name) => name.endsWith('.jsonl'),
  placeOf: transcriptPlace,
  open: (_place, carry) => createScanner(carry),
  program: scanProgram,
  lineId: uuidOfLine,
  // Of a subagent, beside its transcript: agent-<id>.meta.json. Older versions wrote none.
  description: {
    pathOf: (path) => path.replace(/\.jsonl$/, descriptionEnding),
    describedBy: (path) =>
      path.endsWith(descriptionEnding) ? `${path.slice(0, -descriptionEnding.length)}.jsonl` : undefined,
    decode: decodeSubagentMeta,
  },
}
