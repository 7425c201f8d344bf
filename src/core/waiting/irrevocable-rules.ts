/** Commands that cannot be taken back, by what they say: those that TCE knows, as Settings lists them. Pure. */
import type { LossKind } from './loss.ts'

/** As it stands in Settings. */
export interface IrrevocableRule {
  /** What it is about: "git reset --hard". */
  readonly title: string
  readonly loses: string
}

export interface PatternRule extends IrrevocableRule {
  readonly pattern: RegExp
  /** What is lost can be looked up. */
  readonly looksAt?: LossKind
}

/** From the name of a program to its word, over options and their values, within one command. */
const words = String.raw`(?:[^\n;|&]*?\s)`

export const patternRules: readonly PatternRule[] = [
  {
    title: 'git push --force, -f, +branch',
    looksAt: 'push',
    pattern: new RegExp(
      String.raw`\bgit\s${words}?push\b${words}(?:--force(?:-with-lease|-if-includes)?\b|-\w*f\w*\b|\+\S+)`,
      'i',
    ),
    loses: 'It rewrites what others may have from the remote.',
  },
  {
    title: 'git push --delete, :branch, --mirror, --prune',
    looksAt: 'push',
    pattern: new RegExp(String.raw`\bgit\s${words}?push\b${words}(?:--delete\b|-d\b|--mirror\b|--prune\b|:\S+)`, 'i'),
    loses: 'It removes branches or tags on the remote.',
  },
  {
    title: 'git reset --hard',
    looksAt: 'reset',
    pattern: new RegExp(String.raw`\bgit\s${words}?reset\b${words}--hard\b`, 'i'),
    loses: 'It throws away what is not committed.',
  },
  {
    title: 'git clean -f',
    looksAt: 'clean',
    pattern: new RegExp(String.raw`\bgit\s${words}?clean\b${words}(?:-\w*f|--force\b)`, 'i'),
    loses: 'It removes files that are in no commit.',
  },
  {
    title: 'git restore, checkout -- files, checkout and switch -f',
    pattern: new RegExp(
      String.raw`\bgit\s${words}?(?:restore\b(?!${words}?(?:--staged\b|-S\b)(?!${words}?(?:--worktree\b|-W\b)))${words}\S|checkout\b${words}(?:--(?=\s|$)|\.(?=[\s"']|$)|-f\b|--force\b)|switch\b${words}(?:-f\b|--force\b|--discard-changes\b))`,
    ),
    loses: 'It throws away changes that are not committed.',
  },
  {
    title: 'git branch -D, stash drop and clear, worktree remove -f, reflog expire',
    pattern: new RegExp(
      String.raw`\bgit\s${words}?(?:branch\b${words}(?:-\w*D\w*\b|(?:-d|--delete)\b${words}(?:-f|--force)\b|(?:-f|--force)\b${words}(?:-d|--delete)\b)|stash\s+(?:drop|clear)\b|worktree\s+remove\b${words}(?:-f\b|--force\b)|reflog\s+(?:expire|delete)\b)`,
    ),
    loses: 'It removes commits or changes that may be nowhere else.',
  },
  {
    title: 'docker, podman: system, volume, container, image prune; volume rm; compose down -v',
    pattern: new RegExp(
      String.raw`\b(?:docker|podman|nerdctl)\s${words}?(?:(?:system|volume|container|image)\s+prune\b|volume\s+(?:rm|remove)\b)|\b(?:docker|podman|nerdctl)(?:-|\s${words}?)compose\s${words}?down\b${words}(?:-v\b|--volumes\b)`,
      'i',
    ),
    loses: 'It removes containers, images or volumes with the data in them.',
  },
  {
    title: 'drop table, database, schema …, truncate, delete without where, dropdb, flushall',
    pattern:
      /\b(?:drop\s+(?:table|database|schema|index|view|user|role|column)|truncate\s+(?:table\s+)?[\w"`.[]|dropdb\b|dropDatabase\b|delete\s+from\s+[\w"`.[\]]+\s*(?:[;"']|$)|flush(?:all|db)\b)/i,
    loses: 'It removes data from a database.',
  },
  {
    title: 'apply, destroy, up, deploy of terraform, tofu, pulumi, cdk …',
    pattern: new RegExp(
      String.raw`\b(?:terraform|tofu|terragrunt|pulumi|cdk|helmfile)\s${words}?(?:apply|destroy|up|deploy)\b`,
      'i',
    ),
    loses: 'It changes running infrastructure.',
  },
  {
    title: 'kubectl, oc: apply, delete, replace, drain; helm: install, upgrade, uninstall, rollback',
    pattern: new RegExp(
      String.raw`\b(?:kubectl|oc)\s${words}?(?:apply|delete|replace|drain)\b|\bhelm\s${words}?(?:install|upgrade|uninstall|rollback)\b`,
      'i',
    ),
    loses: 'It changes what runs in a cluster.',
  },
  {
    title: 'npm, cargo, poetry … publish, gem push, twine upload, gh release create',
    pattern: new RegExp(
      String.raw`\b(?:npm|pnpm|yarn|bun|cargo|poetry|uv|hatch|flit|lerna|vsce|dart|pub)\s${words}?publish\b|\bgem\s${words}?push\b|\btwine\s${words}?upload\b|\bgh\s${words}?release\s+create\b`,
      'i',
    ),
    loses: 'What is published stays with those who fetched it.',
  },
  {
    title: 'curl, wget … | sh, python, node …',
    pattern:
      /\b(?:curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod)\b[^\n;]*\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da|fi|k)?(?:sh|iex|python[\d.]*|node|perl|ruby|invoke-expression)\b/i,
    loses: 'It runs whatever the address answers.',
  },
  {
    title: 'sh -c "$(curl …)", eval or source of a download',
    pattern:
      /\b(?:ba|z|da|fi|k)?sh\s+(?:-\w+\s+)*(?:["']?\$\(|["']?`|<\()\s*(?:curl|wget)\b|\b(?:eval|source)\s+["']?(?:\$\(|<\()\s*(?:curl|wget)\b/i,
    loses: 'It runs whatever the address answers.',
  },
  {
    title: 'sudo, doas, pkexec',
    pattern: /(?<![\w./-])(?:sudo|doas|pkexec)\s/i,
    loses: 'It runs with the rights of another user.',
  },
  {
    title: 'aws s3 rm --recursive, s3 rb; gsutil rm -r; gh repo delete',
    pattern: new RegExp(
      String.raw`\baws\s${words}?s3\s+(?:rb\b|rm\b${words}--recursive\b)|\bgsutil\s${words}?rm\b${words}-\w*r|\bgh\s${words}?repo\s+delete\b`,
      'i',
    ),
    loses: 'It removes what lies on a server.',
  },
  {
    title: 'mkfs, wipefs, dd of=/dev/…, > /dev/sda',
    pattern: /\bwipefs\b|\bmkfs(?:\.\w+)?\b|\bdd\b[^\n;|&]*\bof=\/dev\/|>\s*\/dev\/(?:sd|nvme|disk|hd|mmcblk)/i,
    loses: 'It overwrites a disk.',
  },
]

const removal: IrrevocableRule = {
  title: 'rm -r, find -delete outside of its folder, of all of it, or of what the shell fills in',
  loses: 'It removes what lies there with everything in it.',
}

/** All that come with TCE. */
export const irrevocableRules: readonly IrrevocableRule[] = [...patternRules, removal]
