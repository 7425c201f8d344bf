/** Tests and pull request of a task, alike on a card and in a row. */
import { type TaskCard, testsOf } from '../../../core/tasks/task-board.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { SafeLink } from '../parts/safe-link.tsx'

/** Nothing where none were seen. */
export function Tests({ card }: { readonly card: Pick<TaskCard, 'tasks'> }) {
  const tests = testsOf(card)
  if (tests === undefined) return null
  return (
    <span class={`tst ${tests.isOk ? 'is-ok' : 'is-fail'}`}>
      <Mark name={tests.isOk ? 'ok' : 'fail'} />
      <span class="sr">Tests: </span>
      {tests.words}
      <span class={tests.told === 'failed' ? 'tst-told' : 'sr'}> {tests.told}</span>
    </span>
  )
}

/** It leads to its forge. */
export function PullRequest({
  card,
  hasIcon = false,
}: {
  readonly card: Pick<TaskCard, 'tasks'>
  readonly hasIcon?: boolean
}) {
  const pr = card.tasks.find((task) => task.pr !== undefined)?.pr
  if (pr === undefined) return null
  return (
    <span class="prm">
      {hasIcon && <Icon name="pr" size={12} />}
      <SafeLink url={pr.url}>{pr.number === undefined ? 'PR' : `#${pr.number}`}</SafeLink>
    </span>
  )
}
