/** `/home/dev/code` → `~/code` */
export function withTilde(path: string, homeDir: string | undefined): string {
  if (homeDir === undefined || homeDir === '/' || !path.startsWith(homeDir)) return path
  const rest = path.slice(homeDir.length)
  return rest === '' || /^[/\\]/.test(rest) ? `~${rest}` : path
}
