/**
 * Claude Code's screen, as far as a prompt asks: the box between two rules, and whatever else takes the keys. Pure.
 *
 *   ────────────────────────────        ─── ↑ 8 more ───────────────
 *   ❯ what was typed                       the last rows of a long one
 *     and its second line
 *   ────────────────────────────        ────────────────────────────
 *     ? for shortcuts
 */
import type { PromptScreen, ScreenRow } from '../../core/prompts/screen.ts'
import type { InterruptWords } from '../prompting.ts'

const rule = /^\s*─{3}.*─{10}\s*$/
export const isRule = (text: string): boolean => rule.test(text)
const scrolledRule = /^\s*─+ ↑ \d+ more ─/
const prompt = /^\s?❯(?: |\u00a0|$)/
const bashPrompt = /^\s?!(?: |\u00a0|$)/
const dialogWords =
  /\bEsc to (?:cancel|exit|go back|close)|\bEnter to (?:select|confirm|submit|continue)|\bDo you want to|^\s*❯ \d+\. /i
const otherScreen = /Showing detailed transcript|ctrl\+o to (?:toggle|hide)|^\s*-- NORMAL --|-- VISUAL/i

export function readPromptScreen(rows: readonly ScreenRow[]): PromptScreen {
  const last = rows.findLastIndex(({ text }) => text !== '')
  const below = rows.slice(0, last + 1)
  const lower = below.findLastIndex(({ text }) => rule.test(text))
  const upper = below.slice(0, Math.max(0, lower)).findLastIndex(({ text }) => rule.test(text))
  const box = upper < 0 ? [] : below.slice(upper + 1, lower)
  const [first] = box
  const isBox = first !== undefined && (prompt.test(first.text) || scrolledRule.test(below[upper]?.text ?? ''))
  const foot = below.slice(lower + 1).map(({ text }) => text)
  const asked = dialogIn(below, isBox ? lower + 1 : 0)
  if (asked !== undefined) return { kind: 'dialog', why: asked }
  const other = foot.find((text) => otherScreen.test(text))
  if (other !== undefined) return { kind: 'unreadable', why: `its screen says “${other.trim()}”` }
  if (first !== undefined && bashPrompt.test(first.text)) return { kind: 'unreadable', why: 'its box is in shell mode' }
  if (!isBox) return { kind: 'unreadable', why: 'its box for prompts is not on the screen' }
  return { kind: 'box', text: textIn(box) }
}

/** Below the box a dialog says how it is left; without a box it may stand anywhere. */
function dialogIn(rows: readonly ScreenRow[], from: number): string | undefined {
  return rows
    .slice(from)
    .find(({ text }) => dialogWords.test(text))
    ?.text.trim()
}

/** What is dim is a suggestion. */
const textIn = (box: readonly ScreenRow[]): string =>
  box
    .map(({ bright }, index) => (index === 0 ? bright.replace(/^\s?❯?[ \u00a0]?/, '') : bright.replace(/^ {1,2}/, '')))
    .join('\n')
    .trimEnd()

/** Below the box, while a turn goes on: "⏸ manual mode on · esc to interrupt · ← for agents". */
export const interrupt: InterruptWords = {
  words: 'esc to interrupt',
  rowOf(rows) {
    const lower = rows.findLastIndex(({ text }) => rule.test(text))
    const said = rows.flatMap(({ text }, row) => (text.includes(interrupt.words) ? [row] : []))
    const [row] = said
    return said.length === 1 && row !== undefined && lower >= 0 && row > lower ? row : undefined
  },
}
