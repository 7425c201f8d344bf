/** `tce project` and `tce backend`: what is set, where it is from, what is wrong with it. Pure. */
import { type BackendReport, type BackendsReport, textOfWords as inWords } from '../../core/tasks/backend.ts'
import type { FoundRepository, ProjectReport, ProjectsReport } from '../../core/tasks/project.ts'
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'

type Shorten = (path: string) => string

export function projectsView({ projects, problems }: ProjectsReport, shorten: Shorten, look: Look): readonly Line[] {
  const none = [
    line(span(`${look.glyphs.none} `, 'dim'), 'No projects yet.'),
    line('  ', span('Next: ', 'dim'), 'tce project add <folder>, or tce project scan <folder>'),
  ]
  const rows = projects.map((one): readonly Line[] => [
    [span(plainText(one.name), 'bold')],
    line(plainText(shorten(one.path))),
    line(one.branch === undefined ? span(look.glyphs.unknown, 'dim') : plainText(one.branch)),
    line(one.backend === undefined ? span('as usual', 'dim') : plainText(one.backend)),
    line(String(one.tasks)),
  ])
  return [
    ...(projects.length === 0
      ? none
      : fittedTable(
          [
            { head: 'NAME' },
            { head: 'FOLDER' },
            { head: 'BASE' },
            { head: 'BACKEND' },
            { head: 'TASKS', align: 'right' },
          ],
          rows,
          look,
        )),
    ...notes(
      projects.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`])),
      look,
    ),
    ...notes(problems, look),
  ]
}

export function projectView(project: ProjectReport, shorten: Shorten, look: Look): readonly Line[] {
  const { origins, copy } = project
  const fact = (name: string, value: string | undefined, origin?: string): readonly Line[] =>
    value === undefined
      ? []
      : wrapLine(
          line(
            span(`  ${name.padEnd(9)}`, 'dim'),
            plainText(value),
            span(origin === 'file' ? '  config.toml' : '', 'dim'),
          ),
          look.columns,
          ' '.repeat(11),
        )
  return [
    line(span(plainText(project.name), 'bold')),
    ...fact('Folder', shorten(project.path), origins.path),
    ...fact('Base', project.branch, origins.branch),
    ...fact('Backend', project.backend, origins.backend),
    ...fact('Set-up', project.setup, origins.setup),
    ...fact('Tests', project.test, origins.test),
    ...fact('Copied', copy?.join(', '), origins.copy),
    ...fact('Fence', fenceWords(project.sandbox), origins.sandbox),
    ...fact('Wrong', project.problem),
    ...(project.isRepository ? [] : fact('Note', 'no repository: its tasks work in the folder itself')),
  ]
}

function fenceWords(sandbox: ProjectReport['sandbox']): string | undefined {
  if (sandbox === undefined) return undefined
  const { enabled, denyRead = [], extraWrite = [], allowAppleEvents } = sandbox
  const words = [
    enabled === undefined ? 'as [sandbox] says' : enabled ? 'on' : 'off',
    ...(denyRead.length === 0 ? [] : [`not to be read: ${denyRead.join(', ')}`]),
    ...(extraWrite.length === 0 ? [] : [`may be written: ${extraWrite.join(', ')}`]),
    ...(allowAppleEvents === true ? ['Apple events allowed'] : []),
  ]
  return words.join('; ')
}

export function foundView(found: readonly FoundRepository[], shorten: Shorten, look: Look): readonly Line[] {
  if (found.length === 0)
    return [line(span(`${look.glyphs.none} `, 'dim'), 'No repository was found, three folders deep.')]
  const rows = found.map((one): readonly Line[] => [
    line(span(plainText(one.name), 'bold')),
    line(plainText(shorten(one.path))),
    line(one.isKnown ? span('a project already', 'dim') : ''),
  ])
  return [
    ...fittedTable([{ head: 'NAME' }, { head: 'FOLDER' }, { head: '' }], rows, look),
    emptyLine,
    line(span('Nothing was added. Add one: ', 'dim'), 'tce project add <folder>', span('  all: ', 'dim'), '--add'),
  ]
}

export function backendsView({ backends, problems }: BackendsReport, look: Look): readonly Line[] {
  const rows = backends.map((one): readonly Line[] => [
    line(span(plainText(one.name), 'bold'), one.isDefault ? span(' usual', 'dim') : ''),
    line(plainText(inWords(one.command))),
    line(one.isInstalled ? span(look.glyphs.done, 'ok') : span('not installed', 'dim')),
    line(one.resume === undefined ? span('no', 'dim') : 'yes'),
  ])
  return [
    ...fittedTable([{ head: 'NAME' }, { head: 'COMMAND' }, { head: 'THERE' }, { head: 'RESUMES' }], rows, look),
    ...notes(problems, look),
  ]
}

export function backendView(backend: BackendReport, look: Look): readonly Line[] {
  const { origins } = backend
  const fact = (name: keyof typeof origins, head: string, value: string | undefined): readonly Line[] =>
    value === undefined
      ? []
      : wrapLine(
          line(
            span(`  ${head.padEnd(10)}`, 'dim'),
            plainText(value),
            span(origins[name] === 'file' ? '  config.toml' : '', 'dim'),
          ),
          look.columns,
          ' '.repeat(12),
        )
  const { promptFlag } = backend
  return [
    line(span(plainText(backend.name), 'bold'), backend.isInstalled ? '' : span('  not installed', 'dim')),
    ...fact('command', 'Command', inWords(backend.command)),
    ...fact(
      'promptFlag',
      'Prompt',
      promptFlag === undefined ? 'none with its start' : promptFlag === '' ? 'last argument' : promptFlag,
    ),
    ...fact(
      'model',
      'Model',
      backend.model ?? (backend.modelFlag === undefined ? undefined : `its own, by ${backend.modelFlag}`),
    ),
    ...fact('mode', 'Mode', backend.mode),
    ...fact('resume', 'Resume', backend.resume === undefined ? 'none: ended is ended' : inWords(backend.resume)),
    ...fact('fork', 'Fork', backend.fork && inWords(backend.fork)),
    ...fact('headless', 'Test', backend.headless && inWords(backend.headless)),
    ...fact('env', 'Variables', backend.env && plural(Object.keys(backend.env).length, 'variable')),
  ]
}

const notes = (problems: readonly string[], look: Look): readonly Line[] =>
  problems.length === 0
    ? []
    : [
        emptyLine,
        ...problems.flatMap((problem) =>
          wrapLine(line(span(`${look.glyphs.failed} `, 'bad'), plainText(problem)), look.columns, '  '),
        ),
      ]
