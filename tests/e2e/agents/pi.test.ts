/** The genuine pi: it names its process "pi", and asks for nothing. */
import { describeGenuine } from './genuine.contract.ts'

const models = (modelUrl: string) => {
  const model = { id: 'mock-large', name: 'Mock', input: ['text'], contextWindow: 200_000, maxTokens: 8_000 }
  const cost = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }
  const mock = { baseUrl: `${modelUrl}/v1`, api: 'openai-completions', apiKey: 'none', models: [{ ...model, cost }] }
  return { providers: { mock } }
}
const model = ['--provider', 'mock', '--model', 'mock-large']

describeGenuine({
  id: 'pi',
  name: 'pi',
  env: () => ({ PI_OFFLINE: '1' }),
  setUp: (home) => home.write('.pi/agent/models.json', JSON.stringify(models(home.model.url))),
  run: (prompt) => [...model, '-p', prompt],
  goOn: (sessionId, prompt) => [...model, '--session', sessionId, '-p', prompt],
  fork: (sessionId, prompt) => [...model, '--fork', sessionId, '-p', prompt],
  opened: (prompt) => [...model, prompt],
})
