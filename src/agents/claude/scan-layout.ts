/**
 * How the scanner in WebAssembly (wasm/) and its caller share their memory. Plain numbers alone: AssemblyScript reads this file as well.
 * Places are in bytes; fields of a record in words of 4 bytes from its beginning.
 */

/** Records are written here. Below lies what the scanner keeps for itself. */
export const recordsAt = 65_536
export const recordsBytes = 131_072
/** Whole lines are laid here. Sixteen bytes are looked at in one go, so a little room has to follow. */
export const linesAt = 196_608
export const linesBytes = 8_388_608
export const memoryBytes = 8_650_752

/** The line is to be read by today's reader: unusual, broken, or of a kind that is too rare to be worth more. */
export const kindOther = 3
export const kindAnswer = 1
export const kindToolResult = 2
export const kindSystem = 5

/** Of every record. The line without its end; of one that is not `kindOther` without a carriage return either. */
export const wordKind = 0
export const wordStart = 1
export const wordEnd = 2
export const otherWords = 4

/** A bit for each string that stands in this line as in the record before: it is not written again. */
export const wordSame = 3
/** Milliseconds, as a float of 8 bytes. */
export const wordTime = 4
/** From here two words for each string: where it begins and ends; both 0 where it is missing. A negative end: it has escapes. */
export const wordStrings = 6

export const stringSession = 0
export const stringCwd = 1
export const stringBranch = 2
export const stringVersion = 3
export const stringModel = 4
export const stringMessage = 5
export const stringRequest = 6
export const stringRequestRef = 7
export const stringAgent = 8
export const strings = 9
/** Of these a record that is no answer tells nothing. */
export const stringsOfChain = 4

export const wordFlags = 24
/** Of an answer the counts in this order and how many calls follow; of a tool's result its id, and lines added and removed. */
export const wordInput = 25
export const wordOutput = 26
export const wordCacheRead = 27
export const wordCacheCreation = 28
export const word5m = 29
export const word1h = 30
export const wordSearches = 31
export const wordCalls = 32
export const wordResultId = 25
export const wordAdded = 27
export const wordRemoved = 28
export const recordWords = 34

/** A call of a tool: its strings, then how many lines its `content` has. */
export const callName = 0
export const callId = 1
export const callFilePath = 2
export const callNotebookPath = 3
export const callCommand = 4
export const callPattern = 5
export const callDescription = 6
export const callQuery = 7
export const callLines = 16
export const callWords = 18
export const mostCalls = 60

export const flagSidechain = 1
export const flagForked = 2
export const flagFast = 4
export const flagUs = 8
export const flagEnd = 16
export const flagError = 32
/** The result is an object; it has a list of changes; it is of a file that was made; and says so first of all. */
export const flagResult = 64
export const flagPatch = 128
export const flagCreate = 256
export const flagCreateFirst = 512
/** The line's beginning already says that it is a user's. */
export const flagUserFirst = 1024
