/** What fired, where it went, and what got nowhere. */
import type { DeadLetter, FiredAlert } from '../../../core/alerts/alert-report.ts'
import { toldBy } from '../../../core/alerts/alert-words.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Mark } from '../parts/mark.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { momentOf } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'
import { orSayUnlessClosed } from '../signin/sign-in-again.tsx'
import type { AlertsState } from './use-alerts.ts'

interface FiredProps {
  readonly alerts: AlertsState
  /** In the last 7 days. */
  readonly fired: number
}

export function FiredSection({ alerts, fired }: FiredProps) {
  const { fired: list = [], letters = [] } = alerts
  return (
    <section aria-labelledby="fired-title">
      <h2 id="fired-title">
        What fired <span class="muted">7 days, {plural(fired, 'alert')}</span>
      </h2>
      {list.length === 0 ? (
        <p class="quiet">Nothing has fired yet.</p>
      ) : (
        <MiniTable
          class="wide fired"
          scrollLabel="What fired, table"
          columns={firedColumns}
          rows={list}
          keyOf={({ id }) => id}
        />
      )}
      {letters.length > 0 && <DeadLetters alerts={alerts} letters={letters} />}
    </section>
  )
}

const firedColumns: readonly Column<FiredAlert>[] = [
  { id: 'at', head: 'When', class: 'num', cell: ({ at }) => momentOf(at) },
  { id: 'rule', head: 'Rule', isName: true, cell: ({ ruleName }) => plainText(ruleName) },
  {
    id: 'what',
    head: 'What',
    class: 'clip',
    title: ({ title, body }) => plainText(`${title}. ${body}`),
    cell: ({ title }) => plainText(title),
  },
  {
    id: 'told',
    head: 'Told by',
    cellClass: (fired) => toldBy(fired).kind === 'failed' && 'is-badword',
    cell: (fired) => {
      const told = toldBy(fired)
      if (told.kind !== 'failed') return <span class={told.kind === 'nobody' ? 'muted' : undefined}>{told.words}</span>
      return (
        <>
          <Mark name="fail" /> {told.channel}: {plainText(told.words)}
        </>
      )
    },
  },
]

interface LettersProps {
  readonly alerts: AlertsState
  readonly letters: readonly DeadLetter[]
}

function DeadLetters({ alerts, letters }: LettersProps) {
  const again = async ({ id, channel }: DeadLetter) => {
    const tried = orSayUnlessClosed(await alerts.sendAgain(id))
    if (tried !== undefined) showToast({ isOk: true, content: `It is tried again by ${channel}.` })
  }
  const columns: readonly Column<DeadLetter>[] = [
    { id: 'at', head: 'When', class: 'num', cell: ({ at }) => momentOf(at) },
    { id: 'channel', head: 'Channel', isName: true, cell: ({ channel }) => channel },
    { id: 'title', head: 'What', class: 'clip', cell: ({ title }) => plainText(title) },
    {
      id: 'why',
      head: 'Why',
      cellClass: () => 'is-badword',
      cell: ({ message, attempts }) => `${plainText(message)}, ${plural(attempts, 'try', 'tries')}`,
    },
    {
      id: 'again',
      head: <span class="sr">Again</span>,
      class: 'num',
      cell: (letter) => (
        <button
          type="button"
          class="btn small"
          aria-label={`Try “${plainText(letter.title)}” again by ${letter.channel}`}
          onClick={() => again(letter)}
        >
          Try again
        </button>
      ),
    },
  ]
  return (
    <section aria-labelledby="dead-title">
      <h3 id="dead-title">
        Got nowhere <span class="muted fine">no try brought them there</span>
      </h3>
      <MiniTable
        class="wide fired"
        scrollLabel="What got nowhere, table"
        columns={columns}
        rows={letters}
        keyOf={({ id }) => id}
      />
    </section>
  )
}
