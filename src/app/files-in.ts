/** Agents' files on this machine, with what the archive in the data folder keeps of those that are gone. */
import { createArchivedFiles } from '../archive/archived-files.ts'
import { type AgentFiles, diskAndKept } from '../storage/agent-files.ts'

export const filesIn = (dataDir: string): AgentFiles => diskAndKept(createArchivedFiles(dataDir))
