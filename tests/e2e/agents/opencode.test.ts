/** The genuine opencode: sessions in a database, forks under ids of their own. */
import { describeGenuine } from './genuine.contract.ts'

const settings = (modelUrl: string) => {
  const model = { limit: { context: 200_000, output: 8_000 } }
  const mock = {
    npm: '@ai-sdk/openai-compatible',
    options: { baseURL: `${modelUrl}/v1`, apiKey: 'none' },
    models: { 'mock-large': { name: 'Large', ...model }, 'mock-small': { name: 'Small', ...model } },
  }
  return {
    autoupdate: false,
    share: 'disabled',
    model: 'mock/mock-large',
    small_model: 'mock/mock-small',
    provider: { mock: { name: 'Mock', ...mock } },
  }
}
const asking = { agent: { careful: { mode: 'primary', permission: { bash: 'ask' } } } }

describeGenuine({
  id: 'opencode',
  name: 'opencode',
  env: () => ({
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
  setUp: (home) =>
    home.write('.config/opencode/opencode.json', JSON.stringify({ ...settings(home.model.url), ...asking })),
  run: (prompt) => ['run', prompt],
  goOn: (sessionId, prompt) => ['run', '-s', sessionId, prompt],
  fork: (sessionId, prompt) => ['run', '-s', sessionId, '--fork', prompt],
  opened: () => [],
  typing: /ctrl\+p commands/,
  asking: { open: (prompt) => ['--agent', 'careful', '--prompt', prompt], asks: /Permission required/i, allow: '\r' },
  loses: 'interrupted',
  // The request for a title is recorded nowhere.
  isUntold: ({ hadTools }) => !hadTools,
})
