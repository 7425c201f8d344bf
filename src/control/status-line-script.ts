/**
 * The command that Claude Code runs for its status line: POSIX sh with as few programs as will do, as it is started with every drawing. It
 * asks nobody: what it was given lies in our folder, and what it prints was left there for it.
 */

export interface ScriptPlace {
  /** The folder of what is given and left. */
  readonly dir: string
  /** Names the process whose line it is. */
  readonly pidVariable: string
}

/** For sh: whatever is in it is taken as it is. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const statusLineScript = ({ dir, pidVariable }: ScriptPlace): string => `#!/bin/sh
# Written by tce statusline install; tce statusline uninstall takes it away.
# Keeps what the agent says of its session for TCE, runs your own status line with the same, at most a second, and prints below it
# the line that TCE left for this session. $1: whose command of yours it is, where there are several.
umask 077
d=${quoted(dir)}
p=\${${pidVariable}:-$PPID}
case $p in '' | *[!0-9]*) p=0 ;; esac
t=$d/.in.$$
own=$d/own$1
if cat 2>/dev/null >"$t"; then
  exec 3<"$t"
  mv -f "$t" "$d/$p.json" 2>/dev/null
elif [ -s "$own" ]; then
  # A full disk: yours is drawn all the same.
  exec sh "$own"
else
  exit 0
fi
if [ -s "$own" ]; then
  o=$d/.out.$$
  if command -v timeout >/dev/null 2>&1; then
    timeout 1 sh "$own" <&3 >"$o" 2>/dev/null
  else
    sh "$own" <&3 >"$o" 2>/dev/null &
    u=$!
    (
      exec >/dev/null 2>&1 3<&-
      trap 'kill $s; exit' TERM
      sleep 1 &
      s=$!
      wait $s
      kill -9 $u
    ) &
    w=$!
    wait $u 2>/dev/null
    kill $w 2>/dev/null
  fi
  x=$(cat "$o"; echo .)
  rm -f "$o"
  x=\${x%.}
  printf %s "$x"
fi
if [ -r "$d/$p.line" ]; then
  { IFS= read -r until && IFS= read -r line; } <"$d/$p.line"
  case $until in '' | *[!0-9]*) exit 0 ;; esac
  left=$((until - $(date +%s)))
  if [ $left -gt 0 ] && [ $left -le 60 ] && [ -n "$line" ]; then
    case \${x-} in '' | *'
') ;; *) echo ;; esac
    printf '%s\\n' "$line"
  fi
fi
exit 0
`
