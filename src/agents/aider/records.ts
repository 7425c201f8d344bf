/** Aider's histories, as the ledger reads them: what was said, and when. What they say of tokens in passing is no usage. */
import { noteMoment } from '../../core/session/file-facts.ts'
import type { DocumentRecords } from '../records.ts'
import { noteLogLine } from '../scan-events.ts'
import { blocksOf } from './history.ts'
import { eventsOf } from './session-document.ts'
import { folderIn, historyName, idOf } from './session-source.ts'

export const histories: DocumentRecords = {
  kind: 'document',
  name: 'histories',
  folders: () => [],
  isFile: (name) => name === historyName,
  inWorkingFolder: { name: historyName, sessionOf: idOf },
  placeOf: () => undefined,
  read(text, place, sink) {
    const cwd = folderIn(place.sessionId ?? '')
    for (const [at, block] of blocksOf(text).entries()) {
      const offset = at + 1
      noteMoment(sink.facts, block.atMs)
      noteLogLine(sink, { events: eventsOf(block, offset, 'brief'), facts: { cwd } }, { ...place, offset })
    }
  },
}
