/** The rules, each a sentence with fields in it, a switch and its channels. */
import { useEffect, useState } from 'preact/hooks'
import type { AlertReport, RuleReport } from '../../../core/alerts/alert-report.ts'
import { flatRule } from '../../../core/alerts/rule-check.ts'
import { plainText } from '../../../core/words/text.ts'
import { Link, setQuery } from '../navigation.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { type BegunRule, noRule } from './begun-rule.ts'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleRow } from './rule-row.tsx'
import type { AlertsState } from './use-alerts.ts'

interface RulesProps {
  readonly alerts: AlertsState
  readonly report: AlertReport
  /** That came with the address. */
  readonly begun: BegunRule | undefined
}

type Open = { readonly rule: RuleReport } | { readonly begun: BegunRule | undefined }

export function RulesSection({ alerts, report, begun }: RulesProps) {
  const { rules, channels, problems } = report
  const [open, setOpen] = useState<Open>()
  useEffect(() => {
    if (begun !== undefined) setOpen({ begun })
  }, [begun])
  const close = () => {
    setOpen(undefined)
    if (begun !== undefined) setQuery(noRule, { replace: true })
  }
  const isSomeOn = rules.some(({ isOn }) => isOn)
  const switchOnUsual = async () => {
    for (const rule of rules.filter(({ id }) => usual.includes(id)))
      if (orSay(await alerts.saveRule(flatRule({ ...rule, isOn: true }))) === undefined) return
  }
  return (
    <section id="alerts" aria-labelledby="rules-title">
      <h2 id="rules-title">
        Rules <span class="muted">what is worth telling you, and where</span>
      </h2>
      {problems.length > 0 && (
        <div role="alert">
          {problems.map((problem) => (
            <p class="ferror" key={problem}>
              <Mark name="fail" /> {plainText(problem)}
            </p>
          ))}
        </div>
      )}
      {!isSomeOn && (
        <p class="rules-none">
          No rule is on. TCE tells you nothing by itself; the tray dot still turns.{' '}
          <button type="button" class="link" onClick={switchOnUsual}>
            Switch on the usual ones
          </button>
        </p>
      )}
      <ul class="alert-rules">
        {rules.map((rule) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            channels={channels}
            onSave={(changed) => alerts.saveRule(flatRule(changed))}
            onOpen={() => setOpen({ rule })}
          />
        ))}
      </ul>
      <p class="rules-add">
        <button type="button" class="btn" onClick={() => setOpen({ begun: undefined })}>
          <Icon name="plus" size={14} />
          Add a rule…
        </button>
        <span class="muted fine">
          or make one from any <Link to={{ screen: 'events', query: { view: 'query' } }}>event query</Link>
        </span>
      </p>
      {open && (
        <RuleDialog
          alerts={alerts}
          rule={'rule' in open ? (rules.find(({ id }) => id === open.rule.id) ?? open.rule) : undefined}
          begun={'begun' in open ? open.begun : undefined}
          taken={rules.map(({ id }) => id)}
          channels={channels}
          onClose={close}
        />
      )}
    </section>
  )
}

/** TCE's own. */
const usual = ['waits', 'stale', 'ended', 'today']
