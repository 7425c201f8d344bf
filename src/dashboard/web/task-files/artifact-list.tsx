/** What a task shows: each file in a tab of its own, where it has no right to anything. */
import { artifactType, fileSize } from '../../../core/tasks/task-files.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Icon } from '../parts/mark.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { ReadonlySignal } from '../store.ts'
import '../styles/task-files.css'

interface OfTask {
  readonly id: string
  /** Grows when tasks change. */
  readonly follows?: ReadonlySignal<number>
}

/** Nothing where it shows none. */
export function ArtifactList({ id, follows }: OfTask) {
  const { value } = useAnswer(
    `artifacts of ${id}`,
    () => ask(api.tasks[':id'].artifacts.$get({ param: { id } })),
    follows === undefined ? { followsUsage: false } : { follows },
  )
  const artifacts = value?.artifacts ?? []
  if (artifacts.length === 0) return null
  return (
    <section class="artifacts">
      <h2>
        Artifacts <span class="count">{artifacts.length}</span>
      </h2>
      <ul class="links">
        {artifacts.map(({ name, path, sizeBytes }) => (
          <li key={name}>
            <Icon name={artifactType(name).type.startsWith('image/') ? 'image' : 'file'} size={14} />
            <a
              href={`/api/tasks/${encodeURIComponent(id)}/artifacts/${encodeURIComponent(name)}`}
              target="_blank"
              rel="noopener noreferrer"
              title={plainText(path)}
            >
              {plainText(name)}
            </a>
            <span class="muted">{fileSize(sizeBytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
