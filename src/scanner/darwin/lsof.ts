/**
 * `lsof -a -d cwd -Fpn -p 40211,40333`: the working directories, one question for all processes that matter.
 *   p40211
 *   fcwd
 *   n/Users/dev/code/orders-api
 */

/** Pid → working directory. A process lsof may not look into is missing. */
export function parseLsof(text: string): ReadonlyMap<number, string> {
  const directories = new Map<number, string>()
  let pid: number | undefined
  for (const line of text.split('\n')) {
    const value = line.slice(1)
    if (line.startsWith('p')) pid = Number(value)
    // "/path (readlink: Permission denied)" and the like name no directory.
    if (line.startsWith('n/') && pid !== undefined && !/ \([a-z]+: .+\)$/.test(value)) directories.set(pid, value)
  }
  return directories
}
