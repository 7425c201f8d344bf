/** opencode's settings: it talks to the model of the tests; its agent "careful" asks before it runs or changes anything. */
export const opencodeSettings = (modelUrl: string): string => {
  const model = { limit: { context: 200_000, output: 8_000 } }
  const mock = {
    npm: '@ai-sdk/openai-compatible',
    options: { baseURL: `${modelUrl}/v1`, apiKey: 'none' },
    models: { 'mock-large': { name: 'Large', ...model }, 'mock-small': { name: 'Small', ...model } },
  }
  return JSON.stringify({
    autoupdate: false,
    share: 'disabled',
    model: 'mock/mock-large',
    small_model: 'mock/mock-small',
    provider: { mock: { name: 'Mock', ...mock } },
    agent: { careful: { mode: 'primary', permission: { bash: 'ask', edit: 'ask' } } },
  })
}

export const opencodeEnvironment = {
  OPENCODE_DISABLE_MODELS_FETCH: '1',
  OPENCODE_DISABLE_AUTOUPDATE: '1',
  OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
} as const
