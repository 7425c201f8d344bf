/** The genuine Codex: its window is a viewer, its daemon does the work. */
import { codexSettings } from '../../tools/agents/codex-settings.ts'
import { describeGenuine } from './genuine.contract.ts'

describeGenuine({
  id: 'codex',
  name: 'Codex',
  env: () => ({}),
  setUp: (home, cwd) => home.write('.codex/config.toml', codexSettings(home.model.url, cwd)),
  run: (prompt) => ['exec', '--skip-git-repo-check', prompt],
  goOn: (sessionId, prompt) => ['exec', 'resume', '--skip-git-repo-check', sessionId, prompt],
  fork: (sessionId, prompt) => ['exec', 'fork', '--skip-git-repo-check', sessionId, prompt],
  // Where bubblewrap is installed it is its sandbox, and does not begin inside every virtual machine.
  opened: (prompt) => ['-c', 'sandbox_mode="danger-full-access"', prompt],
  asking: { open: (prompt) => [prompt], asks: /Would you like to run/, allow: 'y', waitsFor: 'permission prompt' },
  isUntold: ({ asked }) => asked.startsWith('Generate a concise, single-line task title'),
})
