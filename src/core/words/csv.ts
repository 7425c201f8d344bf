/** Comma-separated values as RFC 4180 has them: one head, one record per line, CRLF. Pure. */

export type CsvColumn<Row> = readonly [name: string, read: (row: Row) => string | number | undefined]

/** What is not known is empty, never 0. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const records = [
    columns.map(([name]) => csvField(name)),
    ...rows.map((row) => columns.map(([, read]) => csvField(read(row)))),
  ]
  return records.map((fields) => `${fields.join(',')}\r\n`).join('')
}

/** A text that a spreadsheet would run as a formula is made one by a quote in front. */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
