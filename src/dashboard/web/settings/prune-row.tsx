/** Taking older events away now, after a yes that knows how many. */
import { useState } from 'preact/hooks'
import type { Prunable, SourceRetention } from '../../../core/captured/event-retention.ts'
import { formatBytes, formatCount, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Ask } from '../parts/ask.tsx'
import { Select } from '../parts/select.tsx'
import { momentOf } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'
import { SettingRow } from './setting-controls.tsx'

const ages = [
  { value: '1d', label: 'Older than a day' },
  { value: '7d', label: 'Older than 7 days' },
  { value: '14d', label: 'Older than 14 days' },
  { value: '30d', label: 'Older than 30 days' },
  { value: '0s', label: 'All until now' },
]

interface PruneRowProps {
  readonly sources: readonly SourceRetention[]
  readonly onPruned: () => void
}

export function PruneRow({ sources, onPruned }: PruneRowProps) {
  const [older, setOlder] = useState('14d')
  const [source, setSource] = useState('')
  const [found, setFound] = useState<Prunable>()
  const [isBusy, setIsBusy] = useState(false)
  const look = async () => {
    const answer = await ask(api.events.prunable.$get({ query: { older, ...(source !== '' && { source }) } }))
    if (answer.ok) setFound(answer.value)
    else showToast({ isOk: false, content: answer.error.message })
  }
  const prune = async ({ before }: Prunable) => {
    setIsBusy(true)
    // Before the moment that was asked about: what grew too old meanwhile was not named.
    const json = { older: before, ...(source !== '' && { sources: [source] }) }
    const pruned = await ask(api.events.prune.$post({ json }))
    setIsBusy(false)
    showToast({ isOk: pruned.ok, content: pruned.ok ? wentWords(pruned.value) : pruned.error.message })
    onPruned()
  }
  return (
    <SettingRow label="Take away now" note={isBusy ? 'Events are going' : 'Says how many, and asks'}>
      <Select label="Age" value={older} choices={ages} onChange={setOlder} />
      <Select label="Source" class="is-bounded" value={source} choices={choicesOf(sources)} onChange={setSource} />
      <button type="button" class="btn" disabled={isBusy} onClick={look}>
        Take away…
      </button>
      {found && (
        <PruneDialog
          found={found}
          onAnswer={(isYes) => {
            setFound(undefined)
            if (isYes) prune(found)
          }}
        />
      )}
    </SettingRow>
  )
}

const wentWords = ({ events, bytes }: { readonly events: number; readonly bytes: number }): string =>
  `${plural(events, 'event')} went, about ${formatBytes(bytes)}.`

/** In a question a comma stands between two sources: one that has it in its name can't be asked about. */
const choicesOf = (sources: readonly SourceRetention[]) => [
  { value: '', label: 'All sources' },
  ...sources.flatMap(({ source }) => (source.includes(',') ? [] : [{ value: source, label: plainText(source) }])),
]

interface DialogProps {
  readonly found: Prunable
  readonly onAnswer: (isYes: boolean) => void
}

function PruneDialog({ found: { events, bytes, oldest, before, sources }, onAnswer }: DialogProps) {
  if (events === 0) {
    return (
      <Ask title="Nothing is that old" no="Close" onAnswer={onAnswer}>
        <p>No event from before {momentOf(before)} is kept.</p>
      </Ask>
    )
  }
  return (
    <Ask
      title={`Take away ${plural(events, 'event')}?`}
      yes={`Take away ${formatCount(events)}`}
      no="Keep them"
      note="They can't be brought back."
      onAnswer={onAnswer}
    >
      <p>
        About {formatBytes(bytes)} from before {momentOf(before)}
        {oldest !== undefined && `, the oldest from ${momentOf(oldest)}`}, of{' '}
        {sources.length === 1 ? plainText(sources[0]?.source ?? '') : plural(sources.length, 'source')}.
      </p>
    </Ask>
  )
}
