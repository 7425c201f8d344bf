import { execFileSync } from 'node:child_process'

/** git in a folder, as somebody, whatever the user's own settings are. */
export const gitIn = (folder: string, ...args: readonly string[]): Buffer =>
  execFileSync('git', [
    ...['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'],
    ...args,
  ])
