/** The genuine Qwen Code: three processes, one in another, and a registry that names the innermost. */
import { qwenEnvironment, qwenSettings } from '../../tools/agents/other-settings.ts'
import { describeGenuine } from './genuine.contract.ts'

describeGenuine({
  id: 'qwen',
  name: 'Qwen Code',
  env: qwenEnvironment,
  setUp: (home) => home.write('.qwen/settings.json', JSON.stringify(qwenSettings)),
  run: (prompt) => ['--approval-mode', 'yolo', prompt],
  goOn: (sessionId, prompt) => ['--approval-mode', 'yolo', '-r', sessionId, prompt],
  fork: (sessionId, prompt) => ['--approval-mode', 'yolo', '-r', sessionId, '--fork-session', prompt],
  opened: (prompt) => ['--approval-mode', 'yolo', '-i', prompt],
  asking: { open: (prompt) => ['--approval-mode', 'default', '-i', prompt], asks: /Allow execution/i, allow: '\r' },
})
