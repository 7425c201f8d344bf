/** Programs that we start and that end with us: a signal to us is passed on to them, however early it comes. */
import { spawn } from 'node:child_process'
import process from 'node:process'

const passedOn = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Listens first and starts then: a signal that arrives while the program is being started would else end us alone.
 * It is told to the program right after; one that has not begun yet ends of it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(signal: NodeJS.Signals) => void} [onSignal]
 */
export function startWithUs(program, args, options, onSignal) {
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    onSignal?.(signal)
    // Ctrl-C in a terminal reaches the child by itself: it is in the same process group.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const stopListening = () => {
    for (const signal of passedOn) process.off(signal, passOn)
  }
  for (const signal of passedOn) process.on(signal, passOn)
  const child = spawn(program, args, options)
  return child.on('error', stopListening).on('exit', stopListening)
}

/**
 * Goes on as another program: same terminal, and its end becomes ours.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function handOver(program, args, env = process.env) {
  const child = startWithUs(program, args, { stdio: 'inherit', env })
  child.on('error', (error) => {
    console.error(`${program} could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else process.kill(process.pid, signal)
  })
}
