import { plainText } from '../../../core/words/text.ts'

/** An address that somebody else wrote: its words are where it leads, without a name and password that would hide that. */
export const SafeLink = ({ url }: { readonly url: string }) =>
  /^https?:\/\/[^@\s]+$/.test(url) ? (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {plainText(url)}
    </a>
  ) : (
    <span>{plainText(url)}</span>
  )
