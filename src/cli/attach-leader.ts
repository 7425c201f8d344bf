/** Keys of whoever is attached: all go in, but for those after the leader, Ctrl-\. Pure but for its memory. */

export interface LeaderActs {
  readonly type: (bytes: Buffer) => void
  readonly detach: () => void
  readonly takeSize: () => void
}

/** As a terminal says it; and as one does that was told to speak of keys at length, by kitty's way or xterm's. */
const leaders: readonly string[] = ['\u001c', '\u001b[92;5u', '\u001b[27;5;92~']

/** `Ctrl-\ d` leaves, `Ctrl-\ s` takes the size, `Ctrl-\ Ctrl-\` goes in as one. Any other key after it is none. */
export function createLeader({ type, detach, takeSize }: LeaderActs): (bytes: Buffer) => void {
  let isLed = false
  return (bytes) => {
    const text = bytes.toString('latin1')
    let from = 0
    for (let at = 0; at < text.length; at += 1) {
      const leader = leaders.find((one) => text.startsWith(one, at))
      if (isLed) {
        isLed = false
        const key = leader ?? text[at] ?? ''
        if (leader !== undefined) type(Buffer.from(leader, 'latin1'))
        else if (letterOf(text, at) === 'd') return detach()
        else if (letterOf(text, at) === 's') takeSize()
        at += (leader === undefined ? keyLength(text, at) : key.length) - 1
        from = at + 1
      } else if (leader !== undefined) {
        if (at > from) type(bytes.subarray(from, at))
        isLed = true
        at += leader.length - 1
        from = at + 1
      }
    }
    if (from < bytes.length) type(bytes.subarray(from))
  }
}

/** One key: a character, or a whole sequence. */
const sequence = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/
const keyLength = (text: string, at: number): number => sequence.exec(text.slice(at, at + 32))?.[0].length ?? 1

/** Of a plain key, or of one that is spoken of at length: `CSI 100 u` is a d. */
function letterOf(text: string, at: number): string | undefined {
  const code = /^\u001b\[(\d+)(?:;[12]?)?u/.exec(text.slice(at, at + 32))?.[1]
  return (code === undefined ? text[at] : String.fromCharCode(Number(code)))?.toLowerCase()
}
