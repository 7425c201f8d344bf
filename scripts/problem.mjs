/** What can go wrong while setting up, said in one sentence with the next step. */

/** An expected failure: its message is for the user, the stack is not. */
export class SetupError extends Error {}

/**
 * What npm's words mean. The first row that matches decides.
 * @type {readonly (readonly [RegExp, string])[]}
 */
const meanings = [
  [
    /CERT|certificate/,
    "The npm registry's certificate is not trusted, as behind a company's proxy. Name its file (npm config set cafile <file>) and run this again.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network/i,
    'The npm registry could not be reached. Check the network (npm config get registry, proxy) and run this again.',
  ],
  [
    /EACCES|EPERM|EROFS/,
    'There is no permission to write here. Give this folder and the npm cache to your user and run this again.',
  ],
  [/ENOSPC/, 'The disk is full. Make about 700 MB of room and run this again.'],
  [/EBADENGINE/, 'A package refuses this Node.js. Remove the folder .toolchain and run this again.'],
  [
    /EINTEGRITY/,
    'A package is not what the lock file says. Run "npm cache verify" and try again; if it stays so, the registry in use serves altered packages.',
  ],
  [
    /E404|ETARGET/,
    'The npm registry in use lacks a package of the lock file. Choose another (npm config set registry https://registry.npmjs.org) and run this again.',
  ],
]

/**
 * @param {string} npmOutput all that npm printed
 * @returns {string}
 */
export function explainNpm(npmOutput) {
  const meaning = meanings.find(([pattern]) => pattern.test(npmOutput))?.[1]
  const reason = npmOutput
    .split('\n')
    .find((line) => /^npm (error|ERR!) (?!code|syscall|errno|A complete log)\S/.test(line))
  const detail = reason?.replace(/^npm (error|ERR!)\s*/, '').trim()
  if (meaning !== undefined) return detail === undefined ? meaning : `${meaning} (npm: ${detail})`
  return `npm could not install the packages: ${detail ?? 'it gave no reason'}. Run "npm ci --ignore-scripts" to see all it says.`
}

/**
 * A failure of the file system in words; undefined for anything else.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function explainFileError(error) {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'a file'
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path} can't be written: no permission. Give this folder to your user and run this again.`
    case 'ENOSPC':
      return `${path} can't be written: the disk is full. Make about 700 MB of room and run this again.`
    default:
      return undefined
  }
}
