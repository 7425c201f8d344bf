/** Settings with which Gemini CLI, Qwen Code, Copilot CLI, Kimi Code and pi talk to the model of the tests, without an account. */

const noTrust = { folderTrust: { enabled: false } }
const quiet = { privacy: { usageStatisticsEnabled: false } }

export const geminiSettings = {
  security: { auth: { selectedType: 'gemini-api-key' }, ...noTrust },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
  ...quiet,
}
export const geminiEnvironment = (modelUrl: string) => ({ GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: modelUrl })

export const qwenSettings = {
  security: { auth: { selectedType: 'openai' }, ...noTrust },
  general: { enableAutoUpdate: false },
  ...quiet,
}
export const qwenEnvironment = (modelUrl: string) => ({
  ...{ OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `${modelUrl}/v1`, OPENAI_MODEL: 'qwen3.8-max' },
})

/** With a model of the user's own. */
export const copilotEnvironment = (modelUrl: string) => ({
  COPILOT_PROVIDER_TYPE: 'openai',
  COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
  COPILOT_PROVIDER_API_KEY: 'none',
  COPILOT_MODEL: 'gpt-5.4',
  COPILOT_OFFLINE: 'true',
  COPILOT_AUTO_UPDATE: 'false',
})

export const kimiSettings = (modelUrl: string): string => `
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

export function piModels(modelUrl: string): object {
  const model = { id: 'mock-large', name: 'Mock', input: ['text'], contextWindow: 200_000, maxTokens: 8_000 }
  const cost = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }
  const mock = { baseUrl: `${modelUrl}/v1`, api: 'openai-completions', apiKey: 'none', models: [{ ...model, cost }] }
  return { providers: { mock } }
}
