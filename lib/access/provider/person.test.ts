import { expect, test } from 'vitest'
import { type Claims, personIn } from './person'

const members = {
  admin: ['admins', 'boss@shop.example'],
  operator: ['operators', 'kim@shop.example'],
  viewer: ['viewers', 'shop.example'],
}
const verified = (email: string) => ({ email, email_verified: true })

test.each<[string, string, Claims[], string | null]>([
  ['a list', 'roles', [{ roles: ['x', 'viewers'] }], 'viewer'],
  ['one value', 'roles', [{ roles: 'operators' }], 'operator'],
  ['the highest', 'roles', [{ roles: ['viewers', 'admins', 'operators'] }], 'admin'],
  [
    'the highest of two places',
    'roles',
    [{ roles: ['viewers'] }, { roles: ['operators'] }],
    'operator',
  ],
  ['a path', 'realm_access.roles', [{ realm_access: { roles: ['admins'] } }], 'admin'],
  [
    'a name with dots',
    'https://shop.example/roles',
    [{ 'https://shop.example/roles': ['admins'] }],
    'admin',
  ],
  [
    'a client with dots',
    'resource_access.watch.shop.roles',
    [{ resource_access: { 'watch.shop': { roles: ['admins'] } } }],
    'admin',
  ],
  ['the Workspace of Google', 'hd', [{ hd: 'shop.example' }], 'viewer'],
  ['a verified address', 'roles', [verified('Boss@Shop.Example')], 'admin'],
  ['an address that is not verified', 'roles', [{ email: 'boss@shop.example' }], null],
  [
    'an address that says so in a text',
    'roles',
    [{ email: 'boss@shop.example', email_verified: 'true' }],
    null,
  ],
  [
    'an address here, and verified there',
    'roles',
    [{ email: 'boss@shop.example' }, { email_verified: true }],
    null,
  ],
  [
    'another address that is verified',
    'roles',
    [{ email: 'boss@shop.example' }, verified('x@shop.example')],
    null,
  ],
  ['an address that only looks like it', 'roles', [verified('\u212Aim@shop.example')], null],
  ['other letters', 'roles', [{ roles: ['Admins'] }], null],
  ['a part of it', 'roles', [{ roles: ['admins2', 'x admins'] }], null],
  ['nothing', 'roles', [{}], null],
  ['no text', 'roles', [{ roles: { admins: true } }], null],
  ['a yes', 'roles', [{ roles: true }], null],
  ['a list in a list', 'roles', [{ roles: [['admins']] }], null],
  ['what every object has', 'constructor.name', [{}], null],
])('%s in %s', (_, roleClaim, all, role) => {
  expect(personIn(all, 'u-1', { issuer: 'https://id.example', roleClaim, members }).role).toBe(role)
})

test.each<[Claims[], string]>([
  [[{ ...verified('Anna@shop.example'), preferred_username: 'anna' }], 'anna@shop.example'],
  [[{ email: 'anna@shop.example', preferred_username: 'anna' }], 'anna'],
  [[{}, { preferred_username: 'anna' }], 'anna'],
  [[{ preferred_username: 'anna (admin)\u202E' }], 'auth0|5f7c'],
  [[{ preferred_username: 'boss@shop.example' }], 'auth0|5f7c'],
  [[{ preferred_username: 7 }], 'auth0|5f7c'],
  [[{}], 'auth0|5f7c'],
])('%j is called %s', (all, name) => {
  expect(
    personIn(all, 'auth0|5f7c', { issuer: 'https://id.example', roleClaim: 'roles', members }).name,
  ).toBe(name)
})

test.each<[string, Claims, string | null]>([
  ['of its own', { ...verified('kim@gmail.com') }, 'viewer'],
  ['of a Workspace', { ...verified('boss@shop.example'), hd: 'shop.example' }, 'admin'],
  ['of a private account, which outlives the job', { ...verified('boss@shop.example') }, null],
])('an address at Google, %s', (_, claims, role) => {
  const settings = { roleClaim: 'roles', members: { ...members, viewer: ['kim@gmail.com'] } }
  const person = personIn([claims], 'u-1', { issuer: 'https://accounts.google.com', ...settings })
  expect(person.role).toBe(role)
})
