/** Settings › Alerts: what is worth telling, where, when not, and what was told. */
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { AskFailed } from '../parts/ask-failed.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import '../styles/alerts.css'
import type { BegunRule } from './begun-rule.ts'
import { ChannelsSection } from './channels-section.tsx'
import { FiredSection } from './fired-section.tsx'
import { QuietSection } from './quiet-section.tsx'
import { RulesSection } from './rules-section.tsx'
import { useAlerts } from './use-alerts.ts'

interface AlertsProps {
  readonly settings: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
  /** That came with the address: *Alert on this…*. */
  readonly begun: BegunRule | undefined
}

export function AlertsSections({ settings, onChange, begun }: AlertsProps) {
  const alerts = useAlerts()
  const { report, problem, retry } = alerts
  if (report === undefined) {
    return (
      <section id="alerts" aria-labelledby="rules-title">
        <h2 id="rules-title">Rules</h2>
        {problem ? (
          <AskFailed what="The rules of alerts" problem={problem} onRetry={retry} />
        ) : (
          <SkeletonRows rows={6} label="Rules are being read" />
        )}
      </section>
    )
  }
  return (
    <>
      <RulesSection alerts={alerts} report={report} begun={begun} />
      <ChannelsSection alerts={alerts} channels={report.channels} />
      <QuietSection alerts={alerts} report={report} settings={settings} onChange={onChange} />
      <FiredSection alerts={alerts} fired={report.fired} />
    </>
  )
}
