/** The genuine Gemini CLI. It can't fork. */
import { describeGenuine } from './genuine.contract.ts'

const settings = {
  security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
  privacy: { usageStatisticsEnabled: false },
}
const model = ['-m', 'gemini-2.5-flash']

describeGenuine({
  id: 'gemini',
  name: 'Gemini CLI',
  env: (modelUrl) => ({ GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: modelUrl }),
  setUp: (home) => home.write('.gemini/settings.json', JSON.stringify(settings)),
  run: (prompt) => [...model, '-y', '-p', prompt],
  goOn: (sessionId, prompt) => [...model, '-r', sessionId, '-p', prompt],
  opened: (prompt) => [...model, '-y', '-i', prompt],
  asking: { open: (prompt) => [...model, '-i', prompt], asks: /Allow execution/, allow: '\r' },
  tellsCallsLate: true,
  // The summary of the session before is recorded without its tokens.
  isUntold: ({ hadTools }) => !hadTools,
})
