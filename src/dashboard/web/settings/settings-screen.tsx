/** Settings, and everything about TCE itself. */
import { useEffect, useMemo } from 'preact/hooks'
import { AlertsSections } from '../alerts/alerts-sections.tsx'
import { type BegunRule, begunRule } from '../alerts/begun-rule.ts'
import { askTotals } from '../events/event-source.ts'
import { Link } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Mark } from '../parts/mark.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { ScreenProps } from '../screens.ts'
import '../styles/settings.css'
import { TraySection } from '../tray/tray-section.tsx'
import { AgentsSection } from './agents-section.tsx'
import { BackendsSection } from './backends-section.tsx'
import { ConnectionsSection } from './connections-section.tsx'
import { AboutSection, AuditSection, PricesSection, SourcesSection } from './facts-sections.tsx'
import { settingOf } from './fields.ts'
import { IntegrationsSection } from './integrations-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { ProjectsSection } from './projects-section.tsx'
import { RetentionSection } from './retention-section.tsx'
import { SandboxSection } from './sandbox-section.tsx'
import { settingsSections } from './sections.ts'
import { AppearanceSection, HealthSection, PromptsSection } from './setting-sections.tsx'
import { TerminalSection } from './terminal-section.tsx'
import type { SettingsState } from './use-settings.ts'
import { useSettings } from './use-settings.ts'
import { WaitingSection } from './waiting-section.tsx'

export default function SettingsScreen({ place }: ScreenProps) {
  const settings = useSettings()
  const chosen = place.query['section'] ?? 'health'
  const begun = useMemo(() => begunRule(place.query), [place.query])
  const isThere = settings.report !== undefined
  useEffect(() => {
    const section = document.getElementById(chosen)
    if (isThere && place.query['section'] !== undefined) section?.scrollIntoView({ block: 'start' })
  }, [chosen, isThere, place.query])
  return (
    <section data-screen="settings" class="screen settings">
      <nav class="side" aria-label="Settings">
        {settingsSections.map(([id, title]) => (
          <Link
            key={id}
            to={{ screen: 'settings', query: { section: id } }}
            aria-current={chosen === id ? 'page' : undefined}
          >
            {title}
          </Link>
        ))}
      </nav>
      <div class="forms">
        <h1 class="sr">Settings</h1>
        <Forms settings={settings} begun={begun} />
      </div>
    </section>
  )
}

interface FormsProps {
  readonly settings: SettingsState
  /** A rule that began elsewhere. */
  readonly begun: BegunRule | undefined
}

function Forms({ settings: { report, problem, retry, change, needsRestart }, begun }: FormsProps) {
  const totals = useAnswer('totals', askTotals, { followsUsage: false })
  if (report === undefined) {
    return problem ? (
      <AskFailed what="The settings" problem={problem} onRetry={retry} />
    ) : (
      <SkeletonRows rows={12} label="Settings are being read" />
    )
  }
  return (
    <>
      {report.problem !== undefined && (
        <p class="notice" role="alert">
          <Mark name="fail" /> {report.problem} What was in force before stays.
        </p>
      )}
      {needsRestart.length > 0 && (
        <p class="notice" role="status">
          <Mark name="stale" /> {needsRestart.join(', ')} {needsRestart.length === 1 ? 'holds' : 'hold'} from the next
          start of TCE on.
        </p>
      )}
      <HealthSection report={report} onChange={change} />
      <AgentsSection report={report} onChange={change} />
      <ProjectsSection report={report} onChange={change} />
      <BackendsSection report={report} />
      <IntegrationsSection report={report} onChange={change} />
      <ConnectionsSection report={report} totals={totals} onChange={change} />
      <KeysSection totals={totals.value} />
      <AlertsSections settings={report} onChange={change} begun={begun} />
      <WaitingSection report={report} onChange={change} />
      <PromptsSection report={report} onChange={change} />
      <SandboxSection report={report} onChange={change} />
      <TerminalSection report={report} onChange={change} />
      <RetentionSection report={report} onChange={change} />
      <AppearanceSection report={report} onChange={change} />
      <TraySection setting={settingOf(report, 'tray.show')} onAnswered={retry} />
      <PricesSection prices={report.prices} />
      <SourcesSection sources={report.sources} />
      <AuditSection />
      <AboutSection report={report} exported={totals.value?.exported} />
    </>
  )
}
