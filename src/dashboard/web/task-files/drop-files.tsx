/** Files that are dropped on a task, or pasted into it, lie in `.context/` of its folder, where its agent may read them. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { uploadFolder, uploadLimits } from '../../../core/tasks/task-files.ts'
import { formatBytes } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { base64Of } from '../parts/base64-of.ts'
import { Icon } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { showToast } from '../parts/toast.tsx'
import '../styles/task-files.css'

interface DropFilesProps {
  readonly id: string
  readonly class?: string
  /** Their paths below its folder. */
  readonly onUploaded?: (paths: readonly string[]) => void
  readonly children: ComponentChildren
}

/** A pasted text goes on to whatever has the focus. */
export function DropFiles({ id, class: className = '', onUploaded, children }: DropFilesProps) {
  const [isOver, setIsOver] = useState(false)
  const take = async (files: readonly File[]) => {
    const paths = await uploadFiles(id, files)
    if (paths.length > 0) onUploaded?.(paths)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: with the keyboard files are chosen by the button, or pasted.
    <div
      class={`drop-files ${isOver ? 'is-over' : ''} ${className}`}
      onDragOver={(event) => {
        if (!hasFiles(event.dataTransfer)) return
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setIsOver(false)
      }}
      onDrop={(event) => {
        setIsOver(false)
        if (!hasFiles(event.dataTransfer)) return
        event.preventDefault()
        void take([...(event.dataTransfer?.files ?? [])])
      }}
      onPasteCapture={(event) => {
        const files = [...(event.clipboardData?.files ?? [])]
        if (files.length === 0) return
        event.preventDefault()
        event.stopPropagation()
        void take(files)
      }}
    >
      {children}
      {isOver && (
        <p class="drop-here" aria-hidden="true">
          <Icon name="in" /> Into {uploadFolder}/ of its folder
        </p>
      )}
    </div>
  )
}

/** The same by a button. */
export const ChooseFiles = ({ id, onUploaded }: Pick<DropFilesProps, 'id' | 'onUploaded'>) => (
  <label class="icon-btn choose-files" title={`Put a file into ${uploadFolder}/ of its folder`}>
    <Icon name="plus" size={14} />
    <span class="sr">Put a file into {uploadFolder}/ of its folder</span>
    <input
      class="sr"
      type="file"
      multiple
      onChange={async ({ currentTarget }) => {
        const paths = await uploadFiles(id, [...(currentTarget.files ?? [])])
        currentTarget.value = ''
        if (paths.length > 0) onUploaded?.(paths)
      }}
    />
  </label>
)

const hasFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false

/** One after the other; the first that is refused ends it. What came there is said. */
async function uploadFiles(id: string, files: readonly File[]): Promise<readonly string[]> {
  const paths: string[] = []
  for (const file of files) {
    if (file.size > uploadLimits.fileBytes) {
      const limit = formatBytes(uploadLimits.fileBytes)
      showToast({
        isOk: false,
        content: `${plainText(file.name)} has more than ${limit}. Copy it into the folder by hand.`,
      })
      break
    }
    const json = { name: file.name || 'pasted.png', base64: await base64Of(file) }
    const put = orSay(await ask(api.tasks[':id'].upload.$post({ param: { id }, json })))
    if (put === undefined) break
    paths.push(put.path)
  }
  if (paths.length === files.length && paths.length > 0) {
    showToast({
      isOk: true,
      content: `${paths.map(plainText).join(', ')} ${paths.length === 1 ? 'lies' : 'lie'} in its folder.`,
    })
    announce(`${paths.length} files are in its folder`)
  }
  return paths
}
