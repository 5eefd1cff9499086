export const account = '000000000000'
export const region = 'local'
export const arnOfGroup = (name: string) => `arn:aws:logs:${region}:${account}:log-group:${name}`
export const arnOfAlarm = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`

/** A group's name from its name or ARN. */
export const groupName = (identifier: string) =>
  identifier.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '')
