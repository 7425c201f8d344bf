/** Sessions in files of lines, as Claude Code keeps them, through the contract of all readers. */
import { transcriptPaths } from '../../src/agents/claude/paths.ts'
import { sessions } from '../../src/agents/claude/session-source.ts'
import { sessionLogs } from '../../src/agents/session-logs.ts'
import { openStore } from '../../src/sessions/open-store.ts'
import { describeSessionReader } from './session-reader.contract.ts'
import { makeSessionHome, sessionId, text } from './transcript-lines.ts'

describeSessionReader('files of lines', () => {
  const home = makeSessionHome()
  let written = 0
  const next = () => [text(`words ${++written}`, { id: `m${written}` })]
  return {
    store: openStore({ sessions, transcriptPaths, log: sessionLogs.claude, dataDirs: [home.configDir] }),
    sessionId,
    write: () => home.append(next()),
    replace: () => home.write(next()),
  }
})
