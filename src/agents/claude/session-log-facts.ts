/**
 * What a transcript tells of its session besides usage. Pure.
 * Every field may be missing; a count is undefined only where no transcript of the session was ever read.
 */
import type { CostState } from './cost-state.ts'

export interface ToolUse {
  readonly calls: number
  readonly failures: number
}

export interface TouchedFile {
  readonly path: string
  readonly linesAdded: number
  readonly linesRemoved: number
  readonly isRead: boolean
  readonly isEdited: boolean
}

export interface SessionFacts {
  /** custom-title, else ai-title, else summary. */
  readonly title: string | undefined
  /** What /insights wrote of it (facets), else the transcript's own summary. */
  readonly summary: string | undefined
  readonly firstPrompt: string | undefined
  readonly cwd: string | undefined
  readonly branch: string | undefined
  readonly version: string | undefined
  readonly startedAtMs: number | undefined
  readonly lastActiveAtMs: number | undefined
  /** Time in which something happened: gaps over 5 minutes are left out. */
  readonly activeMs: number | undefined
  readonly prompts: number | undefined
  readonly tools: ReadonlyMap<string, ToolUse>
  readonly linesAdded: number | undefined
  readonly linesRemoved: number | undefined
  readonly files: readonly TouchedFile[]
  readonly commits: number | undefined
  readonly compactions: number
  /** Input + cache read + cache write of the last response of the main chain. */
  readonly contextTokens: number | undefined
  /** The model of that response. */
  readonly contextModel: string | undefined
  /** Claude Code's own running total; the last one. */
  readonly costState: CostState | undefined
}
