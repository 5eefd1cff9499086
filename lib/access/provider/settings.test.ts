import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readEnv, WrongSettings } from '@/lib/env'

const right = {
  PUBLIC_URL: 'https://watch.example',
  OIDC_ISSUER: 'https://id.example/realms/shop',
  OIDC_CLIENT_ID: 'cafewatch',
  OIDC_CLIENT_SECRET: 's3cret',
  OIDC_ADMINS: 'admins, anna@shop.example',
}

test('a provider is what the environment says, and the rest is as most have it', () => {
  expect(readEnv(right).provider).toEqual({
    issuer: 'https://id.example/realms/shop',
    clientId: 'cafewatch',
    clientSecret: 's3cret',
    clientAuth: null,
    scopes: 'openid profile email',
    roleClaim: 'roles',
    members: { admin: ['admins', 'anna@shop.example'], operator: [], viewer: [] },
    name: null,
    redirectUri: 'https://watch.example/sign-in/callback',
  })
  expect(readEnv({}).provider).toBeNull()
})

test.each([
  [{ PUBLIC_URL: 'https://shop.example/watch' }],
  [{ PUBLIC_URL: 'https://shop.example', BASE_PATH: '/watch' }],
])('%j: the provider sends people back below the path', (given) => {
  expect(readEnv({ ...right, ...given }).provider?.redirectUri).toBe(
    'https://shop.example/watch/sign-in/callback',
  )
})

test('on loopback both may do without TLS', () => {
  const given = { ...right, PUBLIC_URL: 'http://localhost:3000', OIDC_ISSUER: 'http://127.0.0.1:9' }
  expect(readEnv(given).provider?.issuer).toBe('http://127.0.0.1:9')
})

test.each<[Record<string, string>, RegExp]>([
  [{ PUBLIC_URL: '' }, /needs PUBLIC_URL/],
  [{ PUBLIC_URL: 'http://watch.example' }, /PUBLIC_URL is "http:.*https:/],
  [{ OIDC_ISSUER: 'id.example' }, /OIDC_ISSUER is "id.example"/],
  [{ OIDC_ISSUER: 'http://id.example' }, /must begin with https/],
  [{ OIDC_ISSUER: 'https://id.example/.well-known/openid-configuration' }, /without \/.well-known/],
  [{ OIDC_ISSUER: 'https://id.example/?a=b' }, /without \?/],
  [{ OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }, /every organization/],
  [{ OIDC_ISSUER: 'https://login.microsoftonline.com/organizations/v2.0' }, /every organization/],
  [{ OIDC_ISSUER: '' }, /OIDC_CLIENT_ID is given, but OIDC_ISSUER/],
  [{ OIDC_CLIENT_ID: '' }, /needs OIDC_CLIENT_ID/],
  [{ OIDC_CLIENT_SECRET: '' }, /needs OIDC_CLIENT_SECRET/],
  [{ OIDC_CLIENT_SECRET_FILE: '/nonexistent' }, /not both/],
  [{ OIDC_CLIENT_SECRET: '', OIDC_CLIENT_SECRET_FILE: '/nonexistent' }, /cannot be read/],
  [{ OIDC_CLIENT_SECRET: '', OIDC_CLIENT_SECRET_FILE: '/dev/null' }, /is empty/],
  [{ OIDC_ADMINS: '' }, /nobody whom the provider signs in has a role/],
  [{ OIDC_ADMINS: 'a,,b' }, /separated by commas/],
  [{ OIDC_SCOPES: 'profile email' }, /one is openid/],
  [{ OIDC_ROLE_CLAIM: 'email' }, /only when they are verified/],
  [{ OIDC_ROLE_CLAIM: 'preferred_username' }, /people cannot change themselves/],
  [{ OIDC_CLIENT_AUTH: 'none' }, /basic or post/],
])('%j is refused with a sentence', (given, sentence) => {
  const read = () => readEnv({ ...right, ...given })
  expect(read).toThrow(WrongSettings)
  expect(read).toThrow(sentence)
  expect(read).not.toThrow(/s3cret/)
})

test('the secret may stand in a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'secret-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const path = join(dir, 'secret')
  writeFileSync(path, 's3cret\n')
  const given = { ...right, OIDC_CLIENT_SECRET: '', OIDC_CLIENT_SECRET_FILE: path }
  expect(readEnv(given).provider?.clientSecret).toBe('s3cret')
})
