/** A usage report's rows for a spreadsheet: full numbers, the same columns from the page, the API and the terminal. Pure. */
import type { CsvColumn } from '../words/csv.ts'
import { csvText } from '../words/csv.ts'
import type { PrintableLines } from '../words/text.ts'
import type { UsageReport, UsageRow } from './usage.ts'

const columns: readonly CsvColumn<UsageRow>[] = [
  ['key', ({ key }) => key],
  ['label', ({ label }) => label],
  ['start', ({ startAt }) => startAt],
  ['end', ({ endAt }) => endAt],
  ['cost_usd', ({ costUsd }) => costUsd],
  ['input_tokens', ({ tokens }) => tokens.input],
  ['output_tokens', ({ tokens }) => tokens.output],
  ['cache_write_5m_tokens', ({ tokens }) => tokens.cacheWrite5m],
  ['cache_write_1h_tokens', ({ tokens }) => tokens.cacheWrite1h],
  ['cache_read_tokens', ({ tokens }) => tokens.cacheRead],
  ['stats_cache_tokens', ({ statsCacheTokens }) => statsCacheTokens],
  ['total_tokens', ({ totalTokens }) => totalTokens],
  ['responses', ({ responses }) => responses],
  ['web_searches', ({ webSearches }) => webSearches],
  ['cache_saved_usd', ({ cacheSavedUsd }) => cacheSavedUsd],
  ['unpriced_tokens', ({ unpriced }) => unpriced.reduce((sum, { tokens }) => sum + tokens, 0)],
  ['unpriced_models', ({ unpriced }) => unpriced.map(({ model }) => model).join(' ')],
  ['origin', ({ origin }) => origin],
  ['reported_usd', ({ reported }) => reported?.costUsd],
  ['reported_responses', ({ reported }) => reported?.responses],
  ['reported_difference_usd', ({ reported }) => reported?.differenceUsd],
  ['agent', ({ agent }) => agent],
]

/** No total: that is what the reader of a CSV computes. */
export const usageCsv = ({ rows }: Pick<UsageReport, 'rows'>): PrintableLines => csvText(columns, rows)
