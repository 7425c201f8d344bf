/** The genuine opencode: sessions in a database, forks under ids of their own. */
import { opencodeEnvironment, opencodeSettings } from '../../tools/agents/opencode-settings.ts'
import { describeGenuine } from './genuine.contract.ts'

describeGenuine({
  id: 'opencode',
  name: 'opencode',
  env: () => opencodeEnvironment,
  setUp: (home) => home.write('.config/opencode/opencode.json', opencodeSettings(home.model.url)),
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
