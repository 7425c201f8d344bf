/** The genuine pi: it names its process "pi", and asks for nothing. */
import { piModels } from '../../tools/agents/other-settings.ts'
import { describeGenuine } from './genuine.contract.ts'

const model = ['--provider', 'mock', '--model', 'mock-large']

describeGenuine({
  id: 'pi',
  name: 'pi',
  env: () => ({ PI_OFFLINE: '1' }),
  setUp: (home) => home.write('.pi/agent/models.json', JSON.stringify(piModels(home.model.url))),
  run: (prompt) => [...model, '-p', prompt],
  goOn: (sessionId, prompt) => [...model, '--session', sessionId, '-p', prompt],
  fork: (sessionId, prompt) => [...model, '--fork', sessionId, '-p', prompt],
  opened: (prompt) => [...model, prompt],
})
