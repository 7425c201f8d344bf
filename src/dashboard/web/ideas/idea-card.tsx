/** One idea: what it is, whose it is, and how it is built. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Idea, promptOf } from '../../../core/ideas/idea.ts'
import { openComposer } from '../compose/compose-open.ts'
import { askToDeploy } from '../deploy/deploy-open.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { EditButtons, editKeys } from '../parts/edit-in-place.tsx'
import { Icon } from '../parts/mark.tsx'
import { Select } from '../parts/select.tsx'
import { Since } from '../parts/since.tsx'
import { agentChoices } from './agent-choices.ts'
import { changeIdea, removeIdea } from './ideas-state.tsx'

export function IdeaCard({ idea }: { readonly idea: Idea }) {
  const [isEdited, setIsEdited] = useState(false)
  if (isEdited) return <EditIdea idea={idea} onClose={() => setIsEdited(false)} />
  return (
    <li class="idea">
      <p class="id-t">
        <b>{idea.title}</b>
      </p>
      <p class="id-n">{idea.note}</p>
      <div class="id-f">
        <span class="clip">
          {idea.for?.name ?? <span class="muted">no agent</span>}
          {idea.built && (
            <>
              {' '}
              {idea.built.promptId === undefined ? (
                <span class="muted">an agent was started with it</span>
              ) : (
                <Link to={{ screen: 'queue', query: { show: 'done' } }}>sent as {idea.built.promptId}</Link>
              )}
            </>
          )}
        </span>
        <span class="muted">
          <Since sinceMs={Date.parse(idea.at)} />
        </span>
        <button
          type="button"
          class="btn small"
          aria-label={`Build ${idea.title}…`}
          disabled={!isLive.value}
          onClick={() => build(idea)}
        >
          <Icon name="play" size={12} />
          Build…
        </button>
        <button type="button" class="icon-btn" aria-label={`Edit ${idea.title}`} onClick={() => setIsEdited(true)}>
          <Icon name="pencil" size={14} />
        </button>
        <button
          type="button"
          class="icon-btn"
          aria-label={`Remove ${idea.title}`}
          disabled={!isLive.value}
          onClick={() => void removeIdea(idea.id)}
        >
          <Icon name="x" size={14} />
        </button>
      </div>
    </li>
  )
}

/** As a prompt for its agent, or for one that is begun with it; nothing goes before a button is pressed there. */
function build(idea: Idea): void {
  const words = { ideaId: idea.id, text: promptOf(idea) }
  const agent = liveFleet.peek()?.processes.find(({ sessionId }) => sessionId && sessionId === idea.for?.sessionId)
  if (agent === undefined) askToDeploy({ ideaId: idea.id, prompt: words.text })
  else openComposer([agent.id], words)
}

function EditIdea({ idea, onClose }: { readonly idea: Idea; readonly onClose: () => void }) {
  const [title, setTitle] = useState(idea.title)
  const [note, setNote] = useState(idea.note ?? '')
  const [sessionId, setSessionId] = useState(idea.for?.sessionId ?? '')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const save = async () => {
    if ((await changeIdea(idea.id, { do: 'edit', title, note, sessionId })) !== undefined) onClose()
  }
  const ends = { save, leave: onClose }
  return (
    <li class="idea is-edited" onKeyDown={editKeys(ends)}>
      <input
        class="field"
        aria-label="The idea, in one line"
        maxLength={300}
        value={title}
        ref={field}
        onInput={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <textarea
        class="area"
        aria-label="Its note"
        rows={3}
        value={note}
        onInput={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Select
        label="Who may build it"
        value={sessionId}
        choices={agentChoices(liveFleet.value?.processes ?? [], 'no agent', idea.for)}
        onChange={setSessionId}
      />
      <EditButtons {...ends} canSave={title.trim() !== ''} />
    </li>
  )
}
