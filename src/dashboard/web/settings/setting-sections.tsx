/** The sections whose values can be changed. */
import { useId } from 'preact/hooks'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { areSingleKeysOn, setSingleKeys } from '../keys.ts'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { defaultView, setDefaultView } from '../processes/default-view.ts'
import { setTheme, theme } from '../theme.ts'
import { healthSection, placeWords, settingOf, zoneChoices } from './fields.ts'
import { NumbersRow, SettingRow, Switch, SwitchRow } from './setting-controls.tsx'

interface SectionProps {
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export function HealthSection({ report, onChange }: SectionProps) {
  return (
    <section id="health" aria-labelledby="health-title">
      <h2 id="health-title">{healthSection.title}</h2>
      <p class="muted lede">{healthSection.lede}</p>
      {healthSection.rows.map(({ label, note, fields }) => {
        const known = fields.flatMap(({ key, label: name, unit }) => {
          const setting = settingOf(report, key)
          return setting ? [{ setting, label: name, unit }] : []
        })
        return <NumbersRow key={label} label={label} note={note} fields={known} onChange={onChange} />
      })}
    </section>
  )
}

export function AppearanceSection({ report, onChange }: SectionProps) {
  const list = defaultView.value
  const hasSingleKeys = areSingleKeysOn.value
  const keysId = useId()
  const zone = settingOf(report, 'usage.timezone')
  const week = settingOf(report, 'usage.week_starts_on')
  return (
    <section id="appearance" aria-labelledby="appearance-title">
      <h2 id="appearance-title">Appearance</h2>
      <SettingRow label="Theme" note="Kept in this browser">
        <Segments
          label="Theme"
          segments={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          value={theme.value}
          onChange={setTheme}
        />
      </SettingRow>
      <SettingRow label="Table" note="Of processes, where nothing else is chosen; kept in this browser">
        <Segments
          label="Order of the table"
          segments={[
            { value: 'grouped', label: 'Grouped' },
            { value: 'flat', label: 'Flat' },
          ]}
          value={list.grouping}
          onChange={(grouping) => setDefaultView({ grouping })}
        />
        <Segments
          label="Table or cards"
          segments={[
            { value: 'table', label: 'Table' },
            { value: 'cards', label: 'Cards' },
          ]}
          value={list.layout}
          onChange={(layout) => setDefaultView({ layout })}
        />
      </SettingRow>
      <SettingRow label="Single keys" labelId={keysId} note="Such as / and k, listed with ?; kept in this browser">
        <Switch labelledBy={keysId} isOn={hasSingleKeys} onToggle={() => setSingleKeys(!hasSingleKeys)} />
      </SettingRow>
      {zone && (
        <SettingRow label="Time zone" note="Days and hours are counted in it">
          <Select
            label="Time zone"
            value={String(zone.value ?? '')}
            choices={zoneChoices(knownZones, report.systemTimezone, zone.value as string | undefined)}
            onChange={(value) => onChange({ 'usage.timezone': value === '' ? null : value })}
          />
        </SettingRow>
      )}
      {week && (
        <SettingRow label="Week starts on" place={placeWords(week)}>
          <Segments
            label="Week starts on"
            segments={[
              { value: 'monday', label: 'Monday' },
              { value: 'sunday', label: 'Sunday' },
            ]}
            value={week.value === 'sunday' ? 'sunday' : 'monday'}
            onChange={(value) => onChange({ 'usage.week_starts_on': value })}
          />
        </SettingRow>
      )}
    </section>
  )
}

/** What becomes of prompts, and what typing may do. */
export function PromptsSection({ report, onChange }: SectionProps) {
  const keepDays = settingOf(report, 'prompts.keep_days')
  return (
    <section id="prompts" aria-labelledby="prompts-title">
      <h2 id="prompts-title">Prompts</h2>
      <p class="muted lede">Those that you send to agents. Templates and starred ones stay until you remove them.</p>
      {keepDays && (
        <NumbersRow
          label="Kept"
          note="After they are over; then their texts are deleted"
          fields={[{ setting: keepDays, label: 'Days that prompts are kept', unit: 'days' }]}
          onChange={onChange}
        />
      )}
      <SwitchRow
        setting={settingOf(report, 'prompts.type_without_hooks')}
        label="Type without hooks"
        note="A dialog that opens in the same instant would take the Enter"
        onChange={onChange}
      />
    </section>
  )
}

const knownZones: readonly string[] = Intl.supportedValuesOf('timeZone')
