/** What Claude Code gives a status line. */
export const givenStatus = JSON.stringify({
  ...{ session_id: '00000000-0000-4000-8000-000000000001', cwd: '/home/dev/shop', version: '2.1.329' },
  model: { id: 'claude-opus-5-5', display_name: 'Opus 5.5' },
  workspace: { current_dir: '/home/dev/shop', project_dir: '/home/dev/shop', added_dirs: [] },
  cost: { total_cost_usd: 1.25, total_duration_ms: 90_000, total_lines_added: 12, total_lines_removed: 3 },
  context_window: { total_input_tokens: 52_000, context_window_size: 200_000, used_percentage: 26 },
  rate_limits: { five_hour: { used_percentage: 41, resets_at: 1_795_010_000 } },
})
