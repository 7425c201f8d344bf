/** Copies a text and says so in its place for a moment. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { Icon } from './mark.tsx'

const shownMs = 1500

/** False where the browser would not: a page that is not in front, or without permission. */
export async function copyText(text: string | readonly string[], what: string): Promise<boolean> {
  // Pasted into a shell, a line break would run what stands before it: a text is one line, and lines are given as lines.
  const copied = [text].flat().map(plainText).join('\n')
  const hasWorked = await navigator.clipboard?.writeText(copied).then(
    () => true,
    () => false,
  )
  announce(hasWorked ? `Copied the ${what}` : 'The browser did not allow copying')
  return hasWorked ?? false
}

interface CopyButtonProps {
  /** The text, its lines, or where it comes from once it is wanted. */
  readonly text: string | readonly string[] | (() => Promise<string | undefined>)
  /** What it is: "resume command". */
  readonly what: string
  /** With words it is a button, without a small icon. */
  readonly children?: ComponentChildren
}

export function CopyButton({ text, what, children }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false)
  const copy = async () => {
    const found = typeof text === 'function' ? await text() : text
    if (found === undefined || !(await copyText(found, what))) return
    setIsCopied(true)
    setTimeout(() => setIsCopied(false), shownMs)
  }
  const icon = isCopied ? <Done /> : <Icon name="copy" size={14} />
  if (children !== undefined) {
    return (
      <button type="button" class="btn" onClick={copy}>
        {icon}
        {children}
      </button>
    )
  }
  return (
    <button type="button" class="icon-btn" aria-label={`Copy ${what}`} title={`Copy ${what}`} onClick={copy}>
      {icon}
    </button>
  )
}

const Done = () => (
  <svg class="mark is-ok" width="14" height="14" aria-hidden="true">
    <use href="#m-ok" />
  </svg>
)
