/** The genuine Codex: its window is a viewer, its daemon does the work. */
import { describeGenuine } from './genuine.contract.ts'

const settings = (modelUrl: string, cwd: string): string => `
model = "gpt-5.5"
model_provider = "mock"
[model_providers.mock]
name = "mock"
base_url = "${modelUrl}/v1"
wire_api = "responses"
[projects."${cwd}"]
trust_level = "trusted"
[notice.model_migrations]
"gpt-5.5" = "gpt-6-sol"
`

describeGenuine({
  id: 'codex',
  name: 'Codex',
  env: () => ({}),
  setUp: (home, cwd) => home.write('.codex/config.toml', settings(home.model.url, cwd)),
  run: (prompt) => ['exec', '--skip-git-repo-check', prompt],
  goOn: (sessionId, prompt) => ['exec', 'resume', '--skip-git-repo-check', sessionId, prompt],
  fork: (sessionId, prompt) => ['exec', 'fork', '--skip-git-repo-check', sessionId, prompt],
  opened: (prompt) => [prompt],
  asking: { open: (prompt) => [prompt], asks: /Would you like to run/, allow: 'y', waitsFor: 'permission prompt' },
  isUntold: ({ asked }) => asked.startsWith('Generate a concise, single-line task title'),
})
