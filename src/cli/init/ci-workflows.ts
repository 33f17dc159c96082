/** A file that makes a CI system validate and run all scenarios of a project. */
export interface CiWorkflow {
  /** Relative to the project's folder: where the CI system looks for it. */
  readonly path: string;
  readonly text: string;
}

/**
 * The workflows run the poolproof that package-lock.json pins, and `npx --no` fetches none: a check must not change its verdict
 * because a newer version came out.
 */
export const CI_WORKFLOWS = {
  github: {
    path: '.github/workflows/poolproof.yml',
    text: `# Checks the scenarios on every push and pull request. poolproof must be among the devDependencies of package.json.
name: poolproof
on: [push, pull_request]
permissions:
  contents: read
jobs:
  scenarios:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: npm ci
      - name: Every scenario is well written
        run: npx --no -- poolproof validate --format github
      - name: Every scenario holds
        run: npx --no -- poolproof run --report reports --reporter github
      - name: Keep the reports
        if: \${{ !cancelled() }}
        uses: actions/upload-artifact@v4
        with:
          name: poolproof-reports
          path: reports
          if-no-files-found: ignore
`,
  },
  gitlab: {
    path: '.gitlab-ci.yml',
    text: `# Checks the scenarios in every pipeline. poolproof must be among the devDependencies of package.json.
poolproof:
  image: node:20
  script:
    - npm ci
    - npx --no -- poolproof validate
    - npx --no -- poolproof run --report reports
  artifacts:
    when: always
    paths: [reports]
    reports:
      junit: reports/**/junit.xml
`,
  },
} as const satisfies Readonly<Record<string, CiWorkflow>>;

export type CiName = keyof typeof CI_WORKFLOWS;
export const CI_NAMES = Object.keys(CI_WORKFLOWS) as readonly CiName[];
