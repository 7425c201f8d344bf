/** The folder of a task, one folder of it at a time. */
import { useState } from 'preact/hooks'
import { formatBytes } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Icon } from '../parts/mark.tsx'
import { useFiles } from './task-state.ts'

export function Files({ id }: { readonly id: string }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <section>
      <h2>
        <button type="button" class="link disclose" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <Icon name="chev" size={12} /> Files
        </button>
      </h2>
      {isOpen && <Folder id={id} />}
    </section>
  )
}

function Folder({ id }: { readonly id: string }) {
  const [dir, setDir] = useState('')
  const { value, problem } = useFiles(id, dir)
  if (problem !== undefined && value === undefined) return <p class="muted fine">{problem.message}</p>
  const up = dir.split('/').slice(0, -1).join('/')
  return (
    <>
      <p class="muted fine clip" title={dir}>
        {dir === '' ? 'its folder' : plainText(dir)}
      </p>
      <ul class="links tfiles">
        {dir !== '' && (
          <li>
            <Icon name="up" size={14} />
            <button type="button" class="link" onClick={() => setDir(up)}>
              up
            </button>
          </li>
        )}
        {value?.entries.map(({ name, kind, sizeBytes }) => (
          <li key={name}>
            <Icon name={kind === 'folder' ? 'chev' : kind === 'link' ? 'link' : 'file'} size={14} />
            {kind === 'folder' ? (
              <button type="button" class="link clip" onClick={() => setDir(dir === '' ? name : `${dir}/${name}`)}>
                {plainText(name)}
              </button>
            ) : (
              <span class="clip" title={kind === 'link' ? 'a link; it is not followed' : undefined}>
                {plainText(name)}
              </span>
            )}
            {sizeBytes !== undefined && (
              <span class="muted">{sizeBytes < 1_000 ? `${sizeBytes} B` : formatBytes(sizeBytes)}</span>
            )}
          </li>
        ))}
      </ul>
      {value !== undefined && value.moreEntries > 0 && <p class="muted fine">and {value.moreEntries} more</p>}
    </>
  )
}
