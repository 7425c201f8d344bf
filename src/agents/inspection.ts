/**
 * What `tce doctor` looks at of one agent beyond what it asks of every one: how it is installed, how long it keeps its conversations,
 * and every record of its transcripts.
 */
import { installOf, versionInPath } from './claude/executable.ts'
import { kind } from './claude/kind.ts'
import { configDirs } from './claude/paths.ts'
import { retention } from './claude/retention.ts'
import { TranscriptAuditor } from './claude/transcript-audit.ts'
import { mayBeJoined, splitLine } from './claude/transcript-split.ts'

export type { AuditedType, TranscriptAudit } from './claude/transcript-audit.ts'

export const inspection = {
  ...kind,
  configDirs,
  installation: { installOf, versionInPath, advice: 'npm install -g @anthropic-ai/claude-code' },
  retention,
  audit: { createAuditor: () => new TranscriptAuditor(), mayBeJoined, splitLine },
} as const
