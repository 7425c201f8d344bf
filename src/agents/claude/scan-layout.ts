/**
 * How the scanner in WebAssembly (wasm/) and its caller share their memory. Plain numbers alone: AssemblyScript reads this file as well.
 * Places are in bytes, fields in words of 4 bytes or floats of 8 from where their table begins. A text is two words, where it begins and ends:
 * both 0 where it is missing, the end negative where it has escapes.
 */

/** The calls of the line that is looked at; an id that the caller tells is laid here, too. */
export const callsAt = 65_536

/** What a call of a tool says: its texts, then how many lines its `content` has. */
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

/** What the scanner tells, and what it was told, outside of tables: floats first. What is not known is NaN. */
export const toldAt = 73_728
export const floatBegan = 0
export const floatChainStart = 1
export const floatContextAt = 2
export const floatContextTokens = 3
export const floatAdded = 4
export const floatRemoved = 5
/** Words of the same place. */
export const wordStop = 16
export const wordOtherFrom = 17
export const wordOtherTo = 18
/** Whether an answer is awaited, and one is being given: 0 or 1; -1 when nothing told since. */
export const wordAwaiting = 19
export const wordAnswering = 20
/** Numbers of models, -1 for none. */
export const wordLastModel = 21
export const wordContextModel = 22
/** How many are in each table. */
export const wordTouchedNames = 23
export const wordTouchedFiles = 24
export const wordPending = 25
export const wordPendingChanged = 26
export const wordRuns = 27
export const wordLabels = 28
export const wordModels = 29
export const wordResponses = 30
/** Where the ids end. */
export const wordIdsEnd = 31
/** Session and folder where none was known, branch and version where they changed: a text each. */
export const wordChain = 32
/** By the caller: 1 when a session is known already, 2 when a folder is, 4 when a prompt is. */
export const wordKnows = 40
export const knowsSession = 1
export const knowsFolder = 2
export const knowsPrompt = 4
/** Prompts since the caller last looked, and the text of the first where none was known. */
export const wordPrompts = 41
export const wordFirstPrompt = 42

/**
 * Why a scan stopped: all was read; a line is for the other reader; tables are full and want to be emptied; a line is for the other reader, and
 * neither needs nor changes what is in the tables.
 */
export const stopEnd = 0
export const stopOther = 1
export const stopFull = 2
export const stopAside = 3

/** Strings of a line. Of the first four every line of a chain tells. */
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
export const stringsOfChain = 4

export const chainTextsAt = 74_752
export const chainTextBytes = 1_024

export const promptAt = 161_536

/** Time in which something happened: beginning and end of each run of moments, in ms, as floats. */
export const runsAt = 78_848
export const mostRuns = 512

/** Where responses were made: session, branch and agent as texts, 1 for a sidechain, 1 when a folder was known by then. */
export const labelsAt = 87_040
export const labelWords = 8
export const labelBranch = 2
export const labelAgent = 4
export const labelSidechain = 6
export const labelKnowsFolder = 7
export const mostLabels = 64

/** A text each. */
export const modelsAt = 89_088
export const modelWords = 2
export const mostModels = 16

/** Tools: the name as text, calls and failures since the caller last looked. */
export const namesAt = 89_344
export const nameWords = 8
export const nameCalls = 2
export const nameFailures = 3
export const mostNames = 128
/** Numbers of those that were touched since, in their order. */
export const touchedNamesAt = 93_440

/** Calls without a result so far: numbers of slots, oldest first. */
export const pendingOrderAt = 93_952
export const pendingAt = 94_976
export const pendingBytes = 1_024
export const mostPending = 64
/** Of a slot: bytes of the id; number of the tool, or -1 - n for the n-th that the caller told; of the file, or -1; lines, or -1; bytes of the hint. */
export const pendingIdBytes = 0
export const pendingName = 1
export const pendingFile = 2
export const pendingLines = 3
export const pendingHintBytes = 4
export const pendingIsHintEscaped = 5
/** In bytes from the slot's beginning. */
export const pendingIdAt = 32
export const pendingHintAt = 240
export const mostHintBytes = 768
export const mostIdBytes = 200

/** Files: the path as text, lines added and removed, and how they were touched (1 read, 2 edited) since the caller last looked. */
export const filesAt = 162_560
export const fileWords = 8
export const fileAdded = 2
export const fileRemoved = 3
export const fileHow = 4
export const mostFiles = 2_048
export const touchedFilesAt = 228_096

/** Responses: `responseColumns` floats each, as core/usage/response-columns.ts tells. */
export const responsesAt = 416_512
export const responseColumns = 13
export const mostResponses = 8_192
/** Their ids: message, tab, request, line end. */
export const idsAt = 1_268_480

/** Whole lines are laid here. Sixteen bytes are looked at in one go, so a little room has to follow. */
export const linesAt = 3_407_872
export const linesBytes = 8_388_608
export const memoryBytes = 11_862_016
