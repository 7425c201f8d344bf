/** Keys that programs send events with: made here, shown once, revoked after a yes. */

import { useId, useState } from 'preact/hooks'
import type { EventTotals } from '../../../core/captured/event-totals.ts'
import { type ApiKey, keyName } from '../../../core/keys/api-key.ts'
import { formatCount } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { Ask } from '../parts/ask.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Icon } from '../parts/mark.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { momentOf } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { askAsAdmin, isSignInAgain, orSayUnlessClosed } from '../signin/sign-in-again.tsx'

interface MadeKey {
  readonly label: string
  readonly secret: string
}

interface KeysProps {
  /** How many events came with each key; undefined: not known yet. */
  readonly totals: EventTotals | undefined
}

export function KeysSection({ totals }: KeysProps) {
  const sent: Sent = (key) => totals && (totals.keys?.find((one) => one.key === keyName(key))?.events ?? 0)
  const [version, setVersion] = useState(0)
  const [isMaking, setIsMaking] = useState(false)
  const [made, setMade] = useState<MadeKey>()
  const [revoked, setRevoked] = useState<ApiKey>()
  const { value, problem, retry } = useAnswer(`keys ${version}`, () => ask(api.keys.$get()), { followsUsage: false })
  const again = () => setVersion((known) => known + 1)
  return (
    <section id="keys" aria-labelledby="keys-title">
      <header class="section-head">
        <h2 id="keys-title">
          API keys <span class="muted">a key may send events, and read them where you say so</span>
        </h2>
        <button type="button" class="btn" aria-expanded={isMaking} onClick={() => setIsMaking(!isMaking)}>
          <Icon name="plus" size={14} />
          New key…
        </button>
      </header>
      {isMaking && (
        <NewKeyForm
          onMade={(key) => {
            setMade(key)
            setIsMaking(false)
            again()
          }}
        />
      )}
      {made && <NewKey made={made} onDone={() => setMade(undefined)} />}
      {problem && <AskFailed what="The list of keys" problem={problem} onRetry={retry} />}
      {value?.keys.length === 0 && <p class="quiet">There is no key yet. Programs need one to send events.</p>}
      {value !== undefined && value.keys.length > 0 && (
        <MiniTable
          class="wide keys-table"
          scrollLabel="API keys, table"
          columns={keyColumns(setRevoked, sent)}
          rows={value.keys}
          keyOf={({ id }) => id}
        />
      )}
      {revoked && <RevokeDialog apiKey={revoked} onClosed={() => setRevoked(undefined)} onChanged={again} />}
    </section>
  )
}

type Sent = (key: ApiKey) => number | undefined

const keyColumns = (onRevoke: (key: ApiKey) => void, sent: Sent): readonly Column<ApiKey>[] => [
  { id: 'label', head: 'Label', isName: true, cell: ({ label }) => plainText(label) },
  { id: 'key', head: 'Key', cellClass: () => 'mono', cell: ({ last4 }) => `tce_…${last4}` },
  {
    id: 'may',
    head: 'May',
    cell: ({ source, mayRead }) =>
      `send ${source === undefined ? 'any source' : `as ${plainText(source)}`}${mayRead ? ', read' : ''}`,
  },
  { id: 'made', head: 'Made', class: 'num', cell: ({ createdAt }) => momentOf(createdAt) },
  {
    id: 'used',
    head: 'Last used',
    class: 'num',
    cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? <span class="is-never">never</span> : momentOf(lastUsedAt)),
  },
  {
    id: 'events',
    head: 'Events',
    class: 'num',
    cell: (key) => {
      const events = sent(key)
      return events === undefined ? '–' : formatCount(events)
    },
  },
  {
    id: 'revoke',
    head: <span class="sr">Revoke</span>,
    class: 'num',
    cell: (key) => (
      <button
        type="button"
        class="btn small"
        aria-label={`Revoke ${plainText(key.label)}…`}
        onClick={() => onRevoke(key)}
      >
        Revoke…
      </button>
    ),
  },
]

function NewKeyForm({ onMade }: { readonly onMade: (key: MadeKey) => void }) {
  const [label, setLabel] = useState('')
  const [source, setSource] = useState('')
  const [mayRead, setMayRead] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const problemId = useId()
  const make = async (event: SubmitEvent) => {
    event.preventDefault()
    const asked = { label: label.trim(), mayRead, ...(source.trim() !== '' && { source: source.trim() }) }
    const answer = await askAsAdmin(() => api.keys.$post({ json: asked }))
    if (answer.ok) onMade({ label: answer.value.key.label, secret: answer.value.secret })
    else if (!isSignInAgain(answer.error)) setProblem(answer.error)
  }
  return (
    <form class="key-form" onSubmit={make}>
      <label>
        Label
        <input
          class="field"
          required
          maxLength={80}
          placeholder="what will use it"
          value={label}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={problem && problemId}
          onInput={(event) => setLabel(event.currentTarget.value)}
        />
      </label>
      <label>
        Source
        <input
          class="field"
          maxLength={200}
          placeholder="any"
          value={source}
          onInput={(event) => setSource(event.currentTarget.value)}
        />
      </label>
      <label class="check">
        <input type="checkbox" checked={mayRead} onChange={(event) => setMayRead(event.currentTarget.checked)} />
        may read events, too
      </label>
      <button type="submit" class="btn is-primary">
        Make it
      </button>
      <FieldProblem problem={problem?.message ?? ''} id={problemId} />
    </form>
  )
}

function NewKey({ made: { label, secret }, onDone }: { readonly made: MadeKey; readonly onDone: () => void }) {
  return (
    <div class="newkey" role="status">
      <span>
        <b>Key for “{plainText(label)}”.</b> It is shown once; TCE keeps only its hash.
      </span>
      <code class="mono">{secret}</code>
      <CopyButton text={secret} what="key" />
      <button type="button" class="btn" onClick={onDone}>
        Done
      </button>
    </div>
  )
}

interface RevokeProps {
  readonly apiKey: ApiKey
  readonly onClosed: () => void
  readonly onChanged: () => void
}

function RevokeDialog({ apiKey, onClosed, onChanged }: RevokeProps) {
  const label = plainText(apiKey.label)
  const answer = async (isYes: boolean) => {
    onClosed()
    if (isYes) {
      const revoked = orSayUnlessClosed(await askAsAdmin(() => api.keys.revoke.$post({ json: { key: apiKey.id } })))
      if (revoked !== undefined) showToast({ isOk: true, content: `The key “${label}” is refused from now on.` })
      onChanged()
    }
  }
  return (
    <Ask title={`Revoke the key “${label}”?`} yes="Revoke it" no="Keep it" onAnswer={answer}>
      <p>
        What sends events with <code>tce_…{apiKey.last4}</code> is refused from then on. Events that it sent stay. A
        revoked key can't be brought back.
      </p>
    </Ask>
  )
}
