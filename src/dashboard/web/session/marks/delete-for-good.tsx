/** Deleting what TCE keeps of a session, for good, after a yes that knows how much that is. */
import { useState } from 'preact/hooks'
import { keptSentence } from '../../../../core/data/archive-words.ts'
import type { SessionData } from '../../../../core/data/kept-data.ts'
import { plainText } from '../../../../core/words/text.ts'
import { api, ask } from '../../api.ts'
import { isLive } from '../../live/live-store.ts'
import { navigate } from '../../navigation.tsx'
import { Ask } from '../../parts/ask.tsx'
import { DataCounts } from '../../parts/data-counts.tsx'
import { orSay } from '../../parts/or-say.ts'
import { showToast } from '../../parts/toast.tsx'
import { askAsAdmin, orSayUnlessClosed } from '../../signin/sign-in-again.tsx'

export function DeleteForGood({ id }: { readonly id: string }) {
  const [found, setFound] = useState<SessionData>()
  const [isBusy, setIsBusy] = useState(false)
  const look = async () => {
    setIsBusy(true)
    setFound(orSay(await ask(api.data.session.$get({ query: { id } }))))
    setIsBusy(false)
  }
  const remove = async () => {
    setIsBusy(true)
    const gone = orSayUnlessClosed(await askAsAdmin(() => api.data['delete-session'].$post({ json: { id } })))
    setIsBusy(false)
    if (gone === undefined) return
    showToast({ isOk: true, content: 'It is deleted for good.' })
    navigate({ screen: 'sessions', query: {} })
  }
  return (
    <>
      <button type="button" class="link fine" disabled={isBusy || !isLive.value} onClick={() => void look()}>
        Delete for good…
      </button>
      {found && (
        <Ask
          title={`Delete ${plainText(found.title ?? found.id)} for good?`}
          yes="Delete for good"
          no="Keep it"
          note="It can't be brought back."
          onAnswer={(isYes) => {
            setFound(undefined)
            if (isYes) void remove()
          }}
        >
          <p>What TCE keeps of it goes:</p>
          <DataCounts data={found} />
          <p>{keptSentence(found)}</p>
        </Ask>
      )}
    </>
  )
}
