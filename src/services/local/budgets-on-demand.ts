/** Hard budgets, loaded when something is about to begin: a command that looks needs none. */
import { once } from '../../core/once.ts'
import { whenAsked } from '../../core/when-asked.ts'
import type { AlertParts } from './alerts.ts'
import type { BudgetParts, Budgets } from './budgets.ts'

export function budgetsOnDemand(alerts: AlertParts, beside: Omit<BudgetParts, 'rules' | 'calendar'>): Budgets {
  const budgets = once(async () => {
    const [{ createBudgets }, { rulesNow }] = await Promise.all([import('./budgets.ts'), import('./alerts.ts')])
    return createBudgets({ ...beside, calendar: alerts.calendar, rules: () => rulesNow(alerts) })
  })
  return whenAsked(budgets, ['reached', 'whyHeld', 'whyNoStart'])
}
