/** Tables of the scanner's own, between those that it shares (scan-layout.ts). */

export const pendingFreeAt: usize = 94_464
export const fileSlotsAt: usize = 236_288
export const fileSlots: u32 = 4_096
export const responseSlotsAt: usize = 252_672
export const responseSlots: u32 = 16_384
/** Of each response where its ids stand, how many bytes they are, and its slot. */
export const keysAt: usize = 318_208
export const idsBytes: usize = 1_048_576
export const textsAt: usize = 2_317_056
export const textsBytes: usize = 1_048_576

/** The first prompt of a file, whole. */
export const mostPromptBytes: usize = 1_024
/** A longer one leaves its line to the other reader. */
export const mostStringBytes: usize = 1_000
/** `mostIdBytes` and `mostHintBytes` of scan-layout.ts. */
export const longestId: usize = 200
export const longestHint: usize = 768
export const mostNameBytes: usize = 200
export const mostPathBytes: usize = 4_000
