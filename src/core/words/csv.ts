/** Comma-separated values as RFC 4180 has them: one head, one record per line, CRLF. Pure. */

import type { PrintableLines } from './text.ts'
import { plainText } from './text.ts'

export type CsvColumn<Row> = readonly [name: string, read: (row: Row) => string | number | undefined]

/** What is not known is empty, never 0. Texts are one plain line each, so that the file can be read in a terminal as well. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): PrintableLines {
  return (csvHead(columns) + csvRecords(columns, rows)) as PrintableLines
}

/** Its parts, for what is too long to be made at once. */
export const csvHead = <Row>(columns: readonly CsvColumn<Row>[]): string =>
  recordOf(columns.map(([name]) => csvField(name)))
export const csvRecords = <Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string =>
  rows.map((row) => recordOf(columns.map(([, read]) => csvField(read(row))))).join('')

const recordOf = (fields: readonly string[]): string => `${fields.join(',')}\r\n`

/** A text that a spreadsheet would run as a formula stays a text by a quote in front; a number is left a number. */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const plain = plainText(value)
  const text = isFormula.test(plain) && !isNumber.test(plain) ? `'${plain}` : plain
  return /[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The wide forms too: East Asian spreadsheets take them for the same signs. */
const isFormula = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/
const isNumber = /^[+-]?\d+(?:\.\d+)?$/
