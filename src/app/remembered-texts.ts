/** All sessions of this machine whose texts may be kept: without those that their user wants forgotten, and told which are left out. */
import { dirname } from 'node:path'
import type { RecordSource } from '../agents/machine-sources.ts'
import { type AgentTexts, createSessionTexts } from '../sessions/session-texts.ts'
import { type AgentFiles, diskFiles } from '../storage/agent-files.ts'
import { forgottenSessionsIn } from '../storage/forgotten-sessions.ts'
import { createLeftOut } from '../storage/left-out-folders.ts'
import { foldersOfSessions, sessionsIn } from '../tracker/ledger-data.ts'
import { filesIn } from './files-in.ts'

export interface RememberedText extends AgentTexts {
  looksLeftOut(): boolean
  /** None of its agent's files is there any more. */
  isKeptHere(): boolean
}

export interface RememberedTexts {
  /** Newest first, those whose id begins so or all. */
  texts(beginning?: string): readonly RememberedText[]
  /** Ids, as far as the ledger knows their folders: what is newer tells its own. */
  leftOut(): ReadonlySet<string>
}

/** Which folders there are is looked up again after this time. */
const sameFoldersMs = 30_000

/**
 * `path` is a store of the data folder; `exclude`: the patterns of the settings now; `files`: where they are read, what is archived among
 * them.
 */
export function rememberedTexts(
  path: string,
  sources: readonly RecordSource[],
  exclude: () => readonly string[],
  files: AgentFiles = filesIn(dirname(path)),
): RememberedTexts {
  const dataDir = dirname(path)
  const texts = createSessionTexts(sources, files)
  const forgotten = forgottenSessionsIn(dataDir)
  const isLeftOut = createLeftOut(exclude)
  let leftOut: ReadonlySet<string> = new Set()
  let [patternsThen, lookedMs] = ['', Number.NEGATIVE_INFINITY]

  return {
    texts(beginning) {
      const gone = forgotten()
      const left = texts(beginning).filter(({ sessionId }) => !gone.has(sessionId))
      return left.map((one) => ({
        ...one,
        looksLeftOut: () => isLeftOut(one.cwd()),
        // Every answer asks for each of its sessions: as long as its log is there nothing else is looked for.
        isKeptHere: () => (one.log === undefined || areGone([one.log])) && areGone(one.files()),
      }))
    },
    leftOut() {
      const patterns = exclude().join('\n')
      if (patterns === patternsThen && performance.now() - lookedMs < sameFoldersMs) return leftOut
      leftOut = new Set(sessionsIn(dataDir, foldersOfSessions(dataDir).filter(isLeftOut)))
      patternsThen = patterns
      lookedMs = performance.now()
      return leftOut
    },
  }
}

const areGone = (paths: readonly string[]): boolean =>
  paths.length > 0 && paths.every((path) => diskFiles.statOf(path) === undefined)
