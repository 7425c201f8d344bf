/** Where alerts go: what works, what doesn't and why, a test of each, and its setting up. No secret comes back to the page. */
import { useState } from 'preact/hooks'
import type { ChannelReport } from '../../../core/alerts/alert-report.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { momentOf } from '../parts/time.ts'
import { isSignInAgain } from '../signin/sign-in-again.tsx'
import { ChannelDialog } from './channel-dialog.tsx'
import type { AlertsState } from './use-alerts.ts'

interface ChannelsProps {
  readonly alerts: AlertsState
  readonly channels: readonly ChannelReport[]
}

export function ChannelsSection({ alerts, channels }: ChannelsProps) {
  const [edited, setEdited] = useState<ChannelReport>()
  return (
    <section aria-labelledby="channels-title">
      <h2 id="channels-title">Channels</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls is reached with the keyboard. */}
      <section class="scroll" tabIndex={0} aria-label="Channels, table">
        <table class="mini wide chans">
          <thead class="sr">
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">Goes to</th>
              <th scope="col">State</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} alerts={alerts} onEdit={() => setEdited(channel)} />
            ))}
          </tbody>
        </table>
      </section>
      {edited && <ChannelDialog channel={edited} alerts={alerts} onClose={() => setEdited(undefined)} />}
    </section>
  )
}

interface RowProps {
  readonly channel: ChannelReport
  readonly alerts: AlertsState
  readonly onEdit: () => void
}

function ChannelRow({ channel, alerts, onEdit }: RowProps) {
  const { id, name, isSetUp, shown } = channel
  const [isBusy, setIsBusy] = useState(false)
  const [refused, setRefused] = useState('')
  const test = async () => {
    setIsBusy(true)
    const sent = await alerts.testChannel(id)
    setIsBusy(false)
    setRefused(sent.ok || isSignInAgain(sent.error) ? '' : sent.error.message)
  }
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="clip mono ch-what" title={plainText(shown)}>
        {isSetUp ? plainText(shown) : <span class="muted">not set up</span>}
      </td>
      <td class="ch-state">
        <span role="status">
          <StateWords channel={channel} isBusy={isBusy} refused={refused} />
        </span>
      </td>
      <td class="num ch-do">
        {isSetUp ? (
          <>
            <button
              type="button"
              class="btn small"
              aria-label={`Send a test by ${name}`}
              disabled={isBusy}
              onClick={test}
            >
              Send a test
            </button>
            {id !== 'desktop' && (
              <button type="button" class="icon-btn" aria-label={`Edit ${name}`} onClick={onEdit}>
                <Icon name="gear" size={14} />
              </button>
            )}
          </>
        ) : (
          <button type="button" class="btn small" aria-label={`Set up ${name}…`} onClick={onEdit}>
            Set up…
          </button>
        )}
      </td>
    </tr>
  )
}

interface StateProps {
  readonly channel: ChannelReport
  readonly isBusy: boolean
  readonly refused: string
}

function StateWords({ channel: { isSetUp, failing, lastSentAt, waiting }, isBusy, refused }: StateProps) {
  if (!isSetUp) return null
  if (isBusy) return <span class="muted">is asked…</span>
  const waits = waiting === 0 ? '' : `; ${plural(waiting, 'message waits', 'messages wait')}`
  if (failing !== undefined)
    return (
      <span class="is-badword">
        <Mark name="fail" /> since {momentOf(failing.since)}: {plainText(failing.message)}
        {waits}
      </span>
    )
  if (refused !== '')
    return (
      <span class="is-badword">
        <Mark name="fail" /> {refused}
      </span>
    )
  if (lastSentAt === undefined) return <span class="muted">not tried yet{waits}</span>
  return (
    <span class="muted">
      works, {momentOf(lastSentAt)}
      {waits}
    </span>
  )
}
