/** The genuine Kimi Code. */
import { kimiSettings } from '../../tools/agents/other-settings.ts'
import { describeGenuine } from './genuine.contract.ts'

describeGenuine({
  id: 'kimi',
  name: 'Kimi Code',
  env: () => ({}),
  setUp: (home) => {
    home.write('.kimi-code/config.toml', kimiSettings(home.model.url))
    home.write('.kimi-code/tui.toml', '[upgrade]\nauto_install = false\n')
  },
  run: (prompt) => ['-p', prompt],
  goOn: (sessionId, prompt) => ['-S', sessionId, '-p', prompt],
  fork: (sessionId) => ['fork', '-y', sessionId],
  opened: () => ['-y'],
  typing: /context: \d/,
  firstQuestion: /Trust this folder/,
  asking: {
    open: () => [],
    typing: /context: \d/,
    asks: /Run this command/,
    allow: '1',
    waitsFor: 'permission prompt',
  },
})
