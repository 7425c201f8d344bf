/** The whole session as a file, or as a prompt in the clipboard that another agent carries on from. */
import { useState } from 'preact/hooks'
import { announce } from '../../announcer.tsx'
import { showToast } from '../../parts/toast.tsx'

const files = [
  ['markdown', 'Markdown'],
  ['html', 'HTML'],
  ['json', 'JSON'],
] as const

export function ExportLinks({ id }: { readonly id: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const hrefOf = (format: string) => `/api/sessions/${encodeURIComponent(id)}/export?format=${format}`
  const copy = async () => {
    const copied = await copyText(hrefOf('prompt'))
    if (copied) announce('Copied as a prompt')
    showToast({
      isOk: copied,
      content: copied ? 'Copied: another agent can carry on from it.' : 'It could not be copied.',
    })
  }
  return (
    <>
      <button type="button" class="link fine" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        Export
      </button>
      {isOpen && (
        <span class="export-links">
          {files.map(([format, words]) => (
            <a key={format} class="fine" href={hrefOf(format)} download>
              {words}
            </a>
          ))}
          <button type="button" class="link fine" onClick={() => void copy()}>
            Copy as a prompt
          </button>
        </span>
      )}
    </>
  )
}

async function copyText(href: string): Promise<boolean> {
  try {
    const answer = await fetch(href)
    if (!answer.ok) return false
    await navigator.clipboard.writeText(await answer.text())
    return true
  } catch {
    return false
  }
}
