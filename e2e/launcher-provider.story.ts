import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { clientId, clientSecret, runProvider } from '@/lib/access/provider/testdata/real-provider'
import { ask, launched, password } from './launched'

const server = launched(3191)
// Another site than that of the provider, as in life.
const host = `http://localhost:${server.port}`

const people = [
  { sub: 'u-1', preferred_username: 'anna', realm_access: { roles: ['watch-admins'] } },
  { sub: 'u-2', preferred_username: 'nora', realm_access: { roles: ['others'] } },
]

function settings(issuer: string): Record<string, string> {
  // A log without a request: what is asked here is who may ask.
  const log = join(server.dir(), 'access_log')
  writeFileSync(log, '')
  return {
    ACCESS_LOG: log,
    PUBLIC_URL: host,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_ROLE_CLAIM: 'realm_access.roles',
    OIDC_ADMINS: 'watch-admins',
    OIDC_NAME: 'Shop ID',
  }
}

const signsIn = 'a person signs in by the provider, is told why when it fails, and signs out here'
for (const address of [host, `${host}/watch`])
  test(`${signsIn}: ${address}`, async ({ page }) => {
    const provider = await runProvider({ people, redirectUri: `${address}/sign-in/callback` })
    try {
      await server.start({ ...settings(provider.issuer), PUBLIC_URL: address })
      const toProvider = page.getByRole('link', { name: 'Sign in with Shop ID' })
      const alert = page.getByRole('main').getByRole('alert')

      await page.goto(`${address}/errors?range=24h`)
      await expect(page.getByLabel('Password')).toHaveCount(0)
      await toProvider.click()
      await page.getByRole('button', { name: 'cancel' }).click()
      await expect(alert).toContainText('cancelled at Shop ID')
      await toProvider.click()
      await page.getByRole('button', { name: 'u-1' }).click()
      await expect(page).toHaveURL(`${address}/errors?range=24h`)
      await expect(page.getByText('anna (admin)')).toBeVisible()

      await page.goto(`${address}/audit`)
      const signedIn = page.getByRole('row').filter({ hasText: 'sign-in by the provider: u-1' })
      await expect(signedIn).toContainText('anna (provider)')

      await server.users().add('lisa', 'viewer', password)
      await page.getByRole('button', { name: 'Sign out' }).click()
      await expect(alert).toContainText('signed out here, but not at Shop ID')
      await expect(toProvider).toBeVisible()
      await page.getByLabel('Name').fill('lisa')
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByText('lisa (viewer)')).toBeVisible()
    } finally {
      await provider.close()
    }
  })

test('a person without a role is not let in', async ({ page }) => {
  const provider = await runProvider({ people, redirectUri: `${host}/sign-in/callback` })
  try {
    await server.start(settings(provider.issuer))
    await page.goto(host)
    await page.getByRole('link', { name: 'Sign in with Shop ID' }).click()
    await page.getByRole('button', { name: 'u-2' }).click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText('you have no role here')
    expect(server.said()).toContain('nora has no role')
    await page.goto(host)
    await expect(page).toHaveURL(`${host}/sign-in`)
  } finally {
    await provider.close()
  }
})

test('with a provider that is away the server starts, open to others, and lets nobody in', async ({
  page,
}) => {
  await server.start({ ...settings('http://127.0.0.1:3192'), HOST: '0.0.0.0' })
  expect((await ask(`${server.address}/api/alarms`)).status).toBe(401)
  await page.goto(host)
  await page.getByRole('link', { name: 'Sign in with Shop ID' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(
    'Shop ID does not answer. Try again in a minute.',
  )
})
