/** A rule that begins where something is looked at, and how the address of Settings carries it. Pure. */
import type { Rule, RuleKind } from '../../../core/alerts/rule.ts'
import { allAgents } from '../../../core/limits/counted-windows.ts'

export interface BegunRule {
  readonly kind: RuleKind
  readonly values: Rule['values']
  /** Of the dialog. */
  readonly title: string
}

type Query = Readonly<Record<string, string>>

/** *Alert on this…* beside a query over events. */
export const onEvents = (query: string): Query => ({ section: 'alerts', alert: query.trim() })

/** *Alert at 80 %* below a limit; of what all agents are counted for together it names no agent. */
export const onLimit = ({ agent }: { readonly agent: string }, window: string): Query => ({
  ...{ section: 'alerts', 'alert-limit': window },
  ...(agent !== allAgents && { 'alert-agent': agent }),
})

/** So that it begins once. */
export const noRule: Query = { alert: '', 'alert-limit': '', 'alert-agent': '' }

export function begunRule(query: Query): BegunRule | undefined {
  const { alert = '', 'alert-limit': window = '', 'alert-agent': agent = '' } = query
  if (alert !== '') return { kind: 'event', values: { query: alert }, title: 'Alert on such events' }
  if (window === '') return undefined
  return { kind: 'limit', values: { window, ...(agent !== '' && { agent }) }, title: 'Alert on this limit' }
}
