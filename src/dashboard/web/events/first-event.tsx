/** Before the first event: what events add, and the ways in. */
import { useState } from 'preact/hooks'
import { plural } from '../../../core/words/format.ts'
import { liveFleet } from '../live/live-store.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Mark } from '../parts/mark.tsx'
import { PanelPart } from '../parts/panel.tsx'
import { Segments } from '../parts/segments.tsx'

type Way = 'curl' | 'shell' | 'python' | 'javascript'

const linesOf = (way: Way, address: string): readonly string[] => {
  switch (way) {
    case 'curl':
      return [
        `curl ${address}/events -H "X-API-Key: $(tce keys add my-app)" \\`,
        '  -H "Content-Type: application/json" \\',
        `  -d '{"source":"my-app","event_type":"startup","message":"Started"}'`,
      ]
    case 'shell':
      return ['tce emit my-app startup --message "Started"']
    case 'python':
      return [
        'from tce_events import TceEvents',
        `events = TceEvents(key="tce_…", source="my-app", url="${address}")`,
        'events.post("startup", message="Started")',
      ]
    default:
      return [
        `import { TceEvents } from './tce-events.js'`,
        `const events = new TceEvents({ key: 'tce_…', source: 'my-app', url: '${address}' })`,
        `await events.post('startup', { message: 'Started' })`,
      ]
  }
}

const answers: Readonly<Record<Way, string>> = {
  curl: '{"status":"captured","event_id":1}',
  shell: '1',
  python: 'clients/python/tce_events.py: one file, nothing to install',
  javascript: 'clients/js/tce-events.js: one file, nothing to install',
}

export function FirstEvent() {
  const [way, setWay] = useState<Way>('curl')
  const lines = linesOf(way, location.origin)
  const followed = liveFleet.value?.counts.total
  return (
    <div class="start">
      <header class="start-head">
        <h2 class="empty-title">No events yet</h2>
        <p>
          {followed !== undefined &&
            followed > 0 &&
            `TCE already follows ${plural(followed, 'agent')} by their own files. `}
          Events add what those files do not say: your builds and deploys, and every step that a program of yours tells.
        </p>
      </header>
      <div class="start-grid">
        <section class="panel">
          <PanelPart title="Send your own" aside={<Ways way={way} onWay={setWay} />}>
            <p>
              One POST per event. It returns when the event is on the disk, so a crash right after it loses nothing.
            </p>
            <pre class="cmdline">
              <code>{lines.join('\n')}</code>
              <CopyButton text={lines} what="lines" />
            </pre>
            <pre class="cmdline is-out">
              <code>{answers[way]}</code>
            </pre>
            <p class="muted fine">
              Required: source, event_type. Also: message, level, timestamp, session_id, trace_id, data (up to 512 KB).
              A key may send events and nothing else; <code>tce keys</code> lists and revokes them.
            </p>
          </PanelPart>
        </section>
        <section class="panel">
          <h2>What TCE sees itself</h2>
          <p>
            An agent that starts, waits, turns stale or ends is an event of the source <code>tce</code>: start one, and
            it stands here.
          </p>
        </section>
      </div>
      <p class="waiting-line" role="status">
        <Mark name="busy" />
        Listening. The first event appears here without a reload.
      </p>
    </div>
  )
}

const Ways = ({ way, onWay }: { readonly way: Way; readonly onWay: (way: Way) => void }) => (
  <Segments<Way>
    label="How"
    value={way}
    segments={[
      { value: 'curl', label: 'curl' },
      { value: 'shell', label: 'tce emit' },
      { value: 'python', label: 'Python' },
      { value: 'javascript', label: 'JavaScript' },
    ]}
    onChange={onWay}
  />
)
