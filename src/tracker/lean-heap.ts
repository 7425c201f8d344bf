/**
 * V8 lets its heap grow to several times what is in use before it looks for what is not: quick where little is made, and hundreds of megabytes
 * where a first count makes some garbage for each of very many files. While such a count goes on it looks sooner.
 */

/** The old generation to 1.4 times what is in use; the young one no larger than it is. */
const lean = ['--heap-growing-percent=40', '--semi-space-growth-factor=1']
/** V8's own. */
const usual = ['--heap-growing-percent=0', '--semi-space-growth-factor=2']

export async function withLeanHeap<T>(act: () => Promise<T>): Promise<T> {
  // Not loaded where nothing is counted first.
  const { setFlagsFromString } = await import('node:v8')
  for (const flag of lean) setFlagsFromString(flag)
  try {
    return await act()
  } finally {
    for (const flag of usual) setFlagsFromString(flag)
  }
}
