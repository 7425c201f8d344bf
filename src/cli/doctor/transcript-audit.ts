/** Reads every transcript through the audit. A gigabyte takes a few seconds; nothing is kept but names and counts. */
import { closeSync, openSync } from 'node:fs'
import { type TranscriptAudit, TranscriptAuditor } from '../../agents/claude/transcript-audit.ts'
import type { RecordSource } from '../../agents/machine-sources.ts'
import { LineReader } from '../../storage/line-reader.ts'
import { findRecords } from '../../tracker/record-files.ts'

export interface AuditReport extends TranscriptAudit {
  readonly files: number
  readonly problems: readonly string[]
}

export function auditTranscripts(sources: readonly RecordSource[]): AuditReport {
  const { files, problems } = findRecords(sources.filter(({ agent }) => agent === 'claude'))
  const auditor = new TranscriptAuditor()
  const reader = new LineReader()
  const line = (bytes: Buffer, start: number, end: number) => auditor.note(bytes.toString('utf8', start, end))
  const visitor = {
    line,
    refilled() {},
    tooLong() {},
    tail(bytes: Buffer, start: number, end: number) {
      line(bytes, start, end)
      return true
    },
  }
  for (const { path } of files) readFile(path, (fd) => reader.read(fd, { offset: 0, carryBytes: 0 }, visitor))
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
