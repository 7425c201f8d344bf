/** A short stand-in for a text: to know it by, where all the texts themselves would take too much memory. */

/** 52 bits. Those of a million texts are different ones but in one of ten thousand cases. */
export function hashOf(text: string): number {
  let a = 0x811c9dc5
  let b = 0x1b873593
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b)
  }
  return (a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff)
}
