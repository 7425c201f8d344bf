/** What TCE knows of the screens of agents, by their kinds: `<agent>/screen.json`, in the form that a user's own has. */
import { checkManifest, type ScreenManifest } from '../core/screens/manifest.ts'
import aider from './aider/screen.json' with { type: 'json' }
import claude from './claude/screen.json' with { type: 'json' }
import codex from './codex/screen.json' with { type: 'json' }
import copilot from './copilot/screen.json' with { type: 'json' }
import cursor from './cursor/screen.json' with { type: 'json' }
import gemini from './gemini/screen.json' with { type: 'json' }
import kilo from './kilo/screen.json' with { type: 'json' }
import kimi from './kimi/screen.json' with { type: 'json' }
import opencode from './opencode/screen.json' with { type: 'json' }
import pi from './pi/screen.json' with { type: 'json' }
import qwen from './qwen/screen.json' with { type: 'json' }

/** Read as strictly as anybody's: one that is wrong is a bug. */
export const screenManifests: ReadonlyMap<string, ScreenManifest> = new Map(
  [claude, codex, opencode, gemini, copilot, cursor, aider, pi, qwen, kilo, kimi].map((json) => {
    const read = checkManifest(json)
    if (!read.ok) throw new Error(`${json.agent}/screen.json: ${read.error}`)
    return [read.value.agent, read.value]
  }),
)
