/** Homes of agents whose sessions are documents that are rewritten whole. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { historyName, idOf } from '../../src/agents/aider/session-source.ts'
import { tempDir } from './agent-homes.ts'

export interface DocumentHome {
  readonly dataDir: string
  readonly sessionId: string
  /** Of the session's own document. */
  readonly path: string
  says(words: string): void
  beginsAnew(words: string): void
}

const startMs = Date.UTC(2026, 2, 1, 8)
const at = (n: number): number => startMs + n * 1000

function write(path: string, document: object): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(document, undefined, 2))
}

export function geminiHome(): DocumentHome & { readonly messages: object[]; readonly save: () => void } {
  const dataDir = tempDir()
  const sessionId = '5d0c0000-0000-4000-8000-000000000001'
  const path = join(dataDir, 'tmp', 'f'.repeat(64), 'chats', 'session-2026-03-01T08-00-5d0c0000.json')
  const messages: object[] = []
  const iso = (n: number) => new Date(at(n)).toISOString()
  const save = () =>
    write(path, {
      sessionId,
      projectHash: 'f'.repeat(64),
      startTime: iso(0),
      lastUpdated: iso(messages.length),
      messages,
    })
  let said = 0
  const answer = (content: string) => ({
    id: `g${++said}`,
    timestamp: iso(said),
    type: 'gemini',
    content,
    model: 'gemini-2.5-pro',
  })
  return {
    dataDir,
    sessionId,
    path,
    messages,
    save,
    says(words) {
      messages.push(answer(words))
      save()
    },
    beginsAnew(words) {
      messages.splice(0, messages.length, answer(words))
      save()
    },
  }
}

/** opencode up to 1.1. */
export function opencodeTreeHome(): DocumentHome & {
  readonly message: (id: string, more: object) => void
  readonly part: (messageId: string, id: string, more: object) => void
  readonly session: (id: string, more: object) => void
} {
  const dataDir = tempDir()
  const storage = join(dataDir, 'storage')
  const sessionId = 'ses_old000001'
  const path = join(storage, 'session', 'prj', `${sessionId}.json`)
  const session = (id: string, more: object) =>
    write(join(storage, 'session', 'prj', `${id}.json`), {
      id,
      version: '1.1.0',
      projectID: 'prj',
      directory: '/home/dev/proj',
      ...more,
    })
  const message = (id: string, more: object) =>
    write(join(storage, 'message', sessionId, `${id}.json`), {
      id,
      sessionID: sessionId,
      role: 'assistant',
      modelID: 'm1',
      ...more,
    })
  const part = (messageId: string, id: string, more: object) =>
    write(join(storage, 'part', messageId, `${id}.json`), { id, messageID: messageId, sessionID: sessionId, ...more })
  let said = 0
  function says(text: string): void {
    const id = `msg_${String(++said).padStart(4, '0')}`
    part(id, 'prt_1', { type: 'text', text, time: { start: at(said), end: at(said) } })
    message(id, { role: 'user', time: { created: at(said) } })
    session(sessionId, { title: 'old work', time: { created: at(0), updated: at(said) } })
  }
  return {
    dataDir,
    sessionId,
    path,
    message,
    part,
    session,
    says,
    beginsAnew(words) {
      for (const kind of ['message', 'part']) rmSync(join(storage, kind), { recursive: true })
      says(words)
    },
  }
}

/** Aider: one history in the folder where it works. */
export function aiderHome(): DocumentHome {
  const dataDir = tempDir()
  const path = join(dataDir, historyName)
  const run = '\n# aider chat started at 2026-03-01 08:00:00\n\n'
  const said: string[] = []
  const save = () => writeFileSync(path, run + said.map((words) => `#### ${words}  \n\n`).join(''))
  return {
    dataDir,
    sessionId: idOf(dataDir),
    path,
    says(words) {
      said.push(words)
      save()
    },
    beginsAnew(words) {
      said.splice(0, said.length, words)
      save()
    },
  }
}
