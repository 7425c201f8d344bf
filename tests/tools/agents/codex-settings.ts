/** Codex's config.toml: it talks to the model of the tests, and has every question of a first start behind it. */
export const codexSettings = (modelUrl: string, cwd: string): string => `
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
