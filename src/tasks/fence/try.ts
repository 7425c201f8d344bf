/** What is tried inside a fence before an agent starts there: it has to fail. */
import { execFile } from 'node:child_process'
import type { FenceTrial } from '../../core/tasks/fence.ts'

export interface FenceTargets {
  /** Must be writable: where its agent works. */
  readonly folder: string
  /** Must show nothing: folders, or files. */
  readonly unreadable: readonly string[]
  /** Folders in which nothing can be made, and files to which nothing can be added. */
  readonly unwritable: readonly string[]
}

/** `word`: in what it prints, so that nobody else's output is taken for it. A file is only opened, nothing is written into it. */
export function trialCommand({ folder, unreadable, unwritable }: FenceTargets, word: string): readonly string[] {
  const script = `
w=$1; f=$2; n=$3; shift 3
p="$f/.tce-$w"
if (: > "$p") 2>/dev/null; then rm -f "$p"; echo "$w ran"; fi
i=0
for x in "$@"; do
  i=$((i + 1))
  if [ "$i" -le "$n" ]; then
    if [ -d "$x" ]; then [ -n "$(ls -A "$x" 2>/dev/null)" ] && echo "$w read $i"
    elif [ -n "$(head -c 1 "$x" 2>/dev/null | od -An -c)" ]; then echo "$w read $i"; fi
  elif [ -d "$x" ]; then
    q="$x/.tce-$w"
    if (: > "$q") 2>/dev/null; then rm -f "$q"; echo "$w wrote $i"; fi
  elif (: >> "$x") 2>/dev/null; then echo "$w wrote $i"; fi
done
exit 0`
  return ['/bin/sh', '-c', script, 'sh', word, folder, String(unreadable.length), ...unreadable, ...unwritable]
}

export function trialOf(output: string, { unreadable, unwritable }: FenceTargets, word: string): FenceTrial {
  const targets = [...unreadable, ...unwritable]
  const said = output.split('\n').flatMap((row) => (row.startsWith(`${word} `) ? [row.slice(word.length + 1)] : []))
  const named = (verb: string) =>
    said.flatMap((row) => (row.startsWith(`${verb} `) ? (targets[Number(row.slice(verb.length + 1)) - 1] ?? []) : []))
  return { hasRun: said.includes('ran'), read: named('read'), wrote: named('wrote') }
}

const patienceMs = 15_000

/** What it printed, and what it complained of. */
export function run(
  [program = '', ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<{ readonly output: string; readonly complaint: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { ...options, timeout: patienceMs, maxBuffer: 1_000_000 }, (error, stdout, stderr) =>
      resolve({ output: stdout, complaint: stderr.trim() || (error === null ? '' : error.message) }),
    )
  })
}
