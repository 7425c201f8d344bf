/** `tce config [get|set|unset|check]`: the settings in force, changed in config.toml as the page does. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { Setting, SettingChanges } from '../../core/settings/settings.ts'
import { typedValue } from '../../core/settings/typed-value.ts'
import { plainText } from '../../core/words/text.ts'
import type { Services } from '../../services/services.ts'
import { type Line, type Look, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { say } from '../task-said.ts'

const right = 'tce config set sandbox.enabled on'

export function configCommand(
  action: string,
  [key, ...words]: readonly string[],
  { json }: { readonly json?: boolean | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ settings, projects }) => {
    if (action === 'check') return check({ settings, projects }, json, context)
    if (!['get', 'set', 'unset'].includes(action))
      return wrongUsage(context, `There is no tce config ${plainText(action)}: get, set, unset, check.`, right)
    const { terminal } = context
    const report = await settings.read()
    const { settings: all } = report
    if (action === 'get') {
      // A whole table by its name.
      const found = all.filter((one) => key === undefined || one.key === key || one.key.startsWith(`${key}.`))
      if (found.length === 0) return noSetting(key, context)
      if (json === true) terminal.printJson({ configFile: report.configFile, settings: found })
      else terminal.print(view(found, terminal.look()))
      return exitCodes.done
    }
    const setting = all.find((one) => one.key === key)
    if (key === undefined || setting === undefined) return noSetting(key, context)
    const value = action === 'unset' ? { ok: true as const, value: null } : typedValue(setting, words)
    if (!value.ok) return wrongUsage(context, value.error, `tce config set ${key} …, or tce config unset ${key}`)
    const changes: SettingChanges = { [key]: value.value }
    const changed = await settings.change(changes, ownUser('cli'))
    if (!changed.ok)
      return changed.error.kind === 'not-allowed'
        ? wrongUsage(context, changed.error.message, right)
        : failed(changed.error.message, context)
    const now = changed.value.report.settings.find((one) => one.key === key)
    if (json === true) terminal.printJson({ setting: now, needsRestart: changed.value.needsRestart })
    else
      say(
        `${key} is ${now === undefined ? 'as usual' : valueWords(now)}${changed.value.needsRestart.length > 0 ? ', from the next start of TCE on' : ''}.`,
        context,
      )
    return exitCodes.done
  })
}

const noSetting = (key: string | undefined, context: CommandContext): ExitCode =>
  key === undefined
    ? wrongUsage(context, 'Which setting is missing.', right)
    : failed(`There is no setting ${plainText(key)}.`, context, exitCodes.nothingMatched, 'tce config')

async function check(
  { settings, projects }: Pick<Services, 'settings' | 'projects'>,
  json: boolean | undefined,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const { problem, configFile } = await settings.read()
  const problems = [...(problem === undefined ? [] : [problem]), ...(await projects.projects()).problems]
  if (json === true) terminal.printJson({ configFile, problems })
  else if (problems.length === 0) say(`${configFile}: nothing is wrong with it.`, context)
  else terminal.print(problems.flatMap((one) => wrapLine(line(plainText(one)), terminal.look().columns)))
  return problems.length === 0 ? exitCodes.done : exitCodes.couldNot
}

function valueWords({ value, kind }: Setting): string {
  if (value === undefined) return 'not set'
  if (kind === 'toggle') return value === true ? 'on' : 'off'
  return typeof value === 'object' ? value.join(', ') || 'empty' : String(value)
}

function view(settings: readonly Setting[], look: Look): readonly Line[] {
  const rows = settings.map((one): readonly Line[] => [
    line(span(one.key, 'bold')),
    line(plainText(valueWords(one))),
    line(span(one.setIn === 'default' ? '' : one.setIn === 'file' ? 'config.toml' : one.setIn, 'dim')),
  ])
  const table = fittedTable([{ head: 'KEY' }, { head: 'VALUE' }, { head: 'SET IN' }], rows, look)
  // Of one alone also what it means.
  const [only] = settings
  return settings.length === 1 && only !== undefined
    ? [...table, ...wrapLine(line(span(plainText(only.meaning), 'dim')), look.columns)]
    : table
}
