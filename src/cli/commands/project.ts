/** `tce project [list|add|scan|show|edit|rm|trust]`: folders in which tasks run. */
import { resolve } from 'node:path'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { ProjectFence } from '../../core/tasks/fence.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { ProjectChange, ProjectProblem } from '../../services/projects.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { foundView, projectsView, projectView } from '../views/projects-view.ts'

export interface ProjectOptions {
  readonly name?: string | undefined
  readonly path?: string | undefined
  readonly base?: string | undefined
  readonly backend?: string | undefined
  readonly setup?: string | undefined
  readonly test?: string | undefined
  readonly copy?: readonly string[] | undefined
  readonly sandbox?: string | undefined
  readonly denyRead?: readonly string[] | undefined
  readonly extraWrite?: readonly string[] | undefined
  readonly add?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

const me = ownUser('cli')
const right = 'tce project add ~/code/payments-api --base main --setup "npm ci"'

export function projectCommand(
  action: string,
  word: string | undefined,
  options: ProjectOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ projects }) => {
    const { terminal } = context
    if (action === 'list' || action === 'ls') {
      const report = await projects.projects()
      if (options.json === true) terminal.printJson(report)
      else terminal.print(projectsView(report, shortHere, terminal.look()))
      return exitCodes.done
    }
    if (!['add', 'scan', 'show', 'edit', 'rm', 'trust'].includes(action))
      return wrongUsage(context, `There is no tce project ${plainText(action)}.`, right)
    if (word === undefined)
      return wrongUsage(
        context,
        action === 'add' || action === 'scan' ? 'The folder is missing.' : 'Which project is missing.',
        right,
      )
    if (action === 'scan') return scan(word, options, projects, context)
    if (action === 'trust') return trust(word, options, projects, context)
    if (action === 'show') {
      const found = (await projects.projects()).projects.find(({ name }) => name === word)
      return found === undefined
        ? failed(`There is no project ${plainText(word)}.`, context, exitCodes.nothingMatched, 'tce project')
        : print(found, options, context)
    }
    const { base: branch, backend, setup, test, copy, path } = options
    if (options.sandbox !== undefined && !['on', 'off', ''].includes(options.sandbox))
      return wrongUsage(context, '--sandbox is on or off.', `tce project edit ${plainText(word)} --sandbox on`)
    const before =
      action === 'edit' ? (await projects.projects()).projects.find(({ name }) => name === word) : undefined
    const sandbox = sandboxOf(options, before?.sandbox)
    const done =
      action === 'add'
        ? await projects.add(
            { name: options.name, path: resolve(word), branch, backend, setup, test, copy, sandbox },
            me,
          )
        : action === 'edit'
          ? await projects.edit(
              word,
              {
                ...changeOf({
                  path: path === undefined ? undefined : resolve(path),
                  branch,
                  backend,
                  setup,
                  test,
                  copy,
                }),
                ...(sandbox === undefined ? {} : { sandbox }),
              },
              me,
            )
          : await projects.remove(word, me)
    if (!done.ok) return printProjectProblem(done.error, context)
    if (options.json === true) terminal.printJson(done.value)
    else if (action === 'rm') say(`${done.value.name} is forgotten; its folder is as it was.`, context)
    else {
      say(`${done.value.name} ${action === 'add' ? 'is a project' : 'is changed'}.`, context)
      terminal.print(projectView(done.value, shortHere, terminal.look()).slice(1))
    }
    return exitCodes.done
  })
}

/** What is given beside what was said before; undefined: nothing is. An empty text takes a value back. */
function sandboxOf(
  { sandbox, denyRead, extraWrite }: ProjectOptions,
  before: ProjectFence = {},
): ProjectFence | undefined {
  if (sandbox === undefined && denyRead === undefined && extraWrite === undefined) return undefined
  const { enabled, ...rest } = before
  const isWanted = sandbox === undefined ? enabled : sandbox === '' ? undefined : sandbox === 'on'
  const paths = (list: readonly string[]) => list.filter((path) => path !== '')
  return {
    ...rest,
    ...(isWanted === undefined ? {} : { enabled: isWanted }),
    ...(denyRead === undefined ? {} : { denyRead: paths(denyRead) }),
    ...(extraWrite === undefined ? {} : { extraWrite: paths(extraWrite) }),
  }
}

/** An empty text takes a value back. */
function changeOf(fields: Readonly<Record<string, string | readonly string[] | undefined>>): ProjectChange {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    given.map(([key, value]) => [key, value === '' || (Array.isArray(value) && value.join('') === '') ? null : value]),
  )
}

function print(
  found: Parameters<typeof projectView>[0],
  { json }: ProjectOptions,
  { terminal }: CommandContext,
): ExitCode {
  if (json === true) terminal.printJson(found)
  else terminal.print(projectView(found, shortHere, terminal.look()))
  return exitCodes.done
}

async function scan(
  folder: string,
  { add, json }: ProjectOptions,
  projects: Services['projects'],
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const found = await projects.scan(resolve(folder))
  if (!found.ok) return printProjectProblem(found.error, context)
  if (add !== true) {
    if (json === true) terminal.printJson({ repositories: found.value })
    else terminal.print(foundView(found.value, shortHere, terminal.look()))
    return exitCodes.done
  }
  const added = []
  let worst: ExitCode = exitCodes.done
  for (const { path, isKnown } of found.value) {
    if (isKnown) continue
    const one = await projects.add({ path }, me)
    if (one.ok) added.push(one.value)
    else worst = printProjectProblem(one.error, context)
  }
  if (json === true) terminal.printJson({ projects: added })
  else for (const { name, path } of added) say(`${name} is a project: ${shortHere(path)}`, context)
  if (json !== true && added.length === 0 && worst === exitCodes.done)
    terminal.print([line('All that were found are projects already.')])
  return worst
}

async function trust(
  name: string,
  { yes, json }: ProjectOptions,
  projects: Services['projects'],
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const setup = await projects.setup(name)
  if (!setup.ok) return printProjectProblem(setup.error, context)
  if (setup.value === undefined)
    return failed(
      `${plainText(name)} has no set-up command.`,
      context,
      exitCodes.nothingMatched,
      `tce project edit ${name} --setup "npm ci"`,
    )
  const { command, files, hash } = setup.value
  if (json !== true)
    terminal.print([
      ...wrapLine(line(`It runs once in each new folder of ${plainText(name)}, as you:`), terminal.look().columns),
      ...plainLines(command)
        .split('\n')
        .map((row) => line('  ', span(row, 'bold'))),
      ...(files.length === 0
        ? []
        : [line('  ', span(`with ${files.map(plainText).join(', ')} as they are now`, 'dim'))]),
    ])
  if (yes !== true) {
    if (json === true || !terminal.canAsk)
      return wrongUsage(context, 'Nothing was trusted.', `tce project trust ${name} --yes`)
    if (!(await isAgreed(terminal, line('Trust it? ', span('[y/N]', 'dim'), ' '), 'Nothing was trusted.')))
      return exitCodes.done
  }
  const trusted = await projects.trust(name, hash, me)
  if (!trusted.ok) return printProjectProblem(trusted.error, context)
  if (json === true) terminal.printJson(trusted.value)
  else say('Trusted, until it or one of these files changes.', context)
  return exitCodes.done
}

export function say(words: string, { terminal }: CommandContext): void {
  const { glyphs, columns } = terminal.look()
  terminal.print(wrapLine(line(span(`${glyphs.done} `, 'ok'), plainText(words)), columns, '  '))
}

export function printProjectProblem({ kind, message, next }: ProjectProblem, context: CommandContext): ExitCode {
  if (kind === 'bad-request') return wrongUsage(context, message, next)
  const isMissing = kind === 'no-project' || kind === 'no-backend'
  return failed(message, context, isMissing ? exitCodes.nothingMatched : exitCodes.couldNot, next)
}
