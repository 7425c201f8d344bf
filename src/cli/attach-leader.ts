/** Keys of whoever is attached: all go in, but for those after the leader, Ctrl-\. Pure but for its memory. */

export interface LeaderActs {
  readonly type: (bytes: Buffer) => void
  readonly detach: () => void
  readonly takeSize: () => void
}

const leaderByte = 0x1c

/** `Ctrl-\ d` leaves, `Ctrl-\ s` takes the size, `Ctrl-\ Ctrl-\` goes in as one. Any other key after it is none. */
export function createLeader({ type, detach, takeSize }: LeaderActs): (bytes: Buffer) => void {
  let isLed = false
  return (bytes) => {
    let from = 0
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at]
      if (isLed) {
        isLed = false
        from = at + 1
        if (byte === leaderByte) type(Buffer.from([leaderByte]))
        else if (byte === 0x64 || byte === 0x44) return detach()
        else if (byte === 0x73 || byte === 0x53) takeSize()
      } else if (byte === leaderByte) {
        if (at > from) type(bytes.subarray(from, at))
        isLed = true
        from = at + 1
      }
    }
    if (from < bytes.length) type(bytes.subarray(from))
  }
}
