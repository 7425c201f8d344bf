/**
 * npm passes a SIGTERM on to the shell between it and us, which ends without telling us; what we notice is another parent.
 * Ctrl-C needs none of this: the terminal tells everybody.
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'

export function endWithNpm() {
  const parent = process.ppid
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return
  if (isAdopted(parent)) process.kill(process.pid, 'SIGTERM')
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}

/**
 * Whether the shell was gone before we could ask for our parent. Who takes in orphans is not of npm's session; in a container, where
 * process 1 may be the shell of the user or npm itself, it is its process group that tells. What leads a group of its own was not
 * started by npm but by something that npm runs.
 * @param {number} parent
 */
function isAdopted(parent) {
  if (process.platform !== 'linux') return parent === 1
  const [ours, theirs] = [belongingOf(process.pid), belongingOf(parent)]
  if (ours === undefined || theirs === undefined || Number(ours.group) === process.pid) return false
  return ours.session !== theirs.session || (parent === 1 && ours.group !== theirs.group)
}

/**
 * Fields 5 and 6 of /proc/<pid>/stat; undefined where it can't be read.
 * @param {number} pid
 */
function belongingOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { group, session }
  } catch {
    return undefined
  }
}
