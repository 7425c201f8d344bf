/**
 * For drills alone: a server whose thread for events answers before its commit, a little, as a server with a fault would. What a drill
 * proves is worth something when it tells of this one.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const require = createRequire(import.meta.url)
const commitAfterMs = 40

if (isMainThread) breakThreads()
else breakCommits()

/** Threads take no `--import` of their program by themselves. */
function breakThreads() {
  const threads = require('node:worker_threads')
  const { Worker } = threads
  threads.Worker = class extends Worker {
    constructor(url, options) {
      super(url, { ...options, execArgv: ['--import', import.meta.url] })
    }
  }
  syncBuiltinESMExports()
}

/** Whatever is written within so long is one transaction, and who wrote is answered at once. */
function breakCommits() {
  const { prototype } = require('better-sqlite3')
  const { transaction } = prototype
  const open = new WeakSet()
  const begin = (database) => {
    database.exec('BEGIN IMMEDIATE')
    open.add(database)
    setTimeout(() => {
      open.delete(database)
      database.exec('COMMIT')
    }, commitAfterMs)
  }
  const hasTables = (database) =>
    database.prepare("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_sequence'").pluck().get() === 1
  prototype.transaction = function broken(change) {
    const whole = transaction.call(this, change)
    if (!this.name.endsWith('events.sqlite')) return whole
    const immediate = () => {
      if (!hasTables(this)) return whole.immediate()
      if (!open.has(this)) begin(this)
      // Within another one it is a savepoint.
      return whole()
    }
    return Object.assign((...given) => whole(...given), { immediate })
  }
}
