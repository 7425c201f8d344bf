/** What you want to have built some day. */
import { useEffect, useState } from 'preact/hooks'
import type { Idea } from '../../../core/ideas/idea.ts'
import { isLive } from '../live/live-store.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { WorkViews } from '../parts/work-views.tsx'
import type { ScreenProps } from '../screens.ts'
import '../styles/queue.css'
import '../styles/ideas.css'
import { IdeaCard } from './idea-card.tsx'
import { addIdea, followIdeas, ideas, ideasProblem, readIdeas } from './ideas-state.tsx'

export default function IdeasScreen({ place }: ScreenProps) {
  useEffect(followIdeas, [])
  const search = place.query['search'] ?? ''
  const problem = ideasProblem.value
  return (
    <section data-screen="ideas" class="screen">
      <h1 class="sr">Ideas</h1>
      <div class="toolbar subbar">
        <WorkViews current="ideas" />
        <div class="toolbar-end">
          <SearchField
            label="Filter ideas"
            placeholder="Filter ideas"
            value={search}
            onInput={(text) => setQuery({ search: text })}
          />
        </div>
      </div>
      <OneLine />
      {problem !== undefined && <AskFailed what="The ideas" problem={problem} onRetry={() => void readIdeas()} />}
      {ideas.value === undefined ? (
        problem === undefined && <SkeletonRows rows={4} label="Reading the ideas" />
      ) : (
        <Cards all={ideas.value} search={search} />
      )}
    </section>
  )
}

function Cards({ all, search }: { readonly all: readonly Idea[]; readonly search: string }) {
  const word = search.trim().toLowerCase()
  const shown = all.filter(({ title, note = '', for: agent }) =>
    `${title}\n${note}\n${agent?.name ?? ''}`.toLowerCase().includes(word),
  )
  if (all.length === 0) {
    return (
      <div class="empty">
        <h2 class="empty-title">No ideas yet</h2>
        <p>
          Write one down from any page with <kbd>i</kbd>, or in a terminal: <code>tce idea add "…"</code>. Build… makes
          it a prompt for an agent, when you say so.
        </p>
      </div>
    )
  }
  if (shown.length === 0) return <p class="muted">No idea has “{search}”.</p>
  return (
    <ul class="ideas">
      {shown.map((idea) => (
        <IdeaCard key={idea.id} idea={idea} />
      ))}
    </ul>
  )
}

function OneLine() {
  const [title, setTitle] = useState('')
  const keep = async () => {
    if (title.trim() !== '' && (await addIdea({ title })) !== undefined) setTitle('')
  }
  return (
    <form
      class="panel idea-new"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <input
        class="field"
        aria-label="An idea, in one line"
        placeholder="An idea: one line is enough, Enter keeps it"
        maxLength={300}
        disabled={!isLive.value}
        value={title}
        onInput={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <span class="muted fine">
        <kbd>i</kbd> from any page
      </span>
    </form>
  )
}
