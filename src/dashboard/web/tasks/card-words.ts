/** What of a task board and list say alike. Pure. */
import { kindOf } from '../../../agents/kinds.ts'
import { modelLabel } from '../../../agents/model-label.ts'
import { firstAgent } from '../../../core/process/agent-ids.ts'
import type { TaskCard } from '../../../core/tasks/task-board.ts'
import { plainText } from '../../../core/words/text.ts'

/** "Opus 5.5", "Codex · gpt-6", "Codex"; of several tries those that differ. */
export function modelWords({ tasks }: Pick<TaskCard, 'tasks'>): string {
  const all = tasks.map(({ agent, backend, model, seenModel }) => {
    const called = model ?? seenModel
    const name = called === undefined ? undefined : modelLabel(plainText(called))
    // The backend that TCE brings for an agent is called like it.
    const who = agent === backend && agent !== undefined ? kindOf(agent).displayName : plainText(backend)
    if (name === undefined) return who
    return backend === firstAgent ? name : `${who} · ${name}`
  })
  const [first = ''] = all
  const others = new Set(all).size - 1
  return others > 0 ? `${first} + ${others}` : first
}
