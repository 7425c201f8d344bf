/** `tce tui`: the terminal program, begun with tasks; `tce task attach <task>`: in the terminal of that one alone. */
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import type { Services } from '../../services/services.ts'
import type { TasksOptions } from '../../terminal/live-screen.ts'
import { line, span } from '../../terminal/roles.ts'
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, withServices, wrongUsage } from '../context.ts'
import { editText } from '../edit-text.ts'
import { shortHere } from '../short-path.ts'
import { taskNamed } from '../task-named.ts'

type LoadTerminals = () => Promise<Pick<AppParts, 'ownTerminals'>>

/** What the program needs beside the services, wherever it begins. */
export const tasksOptions = (
  services: Services,
  context: CommandContext,
  loadApp: LoadTerminals,
): Omit<TasksOptions, 'isFirst' | 'only'> => ({
  services,
  async openTerminals() {
    // Into these it types past the services.
    await personOnly(context, undefined)
    return (await loadApp()).ownTerminals()
  },
  shorten: shortHere,
  edit: (begin) => editText(begin, context.terminal.io),
})

export async function tuiCommand(
  name: string | undefined,
  context: CommandContext,
  loadApp: LoadTerminals,
): Promise<number> {
  const { terminal, nowMs, openScreen } = context
  await personOnly(context, undefined)
  if (!terminal.canAsk || terminal.io.env['TERM'] === 'dumb')
    return wrongUsage(
      context,
      'This needs a terminal.',
      name === undefined ? 'tce task' : `tce task log ${plainText(name)}`,
    )
  return withServices(context, async (services) => {
    const task = name === undefined ? undefined : await taskNamed(name, services.tasks, context)
    if (typeof task === 'number') return task
    const code = await openScreen({
      services,
      tasks: { ...tasksOptions(services, context, loadApp), isFirst: true, only: task?.id },
      glyphs: terminal.look().glyphs,
      isColored: terminal.isColored,
      nowMs,
    })
    if (task === undefined || code !== exitCodes.done) return code
    const now = await services.tasks.find(task.id).catch(() => undefined)
    const goesOn = now?.run !== undefined && now.run.exit === undefined
    terminal.print([
      line(`Left ${plainText(task.name)}${goesOn ? '; it goes on' : ''}.`),
      line(span('Back: ', 'dim'), `tce task attach ${plainText(task.name)}`),
    ])
    return code
  })
}
