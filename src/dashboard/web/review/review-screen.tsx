/** What a task changed: read, remarked on, ticked off. */
import { useEffect, useMemo } from 'preact/hooks'
import { isScope } from '../../../core/review/review-words.ts'
import { api, ask } from '../api.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { setQuery } from '../navigation.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { ScreenProps } from '../screens.ts'
import { effect, useComputed } from '../store.ts'
import '../styles/compose.css'
import '../styles/review.css'
import { CompareView } from './compare-view.tsx'
import { createReview } from './review-state.ts'
import { ReviewedChangesView } from './reviewed-changes.tsx'

export default function ReviewScreen({ place }: ScreenProps) {
  const { taskId = '', query } = place
  const of = isScope(query['of'] ?? '') ? (query['of'] ?? 'all') : 'all'
  const others = (query['with'] ?? '')
    .split(',')
    .filter((id) => id !== '')
    .slice(0, 5)
  return (
    <section data-screen="review" class="screen">
      {others.length > 0 ? (
        <CompareView key={[taskId, ...others].join()} ids={[taskId, ...others]} />
      ) : (
        <Reviewed key={`${taskId} ${of}`} {...{ taskId, of }} search={query['search'] ?? ''} />
      )}
    </section>
  )
}

interface ReviewedProps {
  readonly taskId: string
  readonly of: string
  readonly search: string
}

function Reviewed({ taskId, of, search }: ReviewedProps) {
  const review = useMemo(() => createReview(taskId, of), [taskId, of])
  // The task counts its changes, too: what is waited for has git for itself.
  const isTime = useComputed(() => isLive.value && (review.isDrawn.value || review.problem.value !== undefined))
  const asked = useAnswer(taskId, () => ask(api.tasks[':id'].$get({ param: { id: taskId } })), {
    ...{ followsUsage: false, isTime },
  })
  // What it is at comes with the agents, without asking what changed once more.
  const agent = liveFleet.value?.processes.find((one) => one.task?.id === taskId)
  const task = asked.value && {
    ...asked.value,
    agentId: agent?.id ?? asked.value.agentId,
    activity: agent?.activity ?? asked.value.activity,
  }
  useEffect(() => {
    void review.begin()
    return effect(() => (isLive.value ? review.follow() : undefined))
  }, [review])
  return (
    <ReviewedChangesView
      review={review}
      task={task}
      search={search}
      onSearch={(text) => setQuery({ search: text }, { replace: true })}
    />
  )
}
