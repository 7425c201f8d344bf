/** The genuine Copilot CLI, with a model of the user's own: no account. */
import { copilotEnvironment } from '../../tools/agents/other-settings.ts'
import { describeGenuine } from './genuine.contract.ts'

describeGenuine({
  id: 'copilot',
  name: 'Copilot CLI',
  env: copilotEnvironment,
  setUp: (home, cwd) => home.write('.copilot/config.json', JSON.stringify({ trusted_folders: [cwd], banner: 'never' })),
  run: (prompt) => ['--allow-all-tools', '-p', prompt],
  goOn: (sessionId, prompt) => [`--resume=${sessionId}`, '--allow-all-tools', '-p', prompt],
  opened: (prompt) => ['--allow-all-tools', '-i', prompt],
  loses: 'last',
  asking: { open: (prompt) => ['-i', prompt], asks: /Do you want to run/i, allow: '1', waitsFor: 'permission prompt' },
})
