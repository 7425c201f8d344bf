/** Names of files that are offered for download. Pure. */
import { plainText } from './text.ts'

/** One name in one folder on every system, whatever is in it: `tce-usage-day.csv`. */
export function fileName(text: string): string {
  const name = plainText(text)
    .replace(/[/\\:*?"<>|]+/g, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const [stem = '', ...endings] = name.split('.')
  const ending = endings.length === 0 ? '' : `.${endings.join('.').slice(-20)}`
  const isReserved = stem === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(stem)
  return `${isReserved ? `tce-${stem}` : stem}`.slice(0, 120) + ending
}
