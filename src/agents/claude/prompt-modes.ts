/**
 * The modes of Claude Code, as the row below its box names them, and where Shift+Tab leads from each. Tried with 2.1.329, which goes
 * manual → accept edits → plan → bypass permissions, where that is allowed → auto, where there is one → manual. Pure.
 *
 *   ⏸ manual mode on · ? for shortcuts
 *   ⏵⏵ accept edits on (shift+tab to cycle) · ← for agents
 */
import type { ScreenRow } from '../../core/prompts/screen.ts'
import type { PromptModes, SeenMode } from '../prompting.ts'
import { isRule } from './prompt-screen.ts'

const said = /(?:⏸|⏵⏵) (\S.*? on)(?= |$)/

interface Mode {
  readonly id: string
  /**
   * From here one press leads to one of these. Empty: to a mode that its screen does not tell before, which may be one that asks for
   * nothing any more. In plan mode that holds as well, where bypassing is allowed: accept edits is none to press from either.
   */
  readonly next: readonly string[]
}

const modes: Readonly<Record<string, Mode>> = {
  'manual mode on': { id: 'normal', next: ['accept-edits'] },
  'accept edits on': { id: 'accept-edits', next: [] },
  'plan mode on': { id: 'plan', next: [] },
  'auto mode on': { id: 'auto', next: ['normal'] },
  "don't ask on": { id: 'dont-ask', next: ['normal'] },
  'bypass permissions on': { id: 'bypass', next: ['auto', 'normal'] },
}

/** In the queue they stand so, in the place of a command that Claude Code does not have. */
export const commandOfMode = {
  normal: 'Shift+Tab until manual mode on',
  'accept-edits': 'Shift+Tab until accept edits on',
} as const

function seenIn(rows: readonly ScreenRow[]): SeenMode | undefined {
  const lower = rows.findLastIndex(({ text }) => isRule(text))
  const found = rows.flatMap(({ text }, row) => {
    const words = row > lower && lower >= 0 ? said.exec(text)?.[1] : undefined
    return words === undefined ? [] : [{ words, row }]
  })
  const [one] = found
  if (one === undefined || found.length > 1) return undefined
  const known = Object.hasOwn(modes, one.words) ? modes[one.words] : undefined
  return { ...one, id: known?.id, next: known?.next ?? [] }
}

export const promptModes: PromptModes = {
  key: 'BTab',
  wantedBy: (text) => Object.entries(commandOfMode).find(([, command]) => command === text)?.[0],
  seenIn,
  canReach,
}

/** Whatever each press leads to. */
function canReach(from: SeenMode, wanted: string, pressesLeft = 3): boolean {
  if (from.id === wanted) return true
  if (from.next.length === 0 || pressesLeft === 0) return false
  return from.next.every((id) => {
    const next = Object.values(modes).find((mode) => mode.id === id)?.next ?? []
    return canReach({ ...from, id, next }, wanted, pressesLeft - 1)
  })
}
