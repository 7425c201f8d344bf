/** The one place from which a signal leaves this program. Whoever calls it has just checked who the pid is. */
export type EndingSignal = 'SIGCONT' | 'SIGTERM' | 'SIGKILL'

/** `gone`: it ended between the check and the signal. `refused`: the system does not let us. */
export type SignalResult = 'sent' | 'gone' | 'refused'
export type SendSignal = (pid: number, signal: EndingSignal) => SignalResult

export const sendSignal: SendSignal = (pid, signal) => {
  if (!Number.isSafeInteger(pid) || pid <= 1) throw new RangeError(`No signal is ever sent to pid ${pid}.`)
  try {
    process.kill(pid, signal)
    return 'sent'
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ESRCH') return 'gone'
    if (code === 'EPERM') return 'refused'
    throw cause
  }
}
