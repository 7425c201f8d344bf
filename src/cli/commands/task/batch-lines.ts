/** What was done to several tasks, and what was left. */
import type { TaskBatch } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { type Line, line, span } from '../../../terminal/roles.ts'

export function batchLines({ done, left }: TaskBatch, verb: string): readonly Line[] {
  return [
    line(`${plural(done.length, 'task')} ${verb}.`),
    ...done.map((task) => line('  ', plainText(`${task.project} ${task.name}`))),
    ...left.map(({ task, why }) =>
      line('  ', span('stays: ', 'dim'), plainText(`${task.project} ${task.name}`), span(`  ${plainText(why)}`, 'dim')),
    ),
  ]
}
