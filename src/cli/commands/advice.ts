/** `tce advice`: where money may be saved; `tce advice hide|show <rule>`. */
import type { AdviceReport } from '../../core/advice/advice.ts'
import { ruleWords } from '../../core/advice/rule-words.ts'
import { type AdviceRule, adviceRules } from '../../core/advice/waste-case.ts'
import { ownUser } from '../../core/audit/audit.ts'
import { type ExitCode, exitCodes } from '../../core/exit-code.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { adviceView, findingView } from '../views/advice-view.ts'

export interface AdviceOptions {
  readonly days: string
  readonly project?: string | undefined
  readonly git?: boolean | undefined
  readonly hidden?: boolean | undefined
  readonly json?: boolean | undefined
}

const mostDays = 366

export async function adviceCommand(
  [action, name, ...more]: readonly string[],
  options: AdviceOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const days = Number(options.days)
  if (!Number.isInteger(days) || days < 1 || days > mostDays)
    return wrongUsage(context, `--days is "${options.days}". Allowed: 1 to ${mostDays}.`, 'tce advice --days 30')
  if (action === undefined) return show(undefined, days, options, context)
  const isChange = action === 'hide' || action === 'show'
  const rule = adviceRules.find((one) => one === (isChange ? name : action))
  if (rule === undefined || more.length > 0 || (!isChange && name !== undefined)) {
    const said = isChange ? (name ?? '') : action
    return wrongUsage(
      context,
      `"${said}" is no rule. There are ${adviceRules.join(', ')}.`,
      'tce advice hide cache-pause',
    )
  }
  return isChange ? change(rule, action === 'hide', options, context) : show(rule, days, options, context)
}

async function show(
  rule: AdviceRule | undefined,
  days: number,
  { project, git = false, hidden = false, json = false }: AdviceOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ advice }) => {
    const { terminal, nowMs } = context
    const withGit = git || rule === 'thrown-away'
    const flags = { withGit, withHidden: hidden || rule !== undefined, allCases: rule !== undefined }
    const report = await advice.report({ days, project, ...flags })
    const shown = rule === undefined ? report : only(rule, report)
    if (json) terminal.printJson(shown)
    else if (rule === undefined) terminal.print(adviceView(report, withGit, terminal.look()))
    else terminal.print(findingView(rule, shown.findings[0], report, nowMs(), terminal.look()))
    return exitCodes.done
  })
}

const only = (rule: AdviceRule, report: AdviceReport): AdviceReport => ({
  ...report,
  findings: report.findings.filter((one) => one.rule === rule),
})

async function change(
  rule: AdviceRule,
  isHidden: boolean,
  { project, json = false }: AdviceOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ advice }) => {
    const { terminal } = context
    const changed = await advice.change({ rule, project, isHidden }, ownUser('cli'))
    if (!changed.ok) return failed(changed.error.message, context)
    if (json) terminal.printJson(changed.value)
    else {
      const where = project === undefined ? '' : ` in ${project}`
      const what = `“${ruleWords[rule].title}” is ${isHidden ? 'not shown any more' : 'shown again'}${where}.`
      terminal.print([line(span(`${terminal.look().glyphs.done} `, 'ok'), what)])
    }
    return exitCodes.done
  })
}
