/** The list of sessions for a spreadsheet. Pure. */
import type { CsvColumn } from '../words/csv.ts'
import { csvText } from '../words/csv.ts'
import type { PrintableLines } from '../words/text.ts'
import type { SessionSummary } from './session.ts'

const columns: readonly CsvColumn<SessionSummary>[] = [
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['title', ({ title }) => title],
  ['project', ({ project }) => project],
  ['cwd', ({ cwd }) => cwd],
  ['branch', ({ branch }) => branch],
  ['started', ({ startedAt }) => startedAt],
  ['last_active', ({ lastActiveAt }) => lastActiveAt],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['active_ms', ({ activeMs }) => activeMs],
  ['model', ({ model }) => model],
  ['total_tokens', ({ totalTokens }) => totalTokens],
  ['cost_usd', ({ costUsd }) => costUsd],
  ['unpriced_models', ({ unpricedModels }) => unpricedModels.join(' ')],
  ['lines_added', ({ linesAdded }) => linesAdded],
  ['lines_removed', ({ linesRemoved }) => linesRemoved],
  ['tool_calls', ({ toolCalls }) => toolCalls],
  ['prompts', ({ prompts }) => prompts],
  ['responses', ({ responses }) => responses],
  ['summary', ({ summary }) => summary],
  ['tags', ({ tags = [] }) => tags.join(' ')],
  ['note', ({ note }) => note],
  ['starred', ({ isStarred }) => (isStarred ? 'yes' : undefined)],
  ['archived', ({ isArchived }) => (isArchived ? 'yes' : undefined)],
]

export const sessionsCsv = (sessions: readonly SessionSummary[]): PrintableLines => csvText(columns, sessions)
