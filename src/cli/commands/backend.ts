/** `tce backend [list|show|set|rm|test]`: the commands that agents are started by. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { wordsOf } from '../../core/tasks/backend.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { BackendChange } from '../../services/projects.ts'
import { line } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { backendsView, backendView } from '../views/projects-view.ts'
import { printProjectProblem, say } from './project.ts'

export interface BackendOptions {
  readonly command?: string | undefined
  readonly prompt?: string | undefined
  readonly model?: string | undefined
  readonly modelFlag?: string | undefined
  readonly mode?: string | undefined
  readonly modeFlag?: string | undefined
  readonly sessionFlag?: string | undefined
  readonly resume?: string | undefined
  readonly fork?: string | undefined
  readonly headless?: string | undefined
  readonly env?: readonly string[] | undefined
  readonly json?: boolean | undefined
}

const me = ownUser('cli')
const right = 'tce backend set mine --command "my-agent --verbose" --resume "my-agent --resume {session}"'

export function backendCommand(
  action: string,
  name: string | undefined,
  options: BackendOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ projects }) => {
    const { terminal } = context
    const { json } = options
    if (action === 'list' || action === 'ls') {
      const report = await projects.backends()
      if (json === true) terminal.printJson(report)
      else terminal.print(backendsView(report, terminal.look()))
      return exitCodes.done
    }
    if (!['show', 'set', 'rm', 'test'].includes(action))
      return wrongUsage(context, `There is no tce backend ${plainText(action)}.`, right)
    if (name === undefined) return wrongUsage(context, 'Which backend is missing.', right)
    if (action === 'show') {
      const found = (await projects.backends()).backends.find((one) => one.name === name)
      if (found === undefined)
        return failed(`There is no backend ${plainText(name)}.`, context, exitCodes.nothingMatched, 'tce backend')
      if (json === true) terminal.printJson(found)
      else terminal.print(backendView(found, terminal.look()))
      return exitCodes.done
    }
    if (action === 'test') {
      if (json !== true) terminal.print([line(`Starting ${plainText(name)} in an empty folder, with “Say ok.” …`)])
      const tested = await projects.testBackend(name, me)
      if (!tested.ok) return printProjectProblem(tested.error, context)
      const { isWorking, message, output } = tested.value
      if (json === true) terminal.printJson(tested.value)
      else {
        if (isWorking) say(message, context)
        else failed(message, context)
        if (output !== '')
          terminal.print(
            plainLines(output)
              .split('\n')
              .slice(-8)
              .map((row) => line('  ', row)),
          )
      }
      return isWorking ? exitCodes.done : exitCodes.couldNot
    }
    const change = action === 'set' ? changeOf(options) : undefined
    if (change !== undefined && (typeof change === 'string' || Object.keys(change).length === 0))
      return wrongUsage(context, typeof change === 'string' ? change : 'What is to be changed is missing.', right)
    const done =
      change === undefined
        ? await projects.removeBackend(name, me)
        : await projects.saveBackend(name, change as BackendChange, me)
    if (!done.ok) return printProjectProblem(done.error, context)
    if (json === true) terminal.printJson(done.value)
    else {
      say(
        change !== undefined
          ? `${name} is changed.`
          : done.value.isSeeded
            ? `${name} is as it came.`
            : `${name} is removed.`,
        context,
      )
      if (change !== undefined || done.value.isSeeded) terminal.print(backendView(done.value, terminal.look()).slice(1))
    }
    return exitCodes.done
  })
}

/** An empty text takes a value back, but for the prompt's option, where it means the last word. Text: what is wrong. */
function changeOf(options: BackendOptions): BackendChange | string {
  const { command, prompt, model, modelFlag, mode, modeFlag, sessionFlag, resume, fork, headless, env } = options
  const variables = env?.map((pair) => /^([A-Za-z_]\w*)=(.*)$/s.exec(pair))
  if (variables?.some((pair) => pair === null) === true) return 'A variable is written NAME=value.'
  const text = (value: string | undefined) => (value === '' ? null : value)
  const words = (value: string | undefined) => (value === undefined ? undefined : value === '' ? null : wordsOf(value))
  const change = {
    ...{
      command: words(command),
      promptFlag: prompt,
      model: text(model),
      modelFlag: text(modelFlag),
      mode: text(mode),
    },
    ...{ modeFlag: text(modeFlag), sessionFlag: text(sessionFlag), resume: words(resume), headless: words(headless) },
    fork: words(fork),
    env:
      variables &&
      Object.fromEntries(variables.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']]))),
  }
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
