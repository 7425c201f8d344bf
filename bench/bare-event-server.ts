/** What the bench compares with: takes an event, puts it into SQLite for good, answers. No index, no check, no key. */
import { serve } from '@hono/node-server'
import Database from 'better-sqlite3'
import { Hono } from 'hono'

const database = new Database(process.argv[2] ?? ':memory:')
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec(`CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, event_type TEXT, timestamp TEXT,
  message TEXT, level TEXT, data TEXT, created_at TEXT)`)
const insert = database.prepare(
  'INSERT INTO events (source, event_type, timestamp, message, level, data, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
)

const app = new Hono()
app.post('/events', async (c) => {
  const { source, event_type, timestamp, message, level, data } = await c.req.json()
  const now = new Date().toISOString()
  const { lastInsertRowid } = insert.run(
    source,
    event_type,
    timestamp ?? now,
    message,
    level,
    JSON.stringify(data),
    now,
  )
  return c.json({ status: 'captured', event_id: Number(lastInsertRowid) })
})
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`listens on ${port} `))
