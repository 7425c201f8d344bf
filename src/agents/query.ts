/** A question to a database of an agent's own. */

/** Rows of a query; values as SQLite gives them. Throws where a table is missing, or the database can't be read. */
export type Query = (sql: string, ...values: readonly (string | number)[]) => readonly Record<string, unknown>[]
