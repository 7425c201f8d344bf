/** The genuine Gemini CLI. It can't fork. */
import { geminiEnvironment, geminiSettings } from '../../tools/agents/other-settings.ts'
import { describeGenuine } from './genuine.contract.ts'

const model = ['-m', 'gemini-2.5-flash']

describeGenuine({
  id: 'gemini',
  name: 'Gemini CLI',
  env: geminiEnvironment,
  setUp: (home) => home.write('.gemini/settings.json', JSON.stringify(geminiSettings)),
  run: (prompt) => [...model, '-y', '-p', prompt],
  goOn: (sessionId, prompt) => [...model, '-r', sessionId, '-p', prompt],
  opened: (prompt) => [...model, '-y', '-i', prompt],
  asking: { open: (prompt) => [...model, '-i', prompt], asks: /Allow execution/, allow: '\r' },
  tellsCallsLate: true,
  // The summary of the session before is recorded without its tokens.
  isUntold: ({ hadTools }) => !hadTools,
})
