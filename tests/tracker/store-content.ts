/** All rows of a ledger's store, by what they are and not by their numbers, which depend on the order in which files were read. */
import type { Database } from '../../src/storage/sqlite.ts'

const variant =
  '(SELECT json_array(v.agent, m.name, is_fast, is_us, tier) FROM variant v JOIN model m ON m.id = model_id WHERE v.id = variant_id)'
const source = `(SELECT json_array(s.id, src.project_slug, src.branch, src.subagent_id) FROM source src JOIN session s ON s.no = session_no
  WHERE src.id = source_id)`
const file = '(SELECT path FROM file WHERE id = file_id)'
const sums = 'input, output, cache_read, cache_write_5m, cache_write_1h, web_searches, responses'

/** Of model, variant and source those that are of use to a response. */
const questions = {
  schema: 'SELECT type, name, sql FROM sqlite_master',
  file: `SELECT path, device, inode, size, mtime_ms, offset, carry, fingerprint, session_id, project_slug, subagent_id, subagent_type, is_gone,
    bad_count, agent, machine, reader_carry, reader FROM file`,
  file_facts: `SELECT ${file}, facts, files FROM file_facts`,
  counted_facts: `SELECT ${file}, facts, files FROM counted_facts`,
  bad_line: `SELECT ${file}, offset, reason FROM bad_line`,
  response: `SELECT message_id, request_id, is_own, at_ms, (SELECT name FROM model WHERE id = model_id), is_fast, is_us, input, output, cache_read,
    cache_write, cache_write_1h, web_searches, rank, rank_place, ${file}, ${source}, reported_usd, reader FROM response`,
  by_time: `SELECT quarter, ${variant}, ${sums} FROM by_time`,
  by_source: `SELECT quarter, ${source}, ${variant}, ${sums} FROM by_source`,
  by_session: `SELECT (SELECT id FROM session WHERE no = session_no), day, ${variant}, ${sums} FROM by_session`,
  reported: `SELECT quarter, ${source}, ${variant}, usd, responses FROM reported`,
  session: `SELECT id, title, summary, first_prompt, project_slug, cwd, branch, started_ms, last_ms, active_ms, prompts, lines_added, lines_removed,
    tool_calls, responses, tokens, haystack, agent, machine FROM session`,
  account: 'SELECT * FROM account',
} as const

export const rowsOfStore = (database: Database): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(questions).map(([table, sql]) => [
      table,
      (database.prepare(sql).raw().all() as unknown[][]).map((row) => JSON.stringify(row)).sort(),
    ]),
  )
