/** The places of a file that conflict, by the marks that git sets into it: git-merge(1), "How conflicts are presented". Pure. */
import type { ConflictPlace } from '../tasks/task-work.ts'

const [mostCharacters, mostPlaces, mostLines] = [1_000_000, 20, 60]

/** Undefined: it is no text, has none, or is too long to be looked through. */
export function placesIn(text: string): readonly ConflictPlace[] | undefined {
  if (text.length > mostCharacters || text.includes('\0')) return undefined
  const places: ConflictPlace[] = []
  let open: { readonly theirs: string[]; readonly task: string[]; isTask: boolean } | undefined
  for (const line of text.split('\n')) {
    if (open === undefined) {
      if (line.startsWith('<<<<<<< ')) open = { theirs: [], task: [], isTask: false }
    } else if (!open.isTask && /^={7}\r?$/.test(line)) open.isTask = true
    else if (open.isTask && line.startsWith('>>>>>>> ')) {
      places.push({ theirs: open.theirs.slice(0, mostLines), task: open.task.slice(0, mostLines) })
      open = undefined
    } else open[open.isTask ? 'task' : 'theirs'].push(line)
  }
  return places.length === 0 ? undefined : places.slice(0, mostPlaces)
}
