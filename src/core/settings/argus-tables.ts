/** Tables of an Argus config.toml for what TCE has otherwise or not at all: who brings the file keeps them, and they change nothing here. */
export const argusTables: Readonly<Record<string, readonly string[]>> = {
  ui: ['spinner_style', 'default_agent_zoom', 'theme', 'show_elapsed', 'show_icons', 'cleanup_worktrees'],
  api: ['enabled', 'http_port'],
  kb: ['enabled', 'http_port', 'metis_vault_path'],
  hera: ['enabled'],
  supervisor: ['enabled'],
}
