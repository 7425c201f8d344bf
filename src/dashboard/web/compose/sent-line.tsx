/** What became of one that was sent: its state, whose it is, and the way to it. */
import { joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import { interruptionInWords } from '../../../core/prompts/interruption.ts'
import { isTrouble } from '../../../core/prompts/prompt-states.ts'
import { Link } from '../navigation.tsx'
import { Mark } from '../parts/mark.tsx'
import { stateLine } from './compose-words.ts'
import type { SentOne } from './send-one.ts'

export function SentLine({ one: { agent, prompt, problem, interruption } }: { readonly one: SentOne }) {
  const isWrong = prompt === undefined || isTrouble(prompt.state)
  const isThere = prompt?.state === 'delivered' || prompt?.state === 'answered'
  return (
    <>
      <Mark name={isWrong ? 'fail' : isThere ? 'ok' : 'busy'} /> <b>{joinLabel(labelOf(agent))}</b>{' '}
      {prompt === undefined ? (
        `not sent: ${problem}`
      ) : (
        <>
          {interruption !== undefined && `${interruptionInWords(interruption)} `}
          <Link to={{ screen: 'queue', query: {} }}>{prompt.id}</Link> {stateLine(prompt)}
        </>
      )}
    </>
  )
}
