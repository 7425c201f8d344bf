/** How much room V8 takes for what is thrown away soon. It decides for speed; a program that runs all day wants the room back. */
import { setFlagsFromString } from 'node:v8'

/**
 * V8 lets the space for young objects grow to 3 × 16 MB while a program loads, and keeps it. A server that idles all day needs none of
 * that: 101 MB became 91 on Linux with Node.js 24, and an answer takes as long as before.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * Young objects are collected by the thread that made them. There is 1 MB of them at a time, and V8 woke each of its four helpers five times for
 * that: of a server at rest, every ten seconds, two wake-ups a second.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge')
}

/** Sessions that are followed leave much behind that lives only for a moment: collected early it takes a third of the room. */
export function collectEarly(): void {
  setFlagsFromString('--optimize-for-size')
}
