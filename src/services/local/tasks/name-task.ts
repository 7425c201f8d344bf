/** A name for a task from what it is to do, by a small model: where its user set one, and gave no name. Folder and branch keep theirs. */
import { headlessArguments } from '../../../core/tasks/backend.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import { runOnce } from '../../../tasks/run-once.ts'
import { cleanName } from './make-task.ts'
import type { TaskDesk } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

const usualPatienceMs = 60_000
const [mostPrompt, longestName] = [2_000, 50]

/** It may take seconds, and is no reason to wait: until then, and where nothing usable comes, the first words are its name. */
export async function nameByModel(
  record: TaskRecord,
  desk: TaskDesk,
  workshop: Workshop,
  signal: AbortSignal,
  patienceMs = usualPatienceMs,
): Promise<void> {
  const model = desk.parts.settings().namingModel
  const { id, prompt, slug } = record
  const backend = await workshop.backendOf(record.backend)
  if (model === undefined || prompt === undefined || !backend.ok) return
  const question = `Name this piece of work in two to five words, as a title. Answer with the name alone.\n\n${prompt.slice(0, mostPrompt)}`
  const { headless = [], modelFlag } = backend.value
  const argv = headlessArguments({ ...backend.value, model }, question)
  if (!argv.ok) return
  const flag = headless.some((word) => word.includes('{model}')) || modelFlag === undefined ? [] : [modelFlag, model]
  const ran = await runOnce(
    [...argv.value, ...flag],
    { ...(await desk.parts.agentEnv()), ...backend.value.env },
    { patienceMs, signal },
  )
  if (signal.aborted) return
  const name = ran.why === undefined ? cleanName(ran.lastRow.replace(/^["'“*#\s]+|["'”*.\s]+$/g, '')) : undefined
  if (name === undefined || name.length > longestName) return
  // Its user may have named it meanwhile.
  await desk.change(id, (now) => (now.name === slug ? { ...now, name } : now))
}
