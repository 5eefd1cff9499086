import { expect, type Locator, type Page } from '@playwright/test'

/** Moves the pointer until what it brings is there: a slow browser does not listen yet when its scripts are loaded. */
export const moveUntilThere = (page: Page, brought: Locator) =>
  expect(async () => {
    await page.mouse.move(1, 1)
    await page.mouse.move(2, 2)
    await expect(brought).toBeVisible({ timeout: 1_000 })
  }).toPass()
