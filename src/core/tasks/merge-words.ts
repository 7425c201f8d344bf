/** What a commit and a merge of a task are called, and what happens at a merge, in words. Pure. */
import { plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { MergeDone, MergeLook } from './task-work.ts'

const longestTitle = 72

/** One line, from what came of the task, else what it was to do, else its name. */
export function titleOf({
  name,
  prompt,
  result,
}: {
  readonly name: string
  readonly prompt?: string | undefined
  readonly result?: string | undefined
}): string {
  for (const text of [result, prompt, name]) {
    const line = plainText(
      (text ?? '')
        .trim()
        .split('\n', 1)[0]
        ?.replace(/^#+\s*|\s+/g, ' ')
        .trim() ?? '',
    )
    if (line !== '') return cut(line.replace(/[.:]$/, ''))
  }
  return 'Work of a task'
}

function cut(line: string): string {
  if (line.length <= longestTitle) return line
  const end = line.lastIndexOf(' ', longestTitle - 1)
  return `${line.slice(0, end > longestTitle / 2 ? end : longestTitle - 1)}…`
}

/** Of a squash: what it is called, and the titles of what is in it where that is more than one. */
export const messageOf = (title: string, commits: readonly { readonly title: string }[]): string =>
  commits.length < 2
    ? title
    : `${title}\n\n${commits
        .toReversed()
        .map((one) => `* ${one.title}`)
        .join('\n')}`

/** @param hasCount false: whoever shows them has said already how many commits there are */
export function mergeSteps(
  {
    open,
    message,
    conflicts,
    ahead = 0,
    how,
    into,
    test,
  }: Pick<MergeLook, 'open' | 'message' | 'conflicts' | 'ahead' | 'how' | 'into' | 'test'>,
  hasCount = true,
): readonly string[] {
  const [title = ''] = message.split('\n', 1)
  const count = hasCount ? ` ${plural(ahead + (open.count > 0 ? 1 : 0), 'commit')}` : ''
  const tried =
    conflicts === undefined
      ? 'it could not be tried before'
      : conflicts.length === 0
        ? 'tried just now, no conflict'
        : `tried just now, ${plural(conflicts.length, 'conflict')}`
  const way = how === 'rebase' ? `puts${count === '' ? ' them' : count} on top` : `merges${count}`
  return [
    ...(open.count > 0 ? [`commits ${plural(open.count, 'open file')}: ${title}`] : []),
    ...(into !== undefined && into.catchesUp > 0
      ? [`brings ${into.branch} to where the task began: ${plural(into.catchesUp, 'commit')} of its remote`]
      : []),
    `${way}; ${tried}`,
    ...(test === undefined
      ? []
      : [
          into?.path === undefined
            ? `runs ${test.name} in a folder made for it; without success nothing is merged`
            : `runs ${test.name} there; undoes the merge if it fails`,
        ]),
  ]
}

/** "41 tests passed." Undefined: none were run. */
export const testedInWords = ({ tests, hasTested }: Pick<MergeDone, 'tests' | 'hasTested'>): string | undefined =>
  tests !== undefined ? `${plural(tests.passed, 'test')} passed.` : hasTested ? 'Its tests passed.' : undefined
