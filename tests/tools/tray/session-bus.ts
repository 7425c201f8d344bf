/** A D-Bus session of our own: nothing of it reaches a real desktop. */
import { type ChildProcess, spawn } from 'node:child_process'
import dbus from 'dbus-next'

export interface SessionBus {
  readonly address: string
  connect(): dbus.MessageBus
  close(): Promise<void>
}

/** `env` is what programs that the bus starts by itself get. */
export async function startSessionBus(env: NodeJS.ProcessEnv = process.env): Promise<SessionBus> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    daemon.on('error', (cause) => reject(new Error('dbus-daemon is missing (Debian: dbus).', { cause })))
    daemon.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()))
  })
  const buses = new Set<dbus.MessageBus>()
  return {
    address,
    connect() {
      const bus = dbus.sessionBus({ busAddress: address })
      // A bus that goes away under us is the end of the test, not an error of its own.
      bus.on('error', () => {})
      buses.add(bus)
      return bus
    },
    async close() {
      for (const bus of buses) bus.disconnect()
      await ended(daemon)
    },
  }
}

/** Ends a child we started, and waits for it. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await exit
}
