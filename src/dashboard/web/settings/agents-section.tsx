/** One switch for each agent, with what is known of it. */
import type { Setting, SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { liveFleet } from '../live/live-store.ts'
import { KindMark } from '../parts/kind-mark.tsx'
import { useMachine } from '../processes/machine.ts'
import { agentWords } from './agent-words.ts'
import { agentSettings, placeWords } from './fields.ts'
import { SettingRow, Switch } from './setting-controls.tsx'

interface AgentsSectionProps {
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export const AgentsSection = ({ report, onChange }: AgentsSectionProps) => (
  <section id="agents" aria-labelledby="agents-title">
    <h2 id="agents-title">Agents</h2>
    <p class="muted lede">
      One that is switched off is not shown, and none of its files is opened; what was counted stays. A change holds
      from the next start of TCE on.
    </p>
    {agentSettings(report).map((setting) => (
      <AgentRow key={setting.key} setting={setting} report={report} onChange={onChange} />
    ))}
  </section>
)

function AgentRow({ setting, report, onChange }: AgentsSectionProps & { readonly setting: Setting }) {
  const homeDir = useMachine()?.homeDir
  const id = setting.key.slice('agents.'.length)
  const isOn = setting.value === true
  const { name, versions, running, note } = agentWords(id, {
    sources: report.sources,
    fleet: liveFleet.value,
    homeDir,
    isOn,
  })
  const label = (
    <>
      <KindMark agent={id} isBeside />
      <span id={setting.key}>{name}</span> {versions && <span class="muted">{versions}</span>}
    </>
  )
  return (
    <SettingRow label={label} note={note} place={placeWords(setting)}>
      {running && <span class="muted">{running}</span>}
      <Switch labelledBy={setting.key} isOn={isOn} onToggle={() => onChange({ [setting.key]: !isOn })} />
    </SettingRow>
  )
}
