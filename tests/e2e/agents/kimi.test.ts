/** The genuine Kimi Code. */
import { describeGenuine } from './genuine.contract.ts'

const settings = (modelUrl: string): string => `
default_model = "mock"
telemetry = false
[models.mock]
provider = "mock"
model = "kimi-k3"
max_context_size = 200000
[providers.mock]
type = "kimi"
base_url = "${modelUrl}/v1"
api_key = "none"
`

describeGenuine({
  id: 'kimi',
  name: 'Kimi Code',
  env: () => ({}),
  setUp: (home) => {
    home.write('.kimi-code/config.toml', settings(home.model.url))
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
