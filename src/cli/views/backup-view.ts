/** `tce backup` and `tce restore`: what is in a file, and what became of what was there. Pure. */
import type { BackedUp, BackupReport, RestoreReport } from '../../core/data/backup.ts'
import { formatBytes, listInWords } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import { whenText } from './log-view.ts'

type Shorten = (path: string) => string

export function backedUpView({ file, bytes, stores, hasSecrets }: BackupReport, shorten: Shorten, look: Look) {
  const done = line(span(`${look.glyphs.done} `, 'ok'), `${plainText(shorten(file))}, ${formatBytes(bytes)}`)
  const secrets = hasSecrets
    ? 'The token, the secret of the hooks and the hashes of keys are in it: whoever has the file can act as you.'
    : 'Left out: the token, the secret of the hooks and the hashes of keys (--secrets takes them).'
  const rebuilt = 'The index of the search is made again.'
  return [done, emptyLine, ...storesTable(stores, look), emptyLine, ...dimmed(`${secrets} ${rebuilt}`, look)]
}

export function restorableView(report: RestoreReport, nowMs: number, look: Look): readonly Line[] {
  const there = listInWords(report.replaces.map(({ what }) => what))
  return [
    ...wrapLine(line(`A backup of ${whenText(report.at, nowMs)}, whole:`), look.columns),
    emptyLine,
    ...storesTable(report.stores, look),
    emptyLine,
    ...wrapLine(line(`Here are ${there}. They give way, and are put aside.`), look.columns),
  ]
}

export function restoredView(report: RestoreReport, shorten: Shorten, nowMs: number, look: Look): readonly Line[] {
  const { putAside, hasSecrets } = report
  const aside =
    putAside === undefined ? [] : wrapLine(line(`What was here lies in ${plainText(shorten(putAside))}.`), look.columns)
  const secrets = hasSecrets ? '' : 'Token, keys and the secret of the hooks stay as they are here. '
  return [
    line(span(`${look.glyphs.done} `, 'ok'), `Restored, as of ${whenText(report.at, nowMs)}.`),
    ...aside,
    ...dimmed(`${secrets}The index of the search is made again when the server runs.`, look),
  ]
}

const storesTable = (stores: readonly BackedUp[], look: Look): readonly Line[] =>
  fittedTable(
    [{ head: 'WHAT' }, { head: 'FILES', align: 'right' }, { head: 'SIZE', align: 'right' }],
    stores.map(({ what, files, bytes }) => [line(what), line(String(files)), line(formatBytes(bytes))]),
    look,
  )

const dimmed = (text: string, { columns }: Look): readonly Line[] => wrapLine(line(span(text, 'dim')), columns)
