/** One switch for each agent. */
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
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
    {agentSettings(report).map((setting) => {
      const [name = setting.key] = setting.meaning.split(':')
      return (
        <SettingRow key={setting.key} label={name} labelId={setting.key} note="" place={placeWords(setting)}>
          <Switch
            labelledBy={setting.key}
            isOn={setting.value === true}
            onToggle={() => onChange({ [setting.key]: setting.value !== true })}
          />
        </SettingRow>
      )
    })}
  </section>
)
