/** Sessions in files of lines, as Claude Code keeps them, through the contract of all readers. */
import { storeOf } from './agent-homes.ts'
import { describeSessionReader } from './session-reader.contract.ts'
import { makeSessionHome, sessionId, text } from './transcript-lines.ts'

describeSessionReader('files of lines', () => {
  const home = makeSessionHome()
  let written = 0
  const next = () => [text(`words ${++written}`, { id: `m${written}` })]
  return {
    store: storeOf('claude', home.configDir),
    sessionId,
    write: () => home.append(next()),
    replace: () => home.write(next()),
  }
})
