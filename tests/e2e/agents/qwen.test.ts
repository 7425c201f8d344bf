/** The genuine Qwen Code: three processes, one in another, and a registry that names the innermost. */
import { describeGenuine } from './genuine.contract.ts'

const settings = {
  security: { auth: { selectedType: 'openai' }, folderTrust: { enabled: false } },
  general: { enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
}

describeGenuine({
  id: 'qwen',
  name: 'Qwen Code',
  env: (modelUrl) => ({ OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `${modelUrl}/v1`, OPENAI_MODEL: 'qwen3.8-max' }),
  setUp: (home) => home.write('.qwen/settings.json', JSON.stringify(settings)),
  run: (prompt) => ['--approval-mode', 'yolo', prompt],
  goOn: (sessionId, prompt) => ['--approval-mode', 'yolo', '-r', sessionId, prompt],
  fork: (sessionId, prompt) => ['--approval-mode', 'yolo', '-r', sessionId, '--fork-session', prompt],
  opened: (prompt) => ['--approval-mode', 'yolo', '-i', prompt],
  asking: { open: (prompt) => ['--approval-mode', 'default', '-i', prompt], asks: /Allow execution/i, allow: '\r' },
})
