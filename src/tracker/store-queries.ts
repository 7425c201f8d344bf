/** Reads the ledger's store. Rows come as arrays: objects of a hundred thousand rows are slow to make. */

import type { AgentId } from '../agents/agent.ts'
import { webSearchPrefix } from '../agents/records.ts'
import type { BilledSum } from '../core/analytics/billed.ts'
import type { SessionCompactions } from '../core/session/compactions.ts'
import { restoreFacts } from '../core/session/file-facts.ts'
import { isOfProject } from '../core/session/project-place.ts'
import type { FactsOfFile } from '../core/session/session-facts.ts'
import { doingNow, mergeSessionFacts } from '../core/session/session-facts.ts'
import type { ToldAccount } from '../core/usage/account.ts'
import { responsesOf } from '../core/usage/response-merge.ts'
import { addTokens, noTokens, type Tokens } from '../core/usage/tokens.ts'
import { projectLabel } from '../core/usage/usage-groups.ts'
import type { Database } from '../storage/sqlite.ts'
import { statement } from '../storage/sqlite.ts'
import { insightOf, statsCacheAgent } from './insights.ts'
import type {
  BadLine,
  CountedResponse,
  PricedVariant,
  Reported,
  SessionLiveFacts,
  SessionRowQuery,
  SessionUsage,
  StatsCacheDay,
  StoredAccount,
  StoredSession,
  StoredSessionRow,
  StoredSubagent,
  UsageBucket,
  UsageBucketBySource,
  UsageFilter,
} from './ledger.ts'
import { tierOf } from './prompt-tier.ts'
import { withInsight } from './session-writer.ts'
import { dayMs, noTime, quarterMs } from './store-schema.ts'

type Row = readonly (number | string | null)[]

const sums = 'input, output, cache_read, cache_write_5m, cache_write_1h, web_searches, responses'

export interface AgentCounts {
  /** That are still there. */
  readonly files: number
  readonly sessions: number
  readonly responses: number
  /** Records that could not be read. */
  readonly badLines: number
}

export class StoreQueries {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  usage(filter: UsageFilter = {}): UsageBucket[] {
    if (filter.sessionId !== undefined || filter.projectSlug !== undefined) return this.usageBySource(filter)
    const { where, values } = between(filter, 'quarter', quarterMs)
    const variants = this.#variants()
    const rows = this.#all(`SELECT quarter, variant_id, ${sums} FROM by_time ${where}`, values)
    const reported = this.#reported('quarter, variant_id', where, values)
    return rows.map((row) => ({
      ...variantOf(variants, row[1]),
      quarterMs: timeOf(row[0], quarterMs),
      ...sumsOf(row, 2),
      ...reported(row[0], row[1]),
    }))
  }

  usageBySource(filter: UsageFilter = {}): UsageBucketBySource[] {
    const { where, values } = this.#sourceFilter(filter)
    const variants = this.#variants()
    const sources = this.#sources()
    const rows = this.#all(`SELECT quarter, variant_id, source_id, ${sums} FROM by_source ${where}`, values)
    const reported = this.#reported('quarter, variant_id, source_id', where, values)
    return rows.map((row) => ({
      ...variantOf(variants, row[1]),
      quarterMs: timeOf(row[0], quarterMs),
      ...sumsOf(row, 3),
      ...reported(row[0], row[1], row[2]),
      ...(sources.get(Number(row[2])) ?? unknownSource),
    }))
  }

  /** Looked up by these columns: few responses come with what the agent says that they cost. */
  #reported(
    columns: string,
    where: string,
    values: readonly (string | number)[],
  ): (...key: readonly (number | string | null | undefined)[]) => Reported {
    const rows = this.#all(
      `SELECT sum(usd), sum(responses), ${columns} FROM reported ${where} GROUP BY ${columns}`,
      values,
    )
    if (rows.length === 0) return () => nothingReported
    const known = new Map(
      rows.map(([usd, responses, ...key]) => [
        key.join(),
        { reportedUsd: Number(usd), reportedResponses: Number(responses) },
      ]),
    )
    return (...key) => known.get(key.join()) ?? nothingReported
  }

  sessionUsage(filter: UsageFilter = {}): SessionUsage[] {
    const { where, values } = between(filter, 'day', dayMs)
    const condition = filter.sessionId === undefined ? where : `${where || 'WHERE 1'} AND s.id = ?`
    const all = filter.sessionId === undefined ? values : [...values, filter.sessionId]
    const variants = this.#variants()
    const rows = this.#all(
      `SELECT day, variant_id, s.id, ${prefixed('u', sums)} FROM by_session u JOIN session s ON s.no = session_no ${condition}`,
      all,
    )
    return rows.map((row) => ({
      ...variantOf(variants, row[1]),
      sessionId: String(row[2]),
      dayMs: timeOf(row[0], dayMs),
      ...sumsOf(row, 3),
    }))
  }

  responses(filter: UsageFilter = {}): CountedResponse[] {
    const conditions: string[] = []
    const values: (string | number)[] = []
    const add = (condition: string, value: string | number | undefined): void => {
      if (value === undefined) return
      conditions.push(condition)
      values.push(value)
    }
    add('at_ms >= ?', filter.sinceMs)
    add('at_ms < ?', filter.untilMs)
    add('s.id = ?', filter.sessionId)
    add('src.project_slug = ?', filter.projectSlug)
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
    // A side question's echo may lie outside the bounds or in another session: all variants of a message belong together.
    const rows = this.#all(
      `${responseColumns} WHERE message_id IN (SELECT message_id FROM response r JOIN source src ON src.id = r.source_id
         JOIN session s ON s.no = src.session_no ${where}) ORDER BY message_id`,
      values,
    )
    const counted = [...Map.groupBy(rows, (row) => String(row[0])).values()].flatMap(toCounted)
    return counted.filter((response) => matches(response, filter)).sort(byTime)
  }

  /** What counts of one message id; empty: nothing of it. Undefined: it is not known. */
  responsesNamed(messageId: string): readonly CountedResponse[] | undefined {
    const rows = statement(this.#database, `${responseColumns} WHERE message_id = ? ORDER BY request_id`)
      .raw()
      .all(messageId) as Row[]
    return rows.length === 0 ? undefined : toCounted(rows)
  }

  /** Ids of calls that searched the web. */
  callsThatSearched(): ReadonlySet<string> {
    const end = `${webSearchPrefix.slice(0, -1)}!`
    const rows = this.#all('SELECT message_id FROM response WHERE message_id > ? AND message_id < ?', [
      webSearchPrefix,
      end,
    ])
    return new Set(rows.map(([id]) => String(id).slice(webSearchPrefix.length)))
  }

  /** Of each session all that it was billed for. */
  sessionSums(): ReadonlyMap<string, BilledSum> {
    const rows = this.#all(
      `SELECT s.id, sum(u.responses), sum(input + output + cache_read + cache_write_5m + cache_write_1h), sum(web_searches)
       FROM by_session u JOIN session s ON s.no = session_no GROUP BY session_no`,
      [],
    )
    return new Map(
      rows.map(([id, responses, tokens, webSearches]) => [
        String(id),
        { responses: Number(responses), tokens: Number(tokens), webSearches: Number(webSearches) },
      ]),
    )
  }

  statsCacheDays(): StatsCacheDay[] {
    // Of the sums, not of the responses: those are a hundred times as many, and every report asks.
    const [first] = this.#all('SELECT min(quarter) FROM by_time WHERE quarter > 0', [])
    const oldest = typeof first?.[0] === 'number' ? localDate(first[0] * quarterMs) : '9999-12-31'
    const rows = this.#all(
      'SELECT date, model, sum(tokens), min(includes_cache) FROM stats_day WHERE date < ? GROUP BY date, model ORDER BY date',
      [oldest],
    )
    return rows.map(([date, model, tokens, includesCache]) => ({
      date: String(date),
      agent: statsCacheAgent,
      model: String(model),
      tokens: Number(tokens),
      includesCache: includesCache === 1,
    }))
  }

  accounts(): readonly StoredAccount[] {
    return this.#all('SELECT agent, at_ms, told FROM account ORDER BY agent, limit_id', []).map((row) => ({
      agent: String(row[0]),
      atMs: Number(row[1]),
      account: JSON.parse(String(row[2])) as ToldAccount,
    }))
  }

  agents(): readonly string[] {
    return this.#all('SELECT DISTINCT agent FROM variant', []).map(([agent]) => String(agent))
  }

  sessionRows(query: SessionRowQuery = {}): { rows: StoredSessionRow[]; total: number } {
    if (query.ids) return this.#rowsOf(query.ids)
    const { where, values } = this.#sessionFilter(query)
    const [count] = this.#all(`SELECT count(*) FROM session s ${where}`, values)
    const rows = this.#all(
      `SELECT ${sessionColumns} FROM session s ${where} ORDER BY ${sessionOrder[query.sort ?? 'start']} DESC, id LIMIT ? OFFSET ?`,
      [...values, query.limit ?? -1, query.offset ?? 0],
    )
    return { rows: rows.map(toSessionRow), total: Number(count?.[0] ?? 0) }
  }

  #sessionFilter(query: SessionRowQuery): { where: string; values: (string | number)[] } {
    const conditions: string[] = []
    const values: (string | number)[] = []
    const add = (condition: string, ...given: (string | number)[]): void => {
      conditions.push(condition)
      values.push(...given)
    }
    if (query.sinceMs !== undefined) add('last_ms >= ?', query.sinceMs)
    if (query.untilMs !== undefined) add('started_ms < ?', query.untilMs)
    if (query.project !== undefined) {
      const cwds = this.#foldersOf(query.project)
      add(`(s.project_slug = ? OR cwd IN (${cwds.map(() => '?')}))`, query.project, ...cwds)
    }
    if (query.models !== undefined) {
      add(
        `s.no IN (SELECT session_no FROM by_session u JOIN variant v ON v.id = u.variant_id JOIN model m ON m.id = v.model_id
          WHERE m.name IN (${query.models.map(() => '?')}))`,
        ...query.models,
      )
    }
    if (query.agents !== undefined) add(`s.agent IN (${query.agents.map(() => '?')})`, ...query.agents)
    const words = (query.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    const { among, found = [], archived } = query.marked ?? {}
    if (words.length > 0) {
      const holds = words.map(() => 'instr(haystack, ?) > 0').join(' AND ')
      add(`((${holds}) OR s.id IN (SELECT value FROM json_each(?)))`, ...words, JSON.stringify(found))
    }
    if (among !== undefined) add('s.id IN (SELECT value FROM json_each(?))', JSON.stringify(among))
    if (archived !== undefined) {
      const { is, beforeMs, chosenYes, chosenNo } = archived
      const isIn = 's.id IN (SELECT value FROM json_each(?))'
      add(
        `(${isIn} OR (last_ms < ? AND NOT ${isIn})) IS ${is ? '' : 'NOT '}TRUE`,
        ...[JSON.stringify(chosenYes), beforeMs, JSON.stringify(chosenNo)],
      )
    }
    return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values }
  }

  /** The working directories of a project's sessions: worktrees are the project's, by a rule that SQL does not know. */
  #foldersOf(project: string): readonly string[] {
    const rows = this.#all('SELECT DISTINCT cwd FROM session WHERE cwd IS NOT NULL', [])
    return rows.map(([cwd]) => String(cwd)).filter((cwd) => isOfProject({ cwd }, project))
  }

  #rowsOf(ids: readonly string[]): { rows: StoredSessionRow[]; total: number } {
    const select = this.#database.prepare(`SELECT ${sessionColumns} FROM session s WHERE id = ?`).raw()
    const rows = ids.flatMap((id) => (select.all(id) as Row[]).map(toSessionRow))
    return { rows, total: rows.length }
  }

  session(idOrBeginning: string): StoredSession | undefined {
    const id = this.#fullId(idOrBeginning)
    if (id === undefined) return undefined
    const [row] = this.sessionRows({ ids: [id] }).rows
    if (!row) return undefined
    const files = this.#factsOf(id)
    const facts = withInsight(mergeSessionFacts(files), insightOf(this.#database, id), files.length > 0)
    const usage = this.sessionUsage({ sessionId: id })
    return {
      ...facts,
      id,
      agent: row.agent,
      projectSlug: row.projectSlug,
      responses: usage.reduce((sum, { responses }) => sum + responses, 0),
      tokens: usage.reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens),
      webSearches: usage.reduce((sum, { webSearches }) => sum + webSearches, 0),
      subagents: files.flatMap(toSubagent).sort(byStart),
    }
  }

  liveFacts(sessionId: string): SessionLiveFacts | undefined {
    const [row] = this.sessionRows({ ids: [sessionId] }).rows
    if (!row) return undefined
    const files = this.#factsOf(sessionId)
    const main = files.filter(({ subagentId }) => subagentId === undefined)
    const others = files.filter(({ subagentId }) => subagentId !== undefined)
    const subagents = others.map(({ facts }) => facts)
    const newest = main.toSorted((a, b) => (a.facts.stretches.at(-1) ?? 0) - (b.facts.stretches.at(-1) ?? 0)).at(-1)
    return {
      sessionId,
      title: row.title ?? row.firstPrompt,
      model: newest?.facts.context?.model,
      contextTokens: newest?.facts.context?.tokens,
      doing: newest && doingNow(newest.facts, subagents),
      messages: newest && main.reduce((sum, { facts }) => sum + facts.prompts, 0),
      subagents: new Set(others.map(({ subagentId }) => subagentId)).size || undefined,
      usage: this.sessionUsage({ sessionId }),
    }
  }

  compactions(sessionIds: readonly string[], sinceMs: number): readonly SessionCompactions[] {
    const moments = "json_extract(f.facts, '$.compactedAtMs')"
    const rows = this.#all(
      `SELECT s.id, s.agent, s.cwd, s.project_slug, ${moments} FROM session s
         JOIN file ON file.session_id = s.id JOIN file_facts f ON f.file_id = file.id
       WHERE s.id IN (SELECT value FROM json_each(?)) AND s.last_ms >= ? AND subagent_id IS NULL AND ${moments} IS NOT NULL`,
      [JSON.stringify(sessionIds), sinceMs],
    )
    return rows.map(([id, agent, cwd, slug, atMs]) => {
      const place = { cwd: optionalText(cwd), projectSlug: optionalText(slug) }
      return {
        sessionId: String(id),
        agent: String(agent),
        cwd: place.cwd,
        project: projectLabel(place) || undefined,
        atMs: JSON.parse(String(atMs)) as number[],
      }
    })
  }

  counts(): { files: number; filesGone: number; sessions: number; responses: number; badLines: number } {
    const [row] = this.#all(
      `SELECT (SELECT count(*) FROM file WHERE is_gone = 0), (SELECT count(*) FROM file WHERE is_gone = 1),
        (SELECT count(*) FROM session), (SELECT coalesce(sum(responses), 0) FROM by_time), (SELECT coalesce(sum(bad_count), 0) FROM file)`,
      [],
    )
    const [files = 0, filesGone = 0, sessions = 0, responses = 0, badLines = 0] = (row ?? []).map(Number)
    return { files, filesGone, sessions, responses, badLines }
  }

  countsByAgent(): ReadonlyMap<string, AgentCounts> {
    const files = this.#all('SELECT agent, sum(is_gone = 0), sum(bad_count) FROM file GROUP BY agent', [])
    const sessions = this.#all('SELECT agent, count(*), sum(responses) FROM session GROUP BY agent', [])
    const kept = new Map(
      sessions.map(([agent, count, responses]) => [String(agent), [Number(count), Number(responses)]]),
    )
    return new Map(
      files.map(([agent, there, bad]) => {
        const [count = 0, responses = 0] = kept.get(String(agent)) ?? []
        return [String(agent), { files: Number(there), badLines: Number(bad), sessions: count, responses }]
      }),
    )
  }

  badLineCount(): number {
    const [row] = this.#all('SELECT coalesce(sum(bad_count), 0) FROM file', [])
    return Number(row?.[0] ?? 0)
  }

  badLines(limit: number): BadLine[] {
    const rows = this.#all(
      `SELECT path, b.offset, reason FROM bad_line b JOIN file f ON f.id = b.file_id ORDER BY f.mtime_ms DESC, b.offset DESC LIMIT ?`,
      [limit],
    )
    return rows.map(([path, offset, reason]) => ({
      path: String(path),
      offsetBytes: Number(offset),
      reason: String(reason),
    }))
  }

  updatedAtMs(): number | undefined {
    const [row] = this.#all(`SELECT value FROM meta WHERE key = 'updated_ms'`, [])
    return typeof row?.[0] === 'number' ? row[0] : undefined
  }

  futureResponses(nowMs: number): number {
    const quarter = Math.floor(nowMs / quarterMs) + 4
    const [row] = this.#all('SELECT coalesce(sum(responses), 0) FROM by_time WHERE quarter > ?', [quarter])
    return Number(row?.[0] ?? 0)
  }

  #fullId(beginning: string): string | undefined {
    if (beginning === '') return undefined
    const exact = this.#all('SELECT id FROM session WHERE id = ?', [beginning])
    if (exact[0]) return String(exact[0][0])
    const rows = this.#all('SELECT id FROM session WHERE id >= ? AND id < ? LIMIT 2', [
      beginning,
      `${beginning}\u{10ffff}`,
    ])
    return rows.length === 1 ? String(rows[0]?.[0]) : undefined
  }

  #factsOf(sessionId: string): FactsOfFile[] {
    const rows = this.#all(
      `SELECT path, subagent_id, coalesce(c.facts, f.facts), coalesce(c.files, f.files) FROM file
         JOIN file_facts f ON f.file_id = id LEFT JOIN counted_facts c ON c.file_id = id WHERE session_id = ? AND c.facts IS NOT ''`,
      [sessionId],
    )
    return rows.map(([path, subagentId, facts, files]) => ({
      path: String(path),
      subagentId: optionalText(subagentId),
      facts: restoreFacts(String(facts), String(files)),
    }))
  }

  #sourceFilter(filter: UsageFilter): { where: string; values: (string | number)[] } {
    const { where, values } = between(filter, 'quarter', quarterMs)
    const conditions = where === '' ? [] : [where.slice('WHERE '.length)]
    if (filter.sessionId !== undefined) {
      conditions.push(
        'source_id IN (SELECT src.id FROM source src JOIN session s ON s.no = src.session_no WHERE s.id = ?)',
      )
      values.push(filter.sessionId)
    }
    if (filter.projectSlug !== undefined) {
      conditions.push('source_id IN (SELECT id FROM source WHERE project_slug = ?)')
      values.push(filter.projectSlug)
    }
    return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values }
  }

  #variants(): ReadonlyMap<number, PricedVariant> {
    const rows = this.#all(
      'SELECT v.id, m.name, is_fast, is_us, tier, agent FROM variant v JOIN model m ON m.id = model_id',
      [],
    )
    return new Map(
      rows.map(([id, model, isFast, isUs, tier, agent]) => [
        Number(id),
        {
          agent: String(agent) as AgentId,
          model: optionalText(model),
          isFast: isFast === 1,
          isUsInference: isUs === 1,
          promptAboveTokens: Number(tier),
        },
      ]),
    )
  }

  #sources(): ReadonlyMap<number, SourceOfRow> {
    const types = this.#subagentTypes()
    const rows = this.#all(
      `SELECT src.id, s.id, src.project_slug, s.cwd, src.branch, src.subagent_id FROM source src JOIN session s ON s.no = src.session_no`,
      [],
    )
    return new Map(
      rows.map(([id, sessionId, projectSlug, cwd, branch, subagentId]) => [
        Number(id),
        {
          sessionId: String(sessionId),
          projectSlug: optionalText(projectSlug),
          cwd: optionalText(cwd),
          branch: optionalText(branch),
          subagentId: optionalText(subagentId),
          subagentType: types.get(`${sessionId} ${subagentId}`),
        },
      ]),
    )
  }

  #subagentTypes(): ReadonlyMap<string, string> {
    const rows = this.#all(`SELECT session_id, subagent_id, subagent_type FROM file WHERE subagent_type <> ''`, [])
    return new Map(rows.map(([sessionId, subagentId, type]) => [`${sessionId} ${subagentId}`, String(type)]))
  }

  #all(sql: string, values: readonly (string | number)[]): Row[] {
    return this.#database
      .prepare(sql)
      .raw()
      .all(...values) as Row[]
  }
}

type SourceOfRow = Pick<
  UsageBucketBySource,
  'sessionId' | 'projectSlug' | 'cwd' | 'branch' | 'subagentId' | 'subagentType'
>

const unknownSource: SourceOfRow = {
  sessionId: '',
  projectSlug: undefined,
  cwd: undefined,
  branch: undefined,
  subagentId: undefined,
  subagentType: undefined,
}
const nothingReported: Reported = {}
const unknownVariant: PricedVariant = {
  agent: undefined,
  model: undefined,
  isFast: false,
  isUsInference: false,
  promptAboveTokens: 0,
}

const variantOf = (
  variants: ReadonlyMap<number, PricedVariant>,
  id: number | string | null | undefined,
): PricedVariant => variants.get(Number(id)) ?? unknownVariant

function sumsOf(row: Row, at: number): { tokens: Tokens; webSearches: number; responses: number } {
  const number = (index: number): number => Number(row[at + index])
  return {
    tokens: {
      input: number(0),
      output: number(1),
      cacheRead: number(2),
      cacheWrite5m: number(3),
      cacheWrite1h: number(4),
    },
    webSearches: number(5),
    responses: number(6),
  }
}

const timeOf = (value: number | string | null | undefined, unitMs: number): number | undefined =>
  value === noTime ? undefined : Number(value) * unitMs

const optionalText = (value: number | string | null | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const prefixed = (table: string, columns: string): string =>
  columns
    .split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ')

/** Whole units only: bounds inside a unit take the unit in. */
function between(filter: UsageFilter, column: string, unitMs: number): { where: string; values: (string | number)[] } {
  const conditions: string[] = []
  const values: (string | number)[] = []
  if (filter.sinceMs !== undefined) {
    conditions.push(`${column} >= ?`)
    values.push(Math.floor(filter.sinceMs / unitMs))
  }
  if (filter.untilMs !== undefined) {
    conditions.push(`${column} < ?`, `${column} <> ${noTime}`)
    values.push(Math.ceil(filter.untilMs / unitMs))
  }
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values }
}

const responseColumns = `
  SELECT message_id, request_id, is_own, at_ms, m.name, is_fast, is_us, input, output, cache_read, cache_write, cache_write_1h,
    web_searches, rank, rank_place, s.id, src.project_slug, src.branch, src.subagent_id, s.agent, reported_usd
  FROM response r JOIN model m ON m.id = r.model_id JOIN source src ON src.id = r.source_id JOIN session s ON s.no = src.session_no`

function toCounted(rows: readonly Row[]): CountedResponse[] {
  const variants = rows.map((row) => ({
    requestId: String(row[1]),
    isOwnResponse: row[2] === 1,
    atMs: typeof row[3] === 'number' ? row[3] : undefined,
    model: optionalText(row[4]),
    isFast: row[5] === 1,
    isUsInference: row[6] === 1,
    input: Number(row[7]),
    output: Number(row[8]),
    cacheRead: Number(row[9]),
    cacheWrite: Number(row[10]),
    cacheWrite1h: Number(row[11]),
    webSearches: Number(row[12]),
    origin: { rank: Number(row[13]), place: Number(row[14]), path: '' },
    source: {
      sessionId: String(row[15]),
      projectSlug: optionalText(row[16]),
      branch: optionalText(row[17]),
      subagentId: optionalText(row[18]),
      agent: String(row[19]) as AgentId,
    },
    reportedCostUsd: typeof row[20] === 'number' ? row[20] : undefined,
  }))
  return responsesOf(variants).map(({ source, ...v }) => {
    const cacheWrite1h = Math.min(v.cacheWrite1h, v.cacheWrite)
    const promptTokens = v.input + v.cacheRead + v.cacheWrite
    return {
      messageId: String(rows[0]?.[0]),
      requestId: v.requestId,
      atMs: v.atMs,
      ...source,
      model: v.model,
      isFast: v.isFast,
      isUsInference: v.isUsInference,
      promptAboveTokens: tierOf(promptTokens),
      promptTokens,
      tokens: {
        input: v.input,
        output: v.output,
        cacheRead: v.cacheRead,
        cacheWrite5m: v.cacheWrite - cacheWrite1h,
        cacheWrite1h,
      },
      webSearches: v.webSearches,
    }
  })
}

function matches(response: CountedResponse, filter: UsageFilter): boolean {
  const { atMs } = response
  if (filter.sinceMs !== undefined && (atMs === undefined || atMs < filter.sinceMs)) return false
  if (filter.untilMs !== undefined && (atMs === undefined || atMs >= filter.untilMs)) return false
  if (filter.sessionId !== undefined && response.sessionId !== filter.sessionId) return false
  return filter.projectSlug === undefined || response.projectSlug === filter.projectSlug
}

const byTime = (a: CountedResponse, b: CountedResponse): number =>
  (a.atMs ?? 0) - (b.atMs ?? 0) || (a.messageId < b.messageId ? -1 : 1)

const sessionOrder = {
  start: 'started_ms',
  active: 'last_ms',
  tokens: 'tokens',
  duration: '(last_ms - started_ms)',
  /** The newest first, in each. */
  agent: 's.agent ASC, started_ms',
} as const

const sessionColumns = `s.id, title, summary, first_prompt, s.project_slug, cwd, branch, started_ms, last_ms, active_ms, prompts, responses,
  tokens, lines_added, lines_removed, tool_calls, s.agent`

function toSessionRow(row: Row): StoredSessionRow {
  const number = (index: number): number | undefined => {
    const value = row[index]
    return typeof value === 'number' ? value : undefined
  }
  return {
    id: String(row[0]),
    agent: String(row[16]) as AgentId,
    title: optionalText(row[1]),
    summary: optionalText(row[2]),
    firstPrompt: optionalText(row[3]),
    projectSlug: optionalText(row[4]),
    cwd: optionalText(row[5]),
    branch: optionalText(row[6]),
    startedAtMs: number(7),
    lastActiveAtMs: number(8),
    activeMs: number(9),
    prompts: number(10),
    responses: number(11) ?? 0,
    totalTokens: number(12) ?? 0,
    linesAdded: number(13),
    linesRemoved: number(14),
    toolCalls: number(15),
  }
}

function toSubagent({ subagentId, facts }: FactsOfFile): StoredSubagent[] {
  if (subagentId === undefined) return []
  return [
    {
      id: subagentId,
      type: facts.subagent?.type,
      description: facts.subagent?.description,
      model: facts.lastModel,
      startedAtMs: facts.stretches[0],
      lastActiveAtMs: facts.stretches.at(-1),
    },
  ]
}

const byStart = (a: StoredSubagent, b: StoredSubagent): number =>
  (a.startedAtMs ?? 0) - (b.startedAtMs ?? 0) || (a.id < b.id ? -1 : 1)

/** The day on this machine: the cache's days are local too. */
function localDate(ms: number): string {
  const date = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
