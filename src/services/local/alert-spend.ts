/** What is spent, for rules that ask: read anew after usage changed, and only while such a rule is on. */

import type { Rule } from '../../core/alerts/rule.ts'
import type { SpendLook } from '../../core/alerts/spend-matters.ts'
import { isAgentId } from '../../core/process/agent-ids.ts'
import { createCalendar, dayText } from '../../core/time/calendar.ts'
import { seconds } from '../../core/time/duration.ts'
import type { UsageService } from '../usage.ts'

export interface AlertSpend {
  readonly look: SpendLook | undefined
  /** There may be new figures. */
  note(rules: readonly Rule[]): void
  stop(): void
}

const everyMs = seconds(5)

export function followSpend(
  usage: Pick<UsageService, 'report'>,
  clock: () => number,
  onChange: () => void,
): AlertSpend {
  let look: SpendLook | undefined
  let wanted: readonly Rule[] = []
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let readAtMs = 0

  async function read(): Promise<void> {
    readAtMs = clock()
    look = await readSpend(usage, wanted, clock())
    if (!isStopped) onChange()
  }

  return {
    get look() {
      return look
    },
    note(rules) {
      wanted = rules.filter(({ kind }) => kind === 'spend' || kind === 'cost-rate')
      if (wanted.length === 0 || timer !== undefined || isStopped) return
      timer = setTimeout(
        () => {
          void read()
            // A ledger that can't be read now says so itself; nothing is told of what nobody knows.
            .catch(() => undefined)
            .finally(() => {
              timer = undefined
            })
        },
        Math.max(0, readAtMs + everyMs - clock()),
      )
      timer.unref()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

/** One question for each project and agent that rules name. */
async function readSpend(
  usage: Pick<UsageService, 'report'>,
  rules: readonly Rule[],
  nowMs: number,
): Promise<SpendLook> {
  const first = await usage.report({ by: 'model' })
  const calendar = createCalendar(first.timezone)
  const today = calendar.dayOf(nowMs)
  const [day, week] = [dayText(today), dayText(calendar.weekOf(today))]
  const spent = new Map<string, number | undefined>()
  for (const rule of rules.filter(({ kind }) => kind === 'spend')) {
    const { per, project, agent } = rule.values
    const ofAgent = typeof agent === 'string' && isAgentId(agent) ? { agent: [agent] } : {}
    const ofProject = typeof project === 'string' ? { project } : {}
    const since = per === 'week' ? week : day
    const { total, problems } = await usage.report({ by: 'model', since, until: day, ...ofAgent, ...ofProject })
    // Nothing was used: that is known to cost nothing. Used without a price: nobody knows.
    const none = total.responses === 0 && problems.length === 0 ? 0 : undefined
    spent.set(rule.id, total.costUsd ?? none)
  }
  return { day, week, spentUsd: ({ id }) => spent.get(id), usdPerHour: first.currentBlock?.burnUsdPerHour }
}
