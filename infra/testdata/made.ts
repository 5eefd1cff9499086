import { Template } from 'aws-cdk-lib/assertions'
import { expect } from 'vitest'
import { newApp } from '@/infra/new-app'
import { readSettings } from '@/infra/settings'
import { monitoringStack } from '@/infra/stack'
import { parseSite } from '@/lib/site'

/** The stack of a site file and a context, and its template. */
export function made(file: object = {}, context: Record<string, string> = {}) {
  const settings = readSettings((name) => context[name])
  const stack = monitoringStack(
    newApp({ checked: false }),
    { ...parseSite(JSON.stringify(file)), logGroup: 'apache/access' },
    settings,
  )
  const template = Template.fromStack(stack)
  return { stack, template, text: JSON.stringify(template.toJSON()) }
}

export const resourcesOf = (template: Template, type: string) =>
  Object.entries(template.findResources(type))

/** The one resource of a type. */
export function only(template: Template, type: string) {
  const [found, ...others] = resourcesOf(template, type)
  expect(others).toEqual([])
  return { id: found?.[0] ?? '', ...found?.[1] } as {
    id: string
    Properties: Record<string, unknown>
  }
}

export const statements = (policy: unknown) =>
  (policy as { PolicyDocument: { Statement: Record<string, unknown>[] } }).PolicyDocument.Statement
