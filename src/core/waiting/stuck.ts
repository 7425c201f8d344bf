/** Whether an agent that is at work gets nowhere, by what its last steps came to. Pure. */
import { minutes, seconds } from '../time/duration.ts'
import { plainText } from '../words/text.ts'
import type { Step } from './tool-tail.ts'

/** From when on it is said. */
export const stuckLimits = {
  /** The same step failed so often, with nothing of it done in between. */
  failures: 5,
  /** An edit was taken back by the next one of its file so often in a row. */
  turnsBack: 3,
  /** At work without a sign of it. */
  quietMs: minutes(15),
  /** Between two looks at the records of one session. */
  lookEveryMs: seconds(30),
} as const

export interface StuckSign {
  /** Of the step that showed it. */
  readonly since: string | undefined
  readonly summary: string
}

export const stuckSign = (steps: readonly Step[]): StuckSign | undefined => failing(steps) ?? turningBack(steps)

function failing(steps: readonly Step[]): StuckSign | undefined {
  const ended = steps.filter(({ result }) => result !== undefined)
  const last = ended.findLast(({ result }) => result?.outcome === 'failed')
  if (last === undefined) return undefined
  const same = ended.filter((step) => nameOf(step) === nameOf(last))
  const done = same.findLastIndex(({ result }) => result?.outcome !== 'failed')
  const count = same.length - 1 - done
  if (count < stuckLimits.failures) return undefined
  return { since: last.result?.at, summary: `the same step failed ${count} times: ${nameOf(last)}` }
}

const nameOf = ({ call: { tool, summary = '' } }: Step): string => plainText(`${tool} ${summary}`.trim())

function turningBack(steps: readonly Step[]): StuckSign | undefined {
  const byFile = Map.groupBy(
    steps.filter(({ result }) => result?.outcome === 'done' && result.diff !== undefined),
    ({ call, result }) => call.path ?? result?.path ?? '',
  )
  for (const [file, edits] of byFile) {
    let count = 0
    for (const [place, edit] of edits.entries()) count = isTakenBack(edits[place - 1], edit) ? count + 1 : 0
    if (count < stuckLimits.turnsBack) continue
    const since = edits.at(-1)?.result?.at
    return { since, summary: `the same edit went back and forth ${count} times: ${plainText(file)}` }
  }
  return undefined
}

/** What one wrote the other removed, and the other way round. */
function isTakenBack(before: Step | undefined, after: Step): boolean {
  const [was, is] = [changeOf(before), changeOf(after)]
  return was.added !== '' && was.added === is.removed && was.removed === is.added
}

function changeOf(step: Step | undefined): { readonly added: string; readonly removed: string } {
  const lines = step?.result?.diff?.flatMap((hunk) => hunk.lines) ?? []
  const of = (sign: string) =>
    lines
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n')
  return { added: of('+'), removed: of('-') }
}
