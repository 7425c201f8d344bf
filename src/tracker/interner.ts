/** Rows that many others refer to, made on first use inside a transaction and remembered. */
import type { AgentId } from '../agents/agent.ts'
import type { Database, Statement } from '../storage/sqlite.ts'
import type { SourceLabel } from './packed-variants.ts'

const mostRemembered = 50_000

export class Interner {
  readonly #database: Database
  readonly #machine: string
  readonly #statements = new Map<string, Statement>()
  #ids = new Map<string, number>()
  #models = new Map<string | undefined, number>()
  #variants = new Map<AgentId, Map<number, number>>()
  #sources = new Map<string, { id: number; sessionNo: number }>()
  /** Labels come again as the same object all through a file. */
  #sourcesByLabel = new WeakMap<SourceLabel, { id: number; sessionNo: number }>()

  constructor(database: Database, machine: string) {
    this.#database = database
    this.#machine = machine
  }

  /** After a rollback, or when another process has written. */
  forget(): void {
    this.#ids = new Map()
    this.#models = new Map()
    this.#variants = new Map()
    this.#sources = new Map()
    this.#sourcesByLabel = new WeakMap()
  }

  /** Between transactions: what was remembered can be looked up, and there may be a million of it. */
  limit(): void {
    if (this.#ids.size + this.#sources.size > mostRemembered) this.forget()
  }

  modelId(name: string | undefined): number {
    let id = this.#models.get(name)
    if (id === undefined) {
      id = this.#id('model', ['name'], [name ?? ''])
      this.#models.set(name, id)
    }
    return id
  }

  variantId(agent: AgentId, model: string | undefined, isFast: boolean, isUs: boolean, tier: number): number {
    const modelId = this.modelId(model)
    const number = ((modelId * 2 + Number(isFast)) * 2 + Number(isUs)) * 2 ** 20 + tier
    let variants = this.#variants.get(agent)
    if (variants === undefined) {
      variants = new Map()
      this.#variants.set(agent, variants)
    }
    let id = variants.get(number)
    if (id === undefined) {
      const values = [agent, modelId, Number(isFast), Number(isUs), tier]
      id = this.#id('variant', ['agent', 'model_id', 'is_fast', 'is_us', 'tier'], values)
      variants.set(number, id)
    }
    return id
  }

  sessionNo(id: string, agent: AgentId): number {
    const key = `session ${id}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const row = this.#statement('SELECT no FROM session WHERE id = ?').get(id) as { no: number } | undefined
    const no = row?.no ?? this.#insert('session', ['id', 'agent', 'machine'], [id, agent, this.#machine])
    this.#ids.set(key, no)
    return no
  }

  sessionIdOf(no: number): string {
    const row = this.#statement('SELECT id FROM session WHERE no = ?').get(no) as { id: string } | undefined
    return row?.id ?? ''
  }

  source(label: SourceLabel): { readonly id: number; readonly sessionNo: number } {
    const known = this.#sourcesByLabel.get(label)
    if (known) return known
    const { agent, sessionId, projectSlug = '', branch = '', subagentId = '' } = label
    const key = `${sessionId}\n${projectSlug}\n${branch}\n${subagentId}`
    let source = this.#sources.get(key)
    if (!source) {
      const sessionNo = this.sessionNo(sessionId, agent)
      const id = this.#id(
        'source',
        ['session_no', 'project_slug', 'branch', 'subagent_id'],
        [sessionNo, projectSlug, branch, subagentId],
      )
      source = { id, sessionNo }
      this.#sources.set(key, source)
    }
    this.#sourcesByLabel.set(label, source)
    return source
  }

  /** The file's row may not exist yet: only its number is needed. */
  fileId(path: string): number {
    const known = this.#ids.get(`file ${path}`)
    if (known !== undefined) return known
    const row = this.#statement('SELECT id FROM file WHERE path = ?').get(path) as { id: number } | undefined
    const id = row?.id ?? this.#nextFileId()
    this.#ids.set(`file ${path}`, id)
    return id
  }

  #nextFileId(): number {
    const next = this.#ids.get('next file') ?? this.#largestFileId() + 1
    this.#ids.set('next file', next + 1)
    return next
  }

  #largestFileId(): number {
    return (this.#statement('SELECT coalesce(max(id), 0) AS id FROM file').get() as { id: number }).id
  }

  #id(table: string, columns: readonly string[], values: readonly (string | number)[], idColumn = 'id'): number {
    const key = `${table} ${values.join('\n')}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const where = columns.map((column) => `${column} = ?`).join(' AND ')
    const find = this.#statement(`SELECT ${idColumn} AS id FROM ${table} WHERE ${where}`)
    const row = find.get(...values) as { id: number } | undefined
    const id = row?.id ?? this.#insert(table, columns, values)
    this.#ids.set(key, id)
    return id
  }

  #insert(table: string, columns: readonly string[], values: readonly (string | number)[]): number {
    const insert = this.#statement(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`)
    return Number(insert.run(...values).lastInsertRowid)
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}
