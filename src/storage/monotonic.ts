/** A clock that nobody sets. For what every look needs: `performance` would load all measures of Node.js, 2 ms of a command. */
export const monotonicMs = (): number => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1_000 + nanoseconds / 1e6
}
