/** The real library in a folder of its own that goes with the test's process, and the commands of the genuine agents alone. */
import { agents } from '../../src/agents/index.ts'
import { openPromptLibrary } from '../../src/app/open-prompt-library.ts'
import { userFolder } from './real-prompts.ts'

export function realPromptLibrary(dataDir: string = userFolder()) {
  const environment = { platform: 'linux', homeDir: dataDir, env: {} } as const
  return openPromptLibrary({ dataDir, machine: 'a-machine', shown: Object.values(agents), environment })
}
