import type { ComponentChildren } from 'preact'
import { plainText } from '../../../core/words/text.ts'

interface SafeLinkProps {
  readonly url: string
  /** Words of ours, where there is no room for the address; it is the hint then. */
  readonly children?: ComponentChildren
}

/** An address that somebody else wrote: its words are where it leads, without a name and password that would hide that. */
export const SafeLink = ({ url, children }: SafeLinkProps) =>
  /^https?:\/\/[^@\s]+$/.test(url) ? (
    <a href={url} target="_blank" rel="noreferrer noopener" title={children === undefined ? undefined : plainText(url)}>
      {children ?? plainText(url)}
    </a>
  ) : (
    <span>{children ?? plainText(url)}</span>
  )
