/** Where what an agent asks is answered, said wherever it is shown: here, by its card, as long as TCE can; else in its terminal. */
import { plainText } from '../../../core/words/text.ts'
import { liveWaiting } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { answerableBy } from './waiting-list.ts'

interface AnswerPlaceProps {
  readonly agentId?: string | undefined
  readonly sessionId?: string | undefined
  readonly terminal: string | undefined
}

export function AnswerPlace({ terminal, ...whose }: AnswerPlaceProps) {
  const item = answerableBy(liveWaiting.value?.waiting ?? [], whose)
  const there = `in its terminal${terminal === undefined || terminal === '' ? '' : `, ${plainText(terminal)}`}`
  return (
    <p class="muted">
      {item === undefined ? (
        `Answer ${there}.`
      ) : (
        <>
          <Link to={{ screen: 'waiting', query: { item: item.id } }}>Answer it</Link>, or {there}.
        </>
      )}
    </p>
  )
}
