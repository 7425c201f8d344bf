import type { DrillResult } from './drill.ts'

/** Of a drill that needs the genuine Claude Code, where there is none: that is a fault in CI alone. */
export function withoutClaude(what: string): DrillResult {
  const missing = 'Claude Code is not installed where the tests look (TCE_CLAUDE).'
  return { figures: { [what]: 0, why: missing }, faults: process.env['CI'] === undefined ? [] : [missing] }
}
