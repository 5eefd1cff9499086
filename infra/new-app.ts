import { App } from 'aws-cdk-lib'

/**
 * An app whose templates are checked against CloudFormation's own schemas when they are made; what
 * these refuse is told, and ends the process with an error. `checked: false` is for tests: the check takes seconds.
 */
export const newApp = ({
  outdir,
  context,
  checked = true,
}: {
  outdir?: string
  context?: Record<string, string>
  checked?: boolean
} = {}): App =>
  new App({
    analyticsReporting: false,
    treeMetadata: false,
    outdir,
    builtinCloudFormationValidation: checked,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true, ...context },
  })
