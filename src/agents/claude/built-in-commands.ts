/** The commands of Claude Code 2.1.329 as its own menu lists them, in our words, and those that throw something away or open a dialog. */
import { byText } from '../../core/words/by-text.ts'
import type { BuiltInCommand } from '../prompt-library.ts'

const plain: Readonly<Record<string, string>> = {
  '/add-dir': 'Add a folder that it may work in',
  '/batch': 'Plan a large change that agents in the background carry out',
  '/branch': 'Go on in a branch of this conversation',
  '/btw': 'Ask something beside what it does',
  '/cd': 'Go to another folder',
  '/code-review': 'Review the changes',
  '/color': 'Colour of its prompt',
  '/compact': 'Sum up the conversation to free context',
  '/context': 'Show what fills the context',
  '/copy': 'Copy its last answer',
  '/debug': 'Log more, and look into a problem',
  '/doctor': 'Check the installation',
  '/effort': 'Set how hard it thinks',
  '/export': 'Write the conversation to a file',
  '/fast': 'Turn fast mode on or off',
  '/fork': 'Copy the conversation into a session in the background',
  '/goal': 'Set what it checks before it stops',
  '/init': 'Write a CLAUDE.md',
  '/loop': 'Repeat a prompt',
  '/plan': 'Turn plan mode on, or show the plan',
  '/recap': 'Sum up the session in a line',
  '/reload-plugins': 'Take over changed plugins',
  '/reload-skills': 'Take over changed skills',
  '/rename': 'Give the conversation another name',
  '/run': 'Start the project’s program and look at the change',
  '/security-review': 'Review the changes for security',
  '/simplify': 'Tidy changed code up without another behaviour',
  '/subtask': 'Send a subagent off with all it knows',
  '/usage': 'Cost and use of this session',
  '/verify': 'Try the change and say whether it works',
}

const dialogs: Readonly<Record<string, string>> = {
  '/config': 'Settings',
  '/diff': 'Changes that are not committed',
  '/help': 'Help and commands',
  '/hooks': 'Hooks',
  '/ide': 'Connections to editors',
  '/mcp': 'MCP servers',
  '/memory': 'Files of memory',
  '/model': 'Choose the model',
  '/output-style': 'Style of its answers',
  '/permissions': 'Rules of permission',
  '/plugin': 'Plugins',
  '/release-notes': 'What is new',
  '/sandbox': 'Sandbox',
  '/skills': 'Skills',
  '/status': 'Version, account and set-up',
  '/tasks': 'Work in the background',
  '/theme': 'Theme',
  '/workflows': 'Workflows',
}

const losing: Readonly<Record<string, string>> = {
  '/background': 'Leave the terminal and go on in the background',
  '/clear': 'Forget the conversation and begin another session',
  '/exit': 'End it',
  '/login': 'Change the account',
  '/logout': 'Sign out of the account',
  '/resume': 'Go to another session',
  '/rewind': 'Take code and conversation back',
}

const listed = (some: Readonly<Record<string, string>>, caution?: BuiltInCommand['caution']): BuiltInCommand[] =>
  Object.entries(some).map(([name, does]) => ({ name, does, caution }))

export const builtInCommands: readonly BuiltInCommand[] = [
  ...listed(plain),
  ...listed(dialogs, 'dialog'),
  ...listed(losing, 'asks'),
].toSorted((a, b) => byText(a.name, b.name))
