/** What a marker changed, and all markers. */
import { useId, useState } from 'preact/hooks'
import type { AnalyticsReport } from '../../../core/analytics/analytics.ts'
import { effectCsv } from '../../../core/analytics/analytics-csv.ts'
import { noiseWords } from '../../../core/analytics/analytics-words.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { setQuery } from '../navigation.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { Panel } from '../parts/panel.tsx'
import { showToast } from '../parts/toast.tsx'
import { CsvLink } from './csv-link.tsx'
import { DifferenceTable } from './difference-table.tsx'

export const dayOfMarker = (at: string): string =>
  new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: pageCalendar().timezone,
  })

interface MarkerPanelProps {
  readonly report: AnalyticsReport
  readonly onAdd: () => void
}

export function MarkerPanel({ report, onAdd }: MarkerPanelProps) {
  const { effect, markers } = report
  const { marker, before, after, rows } = effect
  return (
    <Panel
      title={marker === undefined ? 'The newest messages' : plainText(marker.label)}
      aside={
        <span class="muted">
          {marker === undefined ? '' : dayOfMarker(marker.at)}{' '}
          {rows.length > 0 && <CsvLink of="What changed" name="tce-marker.csv" text={() => effectCsv(effect)} />}
        </span>
      }
    >
      <p class="muted fine">
        {plural(before, 'message')} before and {after} after
        {marker?.project === undefined ? ', all projects' : `, ${plainText(marker.project)}`}
      </p>
      {rows.length === 0 ? (
        <p class="quiet">No messages to compare.</p>
      ) : (
        <DifferenceTable rows={rows} heads={['Before', 'After']} />
      )}
      <p class="muted fine">{noiseWords}</p>
      <header class="panel-head">
        <h3>Markers</h3>
        <button type="button" class="link" onClick={onAdd}>
          <Icon name="plus" size={12} /> Add…
        </button>
      </header>
      {markers.length === 0 ? (
        <p class="quiet">None yet. A marker says when something changed: “Shipped v2.0”.</p>
      ) : (
        <ul class="markers">
          {markers.slice(0, 12).map((one) => (
            <li key={one.id}>
              <button
                type="button"
                class="pick-row"
                aria-pressed={one.id === marker?.id}
                onClick={() => setQuery({ marker: one.id })}
              >
                <span>{plainText(one.label)}</span>
                <span class="muted">{dayOfMarker(one.at)}</span>
              </button>
              {one.source === 'event' && (
                <span class="muted fine" title="A program set it: it goes with its event">
                  event
                </span>
              )}
              {one.source !== 'event' && (
                <button
                  type="button"
                  class="icon-btn"
                  aria-label={`Remove the marker ${plainText(one.label)}`}
                  onClick={async () => {
                    if (orSay(await ask(api.markers.remove.$post({ json: { id: one.id } }))) === undefined) return
                    setQuery({ marker: '' })
                  }}
                >
                  <Icon name="x" size={12} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

interface AddMarkerProps {
  readonly project: string
  readonly onClose: () => void
}

export function AddMarker({ project, onClose }: AddMarkerProps) {
  const titleId = useId()
  const [label, setLabel] = useState('')
  const [at, setAt] = useState('')
  const [folder, setFolder] = useState('')
  const add = async () => {
    const json = {
      label,
      ...(at === '' ? {} : { at: new Date(at).toISOString() }),
      ...(project === '' ? {} : { project }),
    }
    const made = orSay(await ask(api.markers.$post({ json })))
    if (made === undefined) return
    setQuery({ marker: made.marker.id })
    onClose()
  }
  const addTags = async () => {
    const made = orSay(await ask(api.markers.tags.$post({ json: { folder: folder.trim() } })))
    if (made === undefined) return
    const said =
      made.markers.length === 0 ? 'Each of its tags has a marker.' : `${plural(made.markers.length, 'tag')} added.`
    showToast({ isOk: true, content: said })
    const [newest] = made.markers
    if (newest !== undefined) setQuery({ marker: newest.id })
    onClose()
  }
  return (
    <Dialog titleId={titleId} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <header>
          <h2 id={titleId}>Add a marker</h2>
        </header>
        <label class="dcol">
          <span class="lab">What changed, {project === '' ? 'in all projects' : `in ${plainText(project)}`}</span>
          <input
            class="field"
            value={label}
            maxLength={80}
            placeholder="Shipped v2.0"
            autofocus
            onInput={(event) => setLabel(event.currentTarget.value)}
          />
        </label>
        <label class="dcol">
          <span class="lab">When; empty: now</span>
          <input class="field" type="datetime-local" value={at} onInput={(event) => setAt(event.currentTarget.value)} />
        </label>
        <label class="dcol">
          <span class="lab">Or one for each git tag of a repository, by its folder; git is asked once</span>
          <input
            class="field"
            value={folder}
            maxLength={4096}
            placeholder="/home/me/code/payments-api"
            onInput={(event) => setFolder(event.currentTarget.value)}
          />
        </label>
        <footer>
          <button type="button" class="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="button" class="btn" disabled={folder.trim() === ''} onClick={() => void addTags()}>
            Add its tags
          </button>
          <button type="submit" class="btn is-primary" disabled={label.trim() === ''}>
            Add
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
