/** All rules there are: TCE's own as the settings of [notifications] say, those in config.toml, and those that were set here. Pure. */
import { channelIds } from '../../core/alerts/channel-kinds.ts'
import type { Rule } from '../../core/alerts/rule.ts'
import { checkRule, type RuleContext } from '../../core/alerts/rule-check.ts'
import { whyNotSaved } from '../../core/captured/saved-query.ts'
import type { NotificationSettings } from '../../core/settings/config.ts'
import { minutes } from '../../core/time/duration.ts'

export interface KnownRule {
  readonly rule: Rule
  readonly from: 'usual' | 'file' | 'here'
}

export interface KnownRules {
  readonly rules: readonly KnownRule[]
  readonly problems: readonly string[]
}

export const ruleContext: RuleContext = {
  channels: channelIds,
  whyNoQuery: (query) => whyNotSaved({ name: 'query', query }, []),
}

export function usualRules(policy: NotificationSettings): readonly Rule[] {
  const { waiting, waitingAfterMs, stale, zombie, ended, dailyCostUsd } = policy
  const of = [...(stale ? ['stale'] : []), ...(zombie ? ['zombie'] : [])]
  const desktop = ['desktop']
  const waits = ['permission', 'question', 'plan', 'form', 'unknown']
  return [
    {
      id: 'waits',
      kind: 'waits',
      isOn: waiting,
      values: { minutes: waitingAfterMs / minutes(1), of: waits },
      channels: desktop,
    },
    {
      id: 'stale',
      kind: 'stale',
      isOn: of.length > 0,
      values: { of: of.length > 0 ? of : ['stale', 'zombie'] },
      channels: desktop,
    },
    { id: 'ended', kind: 'ended', isOn: ended, values: {}, channels: desktop },
    ...(dailyCostUsd === undefined
      ? []
      : [
          {
            id: 'today',
            kind: 'spend',
            isOn: true,
            values: { usd: dailyCostUsd, per: 'day' },
            channels: desktop,
          } as const,
        ]),
  ]
}

export interface RuleSources {
  readonly policy: NotificationSettings
  readonly fileRules: readonly unknown[]
  readonly fileProblems: readonly string[]
  readonly rules: readonly unknown[]
}

/** The file goes before what was set here, and that before what is usual. A rule that can't be read is named; the others hold. */
export function knownRules({ policy, fileRules, fileProblems, rules }: RuleSources): KnownRules {
  const problems = [...fileProblems]
  const known = new Map<string, KnownRule>(usualRules(policy).map((rule) => [rule.id, { rule, from: 'usual' }]))
  for (const flat of rules) {
    const read = checkRule(flat, ruleContext)
    if (read.ok) known.set(read.value.id, { rule: read.value, from: 'here' })
    else problems.push(`A rule that was set here, ${nameIn(flat)}: ${read.error}`)
  }
  const inFile = new Set<string>()
  for (const [at, flat] of fileRules.entries()) {
    const read = checkRule(flat, ruleContext)
    if (!read.ok) problems.push(`config.toml, the rule ${nameIn(flat) ?? at + 1}: ${read.error}`)
    else if (inFile.has(read.value.id))
      problems.push(`config.toml, the rule “${read.value.id}” stands there twice: the first holds.`)
    else {
      inFile.add(read.value.id)
      known.set(read.value.id, { rule: read.value, from: 'file' })
    }
  }
  return { rules: [...known.values()], problems }
}

function nameIn(flat: unknown): string | undefined {
  const { id } = (typeof flat === 'object' && flat !== null ? flat : {}) as Record<string, unknown>
  return typeof id === 'string' ? `“${id.slice(0, 60)}”` : undefined
}
