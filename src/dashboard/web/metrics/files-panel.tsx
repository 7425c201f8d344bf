/** Which files it edited, created and read. */
import type { InstanceMetrics } from '../../../core/analytics/instance-metrics.ts'
import { formatCount } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Panel } from '../parts/panel.tsx'

export function FilesPanel({ instance }: { readonly instance: InstanceMetrics }) {
  const created = new Set(instance.created)
  const lists: readonly (readonly [string, InstanceMetrics['files']])[] = [
    ['Edited', instance.files.filter(({ path, isEdited }) => isEdited && !created.has(path))],
    ['Created', instance.files.filter(({ path }) => created.has(path))],
    ['Read', instance.files.filter(({ path, isRead, isEdited }) => isRead && !isEdited && !created.has(path))],
  ]
  return (
    <Panel title="Files" aside={<span class="muted">{formatCount(instance.files.length)}</span>}>
      <div class="three">
        {lists.map(([label, files]) => (
          <div key={label}>
            <h3 class="fine">
              {label} <span class="muted">{files.length}</span>
            </h3>
            <ul>
              {files.slice(0, 8).map(({ path, linesAdded = 0, linesRemoved = 0 }) => (
                <li key={path} title={plainText(path)}>
                  {plainText(path.split(/[\\/]/).at(-1) ?? path)}
                  {linesAdded + linesRemoved > 0 && <span class="muted">{` +${linesAdded} −${linesRemoved}`}</span>}
                </li>
              ))}
              {files.length > 8 && <li class="muted">{files.length - 8} more</li>}
            </ul>
          </div>
        ))}
      </div>
    </Panel>
  )
}
