/** Reads every transcript through the audit. A gigabyte takes a few seconds; nothing is kept but names and counts. */
import { closeSync, openSync } from 'node:fs'
import { inspection, type TranscriptAudit } from '../../agents/inspection.ts'
import type { RecordSource } from '../../agents/machine-sources.ts'
import { LineReader } from '../../storage/line-reader.ts'
import { textSpan } from '../../storage/line-text.ts'
import { encodingOfFile } from '../../storage/utf16.ts'
import { findRecords } from '../../tracker/record-files.ts'

export interface AuditReport extends TranscriptAudit {
  readonly files: number
  readonly problems: readonly string[]
}

export function auditTranscripts(sources: readonly RecordSource[]): AuditReport {
  const { files, problems } = findRecords(sources.filter(({ agent }) => agent === inspection.id))
  const { createAuditor, mayBeJoined, splitLine } = inspection.audit
  const auditor = createAuditor()
  const reader = new LineReader()
  const line = (bytes: Buffer, lineStart: number, lineEnd: number): void => {
    const span = textSpan(bytes, lineStart, lineEnd)
    const pieces = mayBeJoined(bytes, span.start, span.end) ? splitLine(bytes, span.start, span.end) : [span]
    for (const { start, end } of pieces) auditor.note(bytes.toString('utf8', start, end))
  }
  const visitor = {
    line,
    tooLong() {},
    tail(bytes: Buffer, start: number, end: number) {
      line(bytes, start, end)
      return true
    },
  }
  const begin = { offset: 0, carryBytes: 0 }
  for (const { path } of files) {
    readFile(path, (fd) => reader.read(fd, begin, visitor, Number.POSITIVE_INFINITY, encodingOfFile(fd)))
  }
  return { files: files.length, problems, ...auditor.result() }
}

/** One that is gone meanwhile has nothing to tell. */
function readFile(path: string, read: (fd: number) => unknown): void {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return
    throw cause
  }
  try {
    read(fd)
  } finally {
    closeSync(fd)
  }
}
