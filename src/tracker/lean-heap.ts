/**
 * V8 lets its heap grow to several times what is in use before it looks for what is not: quick where little is made, and hundreds of megabytes
 * where a first count makes some garbage for each of very many files. While such a count goes on it looks sooner.
 */

/** The old generation to 1.4 times what is in use. */
const lean = '--heap-growing-percent=40'
/** As V8 decides by itself. */
const usual = '--heap-growing-percent=0'
/** The young one no larger than it is: so it stays, as a program that fills a store ends after it, and a server has it small in any case. */
const smallYoung = '--semi-space-growth-factor=1'

export async function withLeanHeap<T>(act: () => Promise<T>): Promise<T> {
  // Not loaded where nothing is counted first.
  const { setFlagsFromString } = await import('node:v8')
  setFlagsFromString(smallYoung)
  setFlagsFromString(lean)
  try {
    return await act()
  } finally {
    setFlagsFromString(usual)
  }
}
