/** A chart's or table's figures as a file. */
import type { PrintableLines } from '../../../core/words/text.ts'
import { saveFile } from '../parts/save-file.ts'

interface CsvLinkProps {
  readonly name: string
  readonly text: () => PrintableLines
  /** What it is of. */
  readonly of: string
}

export const CsvLink = ({ name, text, of }: CsvLinkProps) => (
  <button
    type="button"
    class="link"
    aria-label={`${of} as CSV`}
    onClick={() => saveFile(name, 'text/csv;charset=utf-8', text())}
  >
    CSV
  </button>
)
