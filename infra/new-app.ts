import { App } from 'aws-cdk-lib'

/**
 * An app whose templates are checked against CloudFormation's own schemas when they are made;
 * violations are reported and end the process. `checked: false` is for tests: the check takes seconds.
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
